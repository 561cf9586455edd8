#include "hg/executor/outputs.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "hg/codec/zstd.h"
#include "hg/os/file.h"
#include "hg/os/unique_fd.h"

namespace hg::executor {
namespace {

namespace fs = std::filesystem;
using model::OutputKind;

class OutputsTest : public testing::Test {
 protected:
  void write(const std::string& name, std::string_view bytes) {
    ASSERT_TRUE(os::write_file_atomic(path(name), bytes));
  }
  std::string path(const std::string& name) const { return directory_.path() + "/" + name; }
  Result<std::vector<model::OutputFile>> collect(const std::vector<OutputKind>& wanted = {
                                                     OutputKind::object}) {
    const os::UniqueFd fd(::open(directory_.path().c_str(), O_RDONLY | O_DIRECTORY));
    return collect_outputs(fd.get(), {"a.c", "a.o"}, wanted, 1000);
  }
  Code refused() {
    const auto outputs = collect();
    return outputs ? Code::unknown : outputs.error().code();
  }
  os::TempDir directory_ = *os::TempDir::make("/tmp", "outputs");
};

TEST_F(OutputsTest, ComeInTheOrderWanted) {
  write("a.o", "object");
  write("a.su", "");
  const auto outputs = collect({OutputKind::object, OutputKind::dwo, OutputKind::stack_usage});
  ASSERT_TRUE(outputs) << outputs.error().to_string();
  ASSERT_EQ(outputs->size(), 2U);
  EXPECT_EQ(outputs->at(0).kind, OutputKind::object);
  EXPECT_EQ(outputs->at(0).size, 6U);
  EXPECT_EQ(*codec::decompress(outputs->at(0).zstd, 1000), "object");
  EXPECT_EQ(outputs->at(1).kind, OutputKind::stack_usage);
}

TEST_F(OutputsTest, MissingOrEmptyObject) {
  EXPECT_EQ(refused(), Code::data_loss);
  write("a.o", "");
  EXPECT_EQ(refused(), Code::data_loss);
}

TEST_F(OutputsTest, NothingButAPlainFileIsRead) {
  fs::create_symlink("/etc/hostname", path("a.o"));
  EXPECT_EQ(refused(), Code::permission_denied);
  fs::remove(path("a.o"));
  write("b", "bytes");
  fs::create_hard_link(path("b"), path("a.o"));
  EXPECT_EQ(refused(), Code::permission_denied);
  fs::remove(path("a.o"));
  fs::create_directory(path("a.o"));
  EXPECT_EQ(refused(), Code::permission_denied);
  fs::remove(path("a.o"));
  ASSERT_EQ(mkfifo(path("a.o").c_str(), 0600), 0);
  EXPECT_EQ(refused(), Code::permission_denied);
}

TEST_F(OutputsTest, ASparseGiantIsNotRead) {
  write("a.o", "x");
  fs::resize_file(path("a.o"), 4ULL << 30U);
  EXPECT_EQ(refused(), Code::resource_exhausted);
}

}  // namespace
}  // namespace hg::executor
