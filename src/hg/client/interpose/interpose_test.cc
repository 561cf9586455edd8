// The library in real programs: every way to start a compiler, and what must be left alone.
#include <gmock/gmock.h>

#include "hg/client/interpose/interpose_fixture.h"

namespace hg::client::interpose {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Way : public InterposeTest, public testing::WithParamInterface<const char*> {};

TEST_P(Way, TheCompilerIsRunThroughHgbuild) {
  EXPECT_EQ(run(std::string(HG_EXEC_PROBE) + " " + GetParam() + " -c a.c").code, 0);
  EXPECT_THAT(calls(), ElementsAre(directory_ + "|||/usr/bin/cc -c a.c"));
  EXPECT_EQ(read("tally"), "LI");
  EXPECT_TRUE(std::filesystem::exists(path("a.o")));
}

INSTANTIATE_TEST_SUITE_P(Interpose, Way,
                         testing::Values("execve", "execv", "execvp", "execvpe", "execl", "execlp", "execle",
                                         "posix_spawn", "posix_spawnp"),
                         [](const auto& way) { return std::string(way.param); });

TEST_F(InterposeTest, ExitCodeIsTheCompilers) {
  EXPECT_EQ(run(HG_EXEC_PROBE " execv -c missing.c").code, 1);
  EXPECT_EQ(calls().size(), 1U);
}

TEST_F(InterposeTest, AMissingCompilerFailsAsItWould) {
  EXPECT_EQ(run(HG_EXEC_PROBE " missing -c a.c").code, ENOENT);
  EXPECT_THAT(calls(), IsEmpty());
}

TEST_F(InterposeTest, WithoutHgbuildTheCompilerIsRunAsAsked) {
  std::filesystem::remove(path("hgbuild"));
  EXPECT_EQ(run(HG_EXEC_PROBE " posix_spawnp -c a.c").code, 0);
  EXPECT_EQ(run(HG_EXEC_PROBE " execvp -c a.c").code, 0);
  EXPECT_TRUE(std::filesystem::exists(path("a.o")));
}

TEST_F(InterposeTest, ArgumentsArriveAsTheyWere) {
  write("args.c", "int args;\n");
  EXPECT_EQ(run(R"(sh -c 'cc "-DA=\"x  y\"" "-DB=a*?\$HOME" "" -c args.c 2>/dev/null; true')").code, 0);
  EXPECT_THAT(calls(), ElementsAre(HasSubstr("/cc -DA=\"x  y\" -DB=a*?$HOME  -c args.c")));
}

TEST_F(InterposeTest, UserPreloadReachesTheCompiler) {
  const Ran ran = run("sh -c 'LD_PRELOAD=libdl.so.2:$LD_PRELOAD cc -c a.c'");
  EXPECT_EQ(ran.code, 0) << ran.output;
  EXPECT_THAT(calls(), ElementsAre(HasSubstr("|libdl.so.2||/usr/bin/cc")));
}

TEST_F(InterposeTest, AFreshEnvironmentIsFollowed) {
  EXPECT_EQ(run("env -i PATH=/usr/bin:/bin sh -c 'cc -c a.c'").code, 0);
  EXPECT_EQ(compiles(), 1U);
}

TEST_F(InterposeTest, ToolsAreNotTouched) {
  EXPECT_EQ(run("sh -c 'gcc-ar --version; c++filt --version; as --version' >/dev/null").code, 0);
  EXPECT_THAT(calls(), IsEmpty());
}

TEST_F(InterposeTest, AScriptNamedLikeACompilerRunsAndItsCompilerIsSeen) {
  write("gcc", "#!/bin/sh\nexec /usr/bin/gcc -DWRAPPED \"$@\"\n");
  std::filesystem::permissions(path("gcc"), std::filesystem::perms::owner_all);
  EXPECT_EQ(run("./gcc -c a.c").code, 0);
  EXPECT_THAT(calls(), ElementsAre(HasSubstr("|/usr/bin/gcc -DWRAPPED -c a.c")));
}

TEST_F(InterposeTest, AnotherToolUnderACompilersNameIsLeftAlone) {
  std::filesystem::create_symlink("/bin/true", path("cc"));
  EXPECT_EQ(run("./cc -c a.c").code, 0);
  EXPECT_THAT(calls(), IsEmpty());
}

TEST_F(InterposeTest, HgbuildAsLauncherIsCountedAndNotDoubled) {
  std::filesystem::create_symlink(path("hgbuild"), path("g++"));
  EXPECT_EQ(run("sh -c './hgbuild cc -c a.c; ./hgbuild cc -c a.c'").code, 0);
  EXPECT_EQ(compiles(), 2U);
  EXPECT_EQ(read("tally"), "LHH");
}

TEST_F(InterposeTest, TheSecondStageOfClangIsItsOwn) {
  if (!std::filesystem::exists("/usr/bin/clang")) GTEST_SKIP() << "no clang";
  EXPECT_EQ(run("sh -c 'clang -cc1 -version >/dev/null'").code, 0);
  EXPECT_THAT(calls(), IsEmpty());
}

TEST_F(InterposeTest, AProgramUnderAddressSanitizerStillRuns) {
  write("m.c", "int main(void) { return 0; }\n");
  ASSERT_EQ(run("cc -fsanitize=address m.c -o m").code, 0);
  const Ran ran = run("./m", "ASAN_OPTIONS=verify_asan_link_order=0");
  EXPECT_EQ(ran.code, 0) << ran.output;
}

TEST_F(InterposeTest, AnUntoldLibraryOnlyPassesOn) {
  EXPECT_EQ(run("sh -c 'cc -c a.c'", "HG_INTERPOSE_HGBUILD=").code, 0);
  EXPECT_THAT(calls(), IsEmpty());
}

}  // namespace
}  // namespace hg::client::interpose
