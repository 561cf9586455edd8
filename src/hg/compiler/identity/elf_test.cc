#include "hg/compiler/identity/elf.h"

#include <gtest/gtest.h>

#include "hg/os/file.h"

namespace hg::compiler::identity {
namespace {

class ElfTest : public testing::Test {
 protected:
  std::string file(std::string_view bytes) {
    const std::string path = directory_.path() + "/f";
    EXPECT_TRUE(os::write_file_atomic(path, bytes));
    return path;
  }
  os::TempDir directory_ = *os::TempDir::make("/tmp", "elf");
};

TEST_F(ElfTest, NamesTheLoaderOfAProgram) {
  const auto loader = elf_interpreter("/proc/self/exe");
  ASSERT_TRUE(loader) << loader.error().to_string();
  EXPECT_NE(loader->find("ld"), std::string::npos) << *loader;
  EXPECT_TRUE(os::exists(*loader));
}

TEST_F(ElfTest, TellsAScriptFromACompiler) {
  const auto loader = elf_interpreter(file("#!/bin/sh\nexec gcc \"$@\"\n"));
  ASSERT_FALSE(loader);
  EXPECT_EQ(loader.error().code(), Code::failed_precondition);
  EXPECT_NE(loader.error().message().find("is a script, not a compiler"), std::string::npos);
}

TEST_F(ElfTest, RefusesWhatIsNotElf) {
  for (const std::string bytes :
       {"", "\177EL", "plain text that is longer than an ELF header's first bytes"}) {
    const auto loader = elf_interpreter(file(bytes));
    ASSERT_FALSE(loader);
    EXPECT_EQ(loader.error().code(), Code::failed_precondition);
  }
  EXPECT_EQ(elf_interpreter(directory_.path() + "/missing").error().code(), Code::not_found);
}

TEST_F(ElfTest, SurvivesATornHeader) {
  const auto whole = os::read_file("/bin/true", 16U << 20U);
  ASSERT_TRUE(whole);
  for (const std::size_t size : {16U, 40U, 63U, 64U, 100U, 300U}) {
    const auto loader = elf_interpreter(file(std::string_view(*whole).substr(0, size)));
    ASSERT_FALSE(loader) << size;
    EXPECT_EQ(loader.error().code(), Code::failed_precondition);
  }
}

}  // namespace
}  // namespace hg::compiler::identity
