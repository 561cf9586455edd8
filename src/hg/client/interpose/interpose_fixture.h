// A directory with a stand-in for hgbuild that writes down how it was called and runs the compiler.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace hg::client::interpose {

struct Ran {
  int code = 0;
  std::string output;  // stdout and stderr
};

class InterposeTest : public testing::Test {
 protected:
  using Strings = std::vector<std::string>;

  void SetUp() override {
    std::string name = testing::TempDir() + "hg-interpose-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = std::filesystem::canonical(name).string();
    write("hgbuild", "#!/bin/sh\nprintf '%s\\n' \"$PWD|$LD_PRELOAD|$HG_INTERPOSE_HGBUILD|$*\" >> '" +
                         path("log") + "'\nexec \"$@\"\n");
    std::filesystem::permissions(path("hgbuild"), std::filesystem::perms::owner_all);
    write("tally", "");
    write("a.c", "int a;\n");
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  [[nodiscard]] std::string path(const std::string& name) const { return directory_ + "/" + name; }

  void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

  [[nodiscard]] std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path(name)).rdbuf();
    return text.str();
  }

  // Runs `command` (shell words) in the directory with the library preloaded; `extra` = more NAME=value
  // words.
  [[nodiscard]] Ran run(const std::string& command, const std::string& extra = "") const {
    const std::string so = HG_INTERPOSE_SO;
    const std::string line = "cd '" + directory_ + "' && exec 2>&1 env LD_PRELOAD='" + so +
                             "' HG_INTERPOSE_LIBRARY='" + so + "' HG_INTERPOSE_HGBUILD='" + path("hgbuild") +
                             "' HG_INTERPOSE_TALLY='" + path("tally") + "' " + extra + " " + command;
    Ran ran;
    FILE* pipe = ::popen(line.c_str(), "r");
    char buffer[4096];
    for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
      ran.output.append(buffer, n);
    const int status = ::pclose(pipe);
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return ran;
  }

  // One line per call of the stand-in.
  [[nodiscard]] Strings calls() const {
    Strings lines;
    std::istringstream log(read("log"));
    for (std::string line; std::getline(log, line);) lines.push_back(line);
    return lines;
  }

  [[nodiscard]] std::size_t compiles() const {
    std::size_t n = 0;
    for (const std::string& line : calls()) n += (line + " ").find(" -c ") != std::string::npos ? 1 : 0;
    return n;
  }

  std::string directory_;
};

}  // namespace hg::client::interpose
