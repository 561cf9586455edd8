#include "hg/client/ipc/connect.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include "hg/os/file.h"
#include "hg/os/socket.h"

namespace hg::client::ipc {
namespace {

class Connect : public ::testing::Test {
 protected:
  os::TempDir directory_ = *os::TempDir::make("/tmp", "hg-connect-");
};

TEST_F(Connect, FindsARunningAgent) {
  const auto listener = os::listen_unix(directory_.path() + "/agent.sock");
  ASSERT_TRUE(listener);
  EXPECT_TRUE(connect_agent({.directory = directory_.path(), .agent_program = {}, .patient = false}));
}

TEST_F(Connect, WithoutAProgramThereIsNoAgent) {
  const auto socket = connect_agent({.directory = directory_.path(), .agent_program = {}, .patient = false});
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().code(), Code::unavailable);
}

TEST_F(Connect, WithoutADirectoryThereIsNoAgent) {
  EXPECT_FALSE(connect_agent({.directory = {}, .agent_program = "/bin/true", .patient = false}));
}

TEST_F(Connect, AFailedStartIsRememberedForAMoment) {
  const ConnectOptions options{
      .directory = directory_.path(), .agent_program = "/bin/false", .patient = false};
  const auto first = connect_agent(options);
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().message(), "hg-agent failed to start");
  const auto second = connect_agent(options);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message(), "hg-agent could not be started");
}

TEST_F(Connect, APersonsCommandTriesAgainAndWaits) {
  ConnectOptions options{.directory = directory_.path(), .agent_program = "/bin/false", .patient = true};
  EXPECT_FALSE(connect_agent(options));
  const std::string slow = directory_.path() + "/agent";
  ASSERT_TRUE(os::write_file_atomic(slow, "#!/bin/sh\nsleep 0.5\nexit 3\n"));
  ASSERT_EQ(::chmod(slow.c_str(), 0700), 0);
  options.agent_program = slow;
  EXPECT_EQ(connect_agent(options).error().message(), "hg-agent failed to start");
}

TEST_F(Connect, AnAgentThatEndsAtOnceIsNoAgent) {
  // /bin/true ends well, but nobody holds the listening socket afterwards.
  EXPECT_FALSE(
      connect_agent({.directory = directory_.path(), .agent_program = "/bin/true", .patient = false}));
}

TEST_F(Connect, TheAgentGetsTheListeningSocketAsItsInput) {
  // A child of the "agent" keeps the socket open, as the agent itself does in the background.
  const std::string script = directory_.path() + "/agent";
  ASSERT_TRUE(os::write_file_atomic(
      script, "#!/bin/sh\nexec 9<&0\nsleep 5 &\necho $! > " + directory_.path() + "/pid\n"));
  ASSERT_EQ(::chmod(script.c_str(), 0700), 0);
  EXPECT_TRUE(connect_agent({.directory = directory_.path(), .agent_program = script, .patient = false}));
  const auto pid = os::read_file(directory_.path() + "/pid", 100);
  ASSERT_TRUE(pid);
  ::kill(std::stoi(*pid), SIGKILL);
}

}  // namespace
}  // namespace hg::client::ipc
