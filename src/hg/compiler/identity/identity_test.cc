#include "hg/compiler/identity/identity.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "hg/os/subprocess.h"

namespace hg::compiler::identity {
namespace {

namespace fs = std::filesystem;

const SearchEnvironment kPlain{"/usr/bin:/bin", "", "/nonexistent"};

std::string id_of(const std::string& driver, const SearchEnvironment& environment = kPlain) {
  const auto identified = identify(driver, environment);
  EXPECT_TRUE(identified) << identified.error().to_string();
  return identified ? identified->toolchain.id.value() : "";
}

void append_byte(const fs::path& path) {
  std::ofstream(path, std::ios::app | std::ios::binary) << 'x';
}

// A whole gcc of our own below a temporary directory, whose every part can be changed.
class OwnGccTest : public testing::Test {
 protected:
  OwnGccTest() {
    const fs::path proper = *real_part("/cc1");
    const std::string version = proper.parent_path().filename();
    const std::string target = proper.parent_path().parent_path().filename();
    cc1_ = root_ / "lib/gcc" / target / version / "cc1";
    fs::create_directories(root_ / "bin");
    fs::create_directories(cc1_.parent_path());
    fs::copy_file(fs::canonical("/usr/bin/gcc"), gcc_);
    fs::copy_file(proper, cc1_);
    fs::copy_file(fs::canonical("/usr/bin/as"), root_ / "bin/as");
  }

  static std::optional<std::string> real_part(const std::string& ending) {
    const auto real = identify("/usr/bin/gcc", kPlain);
    EXPECT_TRUE(real) << real.error().to_string();
    for (const auto& part : real->parts) {
      if (part.path.ends_with(ending)) return part.path;
    }
    return std::nullopt;
  }

  os::TempDir directory_ = *os::TempDir::make("/tmp", "identity");
  fs::path root_ = directory_.path();
  fs::path gcc_ = root_ / "bin/gcc";
  fs::path cc1_;
  SearchEnvironment environment_{(root_ / "bin").string() + ":/usr/bin:/bin", "", "/nonexistent"};
};

TEST(Identity, DescribesGcc) {
  const auto gcc = identify("/usr/bin/gcc", kPlain);
  ASSERT_TRUE(gcc) << gcc.error().to_string();
  EXPECT_EQ(gcc->toolchain.id.value().size(), 64U);
  EXPECT_EQ(gcc->toolchain.family, model::CompilerFamily::gcc);
  EXPECT_FALSE(gcc->toolchain.cxx);
  EXPECT_EQ(gcc->toolchain.name, "gcc");
  EXPECT_NE(gcc->toolchain.version.find('.'), std::string::npos);
  EXPECT_NE(gcc->toolchain.target.find('-'), std::string::npos);
  EXPECT_TRUE(still_holds(*gcc, kPlain));
}

TEST(Identity, IsTheSameForEverySpellingOfOneProgram) {
  EXPECT_EQ(id_of("/usr/bin/gcc"), id_of(fs::canonical("/usr/bin/gcc")));
  EXPECT_NE(id_of("/usr/bin/gcc"), id_of("/usr/bin/g++"));
}

TEST(Identity, TellsClangFromClangxx) {
  if (!os::exists("/usr/bin/clang")) GTEST_SKIP() << "no clang";
  const auto c = identify("/usr/bin/clang", kPlain);
  const auto cxx = identify("/usr/bin/clang++", kPlain);
  ASSERT_TRUE(c && cxx);
  EXPECT_EQ(c->toolchain.family, model::CompilerFamily::clang);
  EXPECT_TRUE(cxx->toolchain.cxx);
  EXPECT_NE(c->toolchain.id, cxx->toolchain.id);
}

TEST(Identity, RefusesWhatIsNoCompiler) {
  const auto code = [](const std::string& path) { return identify(path, kPlain).error().code(); };
  EXPECT_EQ(code("/bin/true"), Code::failed_precondition);
  EXPECT_EQ(code("/nonexistent/gcc"), Code::not_found);
  EXPECT_EQ(code("gcc"), Code::invalid_argument);
  EXPECT_EQ(code("/usr"), Code::failed_precondition);
}

TEST(Identity, RefusesWrappers) {
  const os::TempDir directory = *os::TempDir::make("/tmp", "identity");
  const std::string script = directory.path() + "/gcc";
  ASSERT_TRUE(os::write_file_atomic(script, "#!/bin/sh\nexec /usr/bin/gcc \"$@\"\n", 0755));
  EXPECT_NE(identify(script, kPlain).error().message().find("is a script"), std::string::npos);

  fs::copy_file("/bin/true", directory.path() + "/ccache");
  const std::string link = directory.path() + "/g++";
  fs::create_symlink("ccache", link);
  const auto wrapped = identify(link, kPlain);
  ASSERT_FALSE(wrapped);
  EXPECT_NE(wrapped.error().message().find("is ccache, a wrapper"), std::string::npos);
}

TEST_F(OwnGccTest, DependsOnContentAndNotOnPlace) {
  const std::string id = id_of(gcc_, environment_);
  const os::TempDir other = *os::TempDir::make("/tmp", "elsewhere");
  fs::copy(root_, other.path(), fs::copy_options::recursive);
  SearchEnvironment there = environment_;
  there.path = other.path() + "/bin";
  EXPECT_EQ(id_of(other.path() + "/bin/gcc", there), id);
}

TEST_F(OwnGccTest, ChangesWithEveryPart) {
  const std::string id = id_of(gcc_, environment_);
  append_byte(gcc_);
  const std::string after_driver = id_of(gcc_, environment_);
  EXPECT_NE(after_driver, id);
  append_byte(cc1_);
  const std::string after_cc1 = id_of(gcc_, environment_);
  EXPECT_NE(after_cc1, after_driver);
  append_byte(root_ / "bin/as");
  EXPECT_NE(id_of(gcc_, environment_), after_cc1);
}

TEST_F(OwnGccTest, ChangesWithALibrary) {
  const std::string id = id_of(gcc_, environment_);
  const auto library = real_part("/libmpfr.so.6");
  if (!library) GTEST_SKIP() << "cc1 does not load libmpfr.so.6";
  fs::create_directories(root_ / "libs");
  fs::copy_file(fs::canonical(*library), root_ / "libs/libmpfr.so.6");
  environment_.library_path = root_ / "libs";
  EXPECT_EQ(id_of(gcc_, environment_), id) << "same content from another place";
  append_byte(root_ / "libs/libmpfr.so.6");
  EXPECT_NE(id_of(gcc_, environment_), id);
}

TEST_F(OwnGccTest, FollowsTheAssemblerThatPathSelects) {
  append_byte(root_ / "bin/as");
  const auto ours = identify(gcc_, environment_);
  ASSERT_TRUE(ours);
  EXPECT_EQ(ours->assembler, (root_ / "bin/as").string());
  EXPECT_FALSE(still_holds(*ours, kPlain));
  EXPECT_NE(id_of(gcc_, kPlain), ours->toolchain.id.value());

  SearchEnvironment nowhere = environment_;
  nowhere.path = "/nonexistent";
  EXPECT_EQ(identify(gcc_, nowhere).error().code(), Code::failed_precondition);
}

TEST_F(OwnGccTest, NoticesASpecsFileAndALaterCxx) {
  const auto before = identify(gcc_, environment_);
  ASSERT_TRUE(before);
  const fs::path specs = cc1_.parent_path() / "specs";
  std::ofstream(specs) << "\n";
  EXPECT_FALSE(still_holds(*before, environment_));
  EXPECT_NE(id_of(gcc_, environment_), before->toolchain.id.value());
  fs::remove(specs);
  EXPECT_TRUE(still_holds(*before, environment_));
  fs::copy_file(cc1_, cc1_.parent_path() / "cc1plus");
  EXPECT_FALSE(still_holds(*before, environment_));
}

TEST_F(OwnGccTest, TouchingAFileOnlyCostsTime) {
  const auto before = identify(gcc_, environment_);
  ASSERT_TRUE(before);
  fs::last_write_time(cc1_, fs::file_time_type::clock::now() - std::chrono::hours(1));
  EXPECT_FALSE(still_holds(*before, environment_));
  EXPECT_EQ(id_of(gcc_, environment_), before->toolchain.id.value());
}

}  // namespace
}  // namespace hg::compiler::identity
