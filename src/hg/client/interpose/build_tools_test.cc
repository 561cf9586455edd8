// The library under real build tools: every compile is seen and nothing else changes.
#include <gmock/gmock.h>

#include "hg/client/interpose/interpose_fixture.h"

namespace hg::client::interpose {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int kFiles = 12;

class BuildTools : public InterposeTest {
 protected:
  void SetUp() override {
    InterposeTest::SetUp();
    for (int i = 0; i < kFiles; ++i) {
      const std::string n = std::to_string(i);
      write("f" + n + ".c", "int f" + n + "(void) { return " + n + "; }\n");
    }
    write("main.c", "int main(void) { return 0; }\n");
  }

  // A configured tree whose rules hold the compiler's absolute path.
  void configure(const std::string& generator) const {
    write("CMakeLists.txt",
          "cmake_minimum_required(VERSION 3.20)\nproject(p C)\nfile(GLOB s f*.c)\n"
          "add_executable(p main.c ${s})\n");
    const std::string line =
        "cmake -S '" + directory_ + "' -B '" + path("b") + "' -G '" + generator + "' >/dev/null 2>&1";
    ASSERT_EQ(std::system(line.c_str()), 0);
  }

  static bool has(const char* tool) {
    return std::system((std::string("command -v ") + tool + " >/dev/null 2>&1").c_str()) == 0;
  }
};

TEST_F(BuildTools, MakeWithPlainRulesAndWithShellRules) {
  write("Makefile",
        "OBJ = $(patsubst %.c,%.o,$(wildcard f*.c))\nall: $(OBJ) main.o\n"
        "main.o: main.c\n\t@set -e; for f in main; do gcc -c $$f.c -o $$f.o; done\n");
  const Ran ran = run("make -s -j4 CC=gcc");
  EXPECT_EQ(ran.code, 0) << ran.output;
  EXPECT_EQ(ran.output, "");
  EXPECT_EQ(compiles(), kFiles + 1U);
}

TEST_F(BuildTools, SubMakesKeepTheJobserver) {
  write("Makefile", "all:\n\t+@$(MAKE) -s --no-print-directory -f sub.mk\n");
  write("sub.mk", "all: $(patsubst %.c,%.o,$(wildcard f*.c))\n");
  const Ran ran = run("make -s -j4");
  EXPECT_EQ(ran.code, 0) << ran.output;
  EXPECT_THAT(ran.output, Not(HasSubstr("jobserver")));
  EXPECT_EQ(compiles(), static_cast<std::size_t>(kFiles));
}

TEST_F(BuildTools, AFailingCompileFailsTheBuildTheSameWay) {
  write("Makefile", "bad.o: bad.c\n\tcc -c bad.c\n");
  write("bad.c", "int x = ;\n");
  const Ran ran = run("make bad.o");
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, HasSubstr("bad.c:1:9: error: expected expression"));
}

TEST_F(BuildTools, AConfiguredMakeTree) {
  if (!has("cmake")) GTEST_SKIP() << "no cmake";
  configure("Unix Makefiles");
  const Ran ran = run("make -C b -j4");
  EXPECT_EQ(ran.code, 0) << ran.output;
  EXPECT_EQ(compiles(), kFiles + 1U);
}

TEST_F(BuildTools, AConfiguredNinjaTree) {
  if (!has("ninja")) GTEST_SKIP() << "no ninja";
  configure("Ninja");
  const Ran ran = run("ninja -C b");
  EXPECT_EQ(ran.code, 0) << ran.output;
  EXPECT_EQ(compiles(), kFiles + 1U);
}

TEST_F(BuildTools, CmakeBuild) {
  if (!has("ninja")) GTEST_SKIP() << "no ninja";
  configure("Ninja");
  EXPECT_EQ(run("cmake --build b").code, 0);
  EXPECT_EQ(compiles(), kFiles + 1U);
}

TEST_F(BuildTools, CcacheIsLeftInFrontAndItsCompilerIsSeen) {
  if (!has("ccache")) GTEST_SKIP() << "no ccache";
  std::filesystem::create_symlink("/usr/bin/ccache", path("gcc"));
  const Ran ran = run("./gcc -c f1.c", "CCACHE_DIR=" + path("cache"));
  EXPECT_EQ(ran.code, 0) << ran.output;
  for (const std::string& call : calls()) EXPECT_THAT(call, HasSubstr("|/usr/bin/gcc ")) << call;
  EXPECT_GE(compiles(), 1U);
}

TEST_F(BuildTools, PythonSubprocess) {
  if (!has("python3")) GTEST_SKIP() << "no python3";
  write("t.py",
        "import os, subprocess as s\n"
        "s.run(['cc', '-c', 'f0.c'], check=True)\n"
        "s.run('cc -c f1.c', shell=True, check=True)\n"
        "s.run(['cc', '-c', 'f2.c'], check=True, close_fds=False)\n"
        "s.run(['cc', '-c', 'f3.c'], check=True, env={'PATH': '/usr/bin:/bin'})\n"
        "s.run(['cc', '-c', '../f4.c'], check=True, cwd='d')\n"
        "os.waitpid(os.posix_spawnp('cc', ['cc', '-c', 'f5.c'], os.environ), 0)\n"
        "assert s.run(['cc', '-c', 'none.c'], stderr=s.DEVNULL).returncode == 1\n"
        "os.execlp('cc', 'cc', '-c', 'f6.c')\n");
  std::filesystem::create_directory(path("d"));
  const Ran ran = run("python3 t.py");
  EXPECT_EQ(ran.code, 0) << ran.output;
  EXPECT_EQ(compiles(), 8U) << read("log");
  EXPECT_THAT(read("log"), HasSubstr(directory_ + "/d|"));
}

}  // namespace
}  // namespace hg::client::interpose
