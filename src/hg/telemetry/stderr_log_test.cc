#include "hg/telemetry/stderr_log.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "hg/base/log.h"

namespace hg::telemetry {
namespace {

class StderrLog : public ::testing::Test {
 protected:
  void TearDown() override {
    log::set_sink(nullptr, log::Level::info);
    unsetenv("JOURNAL_STREAM");
  }

  // What `write` makes of stderr, with `journal` called before for JOURNAL_STREAM.
  static std::string stderr_of(std::string_view level, const std::function<void()>& write,
                               bool journal = false) {
    ::testing::internal::CaptureStderr();
    if (journal) {
      struct stat info{};
      EXPECT_EQ(fstat(STDERR_FILENO, &info), 0);
      setenv("JOURNAL_STREAM", (std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino)).c_str(), 1);
    }
    log_to_stderr(level);
    write();
    return ::testing::internal::GetCapturedStderr();
  }

  static void one_of_each() {
    log::debug("a {}", 1);
    log::info("b");
    log::warn("c");
    log::error("d");
  }
};

TEST_F(StderrLog, AnUnknownLevelMeansInfo) {
  for (const char* level : {"", "INFO", "trace"}) {
    const std::string text = stderr_of(level, one_of_each);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3) << level << text;
  }
}

TEST_F(StderrLog, LinesHaveTimeAndLevel) {
  const std::string text = stderr_of("info", one_of_each);
  EXPECT_EQ(text.substr(10, 1) + text.substr(23, 9), "TZ info  b") << text;
  EXPECT_NE(text.find("Z warn  c\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Z error d\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("debug"), std::string::npos) << text;
}

TEST_F(StderrLog, TheJournalGetsPriorities) {
  EXPECT_EQ(stderr_of("debug", one_of_each, true), "<7>a 1\n<6>b\n<4>c\n<3>d\n");
}

TEST_F(StderrLog, ARedirectedStderrIsNotTheJournal) {
  setenv("JOURNAL_STREAM", "1:1", 1);
  const std::string text = stderr_of("error", one_of_each);
  EXPECT_NE(text.find("Z error d\n"), std::string::npos) << text;
}

TEST_F(StderrLog, AForgedLineStaysInItsOwn) {
  const auto write = [] { log::info("name: {}", "x\n2026-01-31T12:00:00.123Z error forged\x1b[31m"); };
  const std::string text = stderr_of("info", write);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST_F(StderrLog, LinesOfThreadsDoNotMix) {
  const auto write = [] {
    std::vector<std::jthread> threads;
    for (char c : {'a', 'b', 'c', 'd'}) {
      threads.emplace_back([c] {
        for (int i = 0; i < 200; ++i) log::info("{}", std::string(100, c));
      });
    }
  };
  const std::string text = stderr_of("info", write);
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1, ++lines) {
    const std::string line = text.substr(at, text.find('\n', at) - at);
    ASSERT_GE(line.size(), 100U);
    ASSERT_EQ(line.substr(line.size() - 100), std::string(100, line.back()));
  }
  EXPECT_EQ(lines, 800U);
}

}  // namespace
}  // namespace hg::telemetry
