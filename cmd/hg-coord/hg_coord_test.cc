// The program itself: it starts, answers, refuses and ends.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "hg/model/address.h"
#include "hg/os/file.h"
#include "hg/os/subprocess.h"

namespace hg {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

os::Captured run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "hg-coord");
  os::Command command;
  command.program = HG_COORD;
  command.argv = std::move(arguments);
  os::CaptureLimits limits;
  limits.time = std::chrono::seconds(20);
  return os::run_captured(command, limits).value();
}

// hg-coord on free ports, until the end of the test.
class Running {
 public:
  explicit Running(const std::vector<std::string>& more = {"--cache", "off", "--history", "off",
                                                           "--log-level", "error"})
      : process_(start(ports_file_, log_.get(), more)) {
    while (!os::exists(ports_file_)) {
      pollfd ended{process_.pidfd(), POLLIN, 0};
      if (::poll(&ended, 1, 5) > 0) break;  // it did not come up; port() says so
    }
  }
  ~Running() { std::filesystem::remove_all(directory_); }

  std::uint16_t port(const std::string& name) const {
    const std::string text = os::read_file(ports_file_, 1000).value_or("");
    const auto at = text.find(name + "=");
    EXPECT_NE(at, std::string::npos) << "not serving";
    return static_cast<std::uint16_t>(std::atoi(text.c_str() + at + name.size() + 1));
  }
  std::string said() const { return os::read_file(directory_ + "/log", 1U << 20U).value_or(""); }
  os::ExitStatus stop(int signal) {
    process_.send_signal(signal);
    return process_.wait();
  }

 private:
  static os::Subprocess start(const std::string& ports_file, int log, const std::vector<std::string>& more) {
    os::Command command;
    command.program = HG_COORD;
    command.argv = {"hg-coord", "serve", "--grpc-port", "0", "--http-port", "0", "--ports-file", ports_file};
    command.argv.insert(command.argv.end(), more.begin(), more.end());
    command.stderr_fd = log;
    return os::Subprocess::start(command).value();
  }
  static std::string make_directory() {
    std::string name = ::testing::TempDir() + "hg-coord-XXXXXX";
    return ::mkdtemp(name.data());
  }

  std::string directory_ = make_directory();
  std::string ports_file_ = directory_ + "/ports";
  os::UniqueFd log_{::open((directory_ + "/log").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_APPEND, 0600)};
  os::Subprocess process_;
};

std::string http_get(std::uint16_t port, const std::string& path) {
  const os::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return "cannot connect";
  EXPECT_TRUE(
      os::write_all(fd.get(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
  return os::read_fd(fd.get(), 1U << 20U).value_or("");
}

TEST(HgCoord, ServesHealthAndEndsInOrder) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Running coordinator;
    const std::string answer = http_get(coordinator.port("http"), "/health");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(answer, HasSubstr(R"("status":"serving")"));
    EXPECT_THAT(answer, HasSubstr(R"("workers":0)"));
    EXPECT_EQ(coordinator.stop(signal).shell_code(), 0);
  }
}

TEST(HgCoord, ACacheThatCannotBeUsedIsOneLineAndNoReasonNotToServe) {
  Running coordinator({"--cache-dir", "/proc/nowhere", "--history", "off", "--log-level", "warn"});
  EXPECT_THAT(http_get(coordinator.port("http"), "/health"), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(coordinator.stop(SIGTERM).shell_code(), 0);
  const std::string said = coordinator.said();
  EXPECT_THAT(said, HasSubstr("results are not kept on disk: cannot make directory /proc/nowhere"));
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
}

TEST(HgCoord, AHistoryThatCannotBeWrittenIsOneLineAndNoReasonNotToServe) {
  Running coordinator(
      {"--cache", "off", "--history-file", "/proc/nowhere/history.db", "--log-level", "warn"});
  EXPECT_THAT(http_get(coordinator.port("http"), "/metrics"),
              HasSubstr("hybridgrid_history_database_up 0\n"));
  EXPECT_EQ(coordinator.stop(SIGTERM).shell_code(), 0);
  const std::string said = coordinator.said();
  EXPECT_THAT(said, HasSubstr("history is kept in memory only: its database cannot be opened"));
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
}

TEST(HgCoord, ABusyPortIsOneLineThatSaysWhatToDo) {
  Running first;
  const std::string port = std::to_string(first.port("grpc"));
  const auto second =
      run({"serve", "--grpc-port", port, "--http-port", "0", "--cache", "off", "--history", "off"});
  EXPECT_EQ(second.status.shell_code(), 1);
  EXPECT_EQ(second.err, "hg-coord: port " + port +
                            " on 127.0.0.1 is in use by another program; choose another with --grpc-port\n");
}

TEST(HgCoord, BadInputIsRefusedWithOneLine) {
  const std::vector<std::vector<std::string>> cases = {
      {"serve", "--grpc-port", "99999"},          {"serve", "--grpc-prot", "9000"},
      {"serve", "--listen", "300.1.1.1:5"},       {"serve", "--listen", "0.0.0.0"},
      {"serve", "--config", "/nonexistent.yaml"}, {"sreve"},
  };
  for (const auto& arguments : cases) {
    const auto result = run(arguments);
    EXPECT_EQ(result.status.shell_code(), 2) << arguments.back();
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_EQ(result.out, "");
  }
}

TEST(HgCoord, HelpAndVersion) {
  EXPECT_THAT(run({"--version"}).out, StartsWith("hg-coord 0.1"));
  EXPECT_THAT(run({"serve", "--help"}).out, HasSubstr("--grpc-port"));
}

}  // namespace
}  // namespace hg
