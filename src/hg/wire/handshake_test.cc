#include "hg/wire/handshake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hg/base/version.h"

namespace hg::wire {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Hello worker_hello() {
  Hello hello;
  hello.program_version = "0.1.0";
  hello.role = Role::worker;
  hello.capability.emplace();
  hello.capability->name = "build1";
  hello.capability->address = "build1:50052";
  hello.capability->arch = "x86_64";
  hello.previous = model::WorkerId("w-7");
  return hello;
}

TEST(WireHandshake, HelloArrivesUnchanged) {
  const auto back = decode(encode(worker_hello())).value();
  EXPECT_EQ(back.protocol, kProtocol);
  EXPECT_EQ(back.role, Role::worker);
  EXPECT_EQ(back.previous.value(), "w-7");
  ASSERT_TRUE(back.capability.has_value());
  EXPECT_EQ(back.capability->address, "build1:50052");
  EXPECT_EQ(back.capability->version, "0.1.0");
}

TEST(WireHandshake, AClientNeedsNoCapability) {
  Hello hello;
  hello.program_version = "0.1.0";
  EXPECT_EQ(decode(encode(hello)).value().role, Role::client);
}

TEST(WireHandshake, WelcomeArrivesUnchanged) {
  Welcome welcome;
  welcome.program_version = "0.1.0";
  welcome.worker = model::WorkerId("w-1");
  welcome.heartbeat_interval = std::chrono::milliseconds(500);
  welcome.coordinator_epoch = 42;
  const auto back = decode(encode(welcome)).value();
  EXPECT_EQ(back.worker, welcome.worker);
  EXPECT_EQ(back.heartbeat_interval, welcome.heartbeat_interval);
  EXPECT_EQ(back.coordinator_epoch, 42U);
}

TEST(WireHandshake, SkewNamesBothVersions) {
  auto request = encode(worker_hello());
  request.mutable_protocol()->set_major(kProtocol.major + 1);
  request.set_program_version("9.9.9");
  request.set_role(static_cast<pb::Role>(77));  // a newer protocol may hold anything
  const auto result = decode(std::move(request));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code(), Code::failed_precondition);
  EXPECT_THAT(result.error().message(), AllOf(HasSubstr("protocol 2.3 (program 9.9.9)"),
                                              HasSubstr("ours 1.3 (program " + std::string(version()))));
}

TEST(WireHandshake, ANewerMinorIsWelcome) {
  EXPECT_TRUE(check_protocol({kProtocol.major, kProtocol.minor + 5}, "0.9.0").has_value());
}

TEST(WireHandshake, EmptyRequestIsRefused) {
  EXPECT_FALSE(decode(pb::HandshakeRequest()).has_value());
  EXPECT_FALSE(decode(pb::HandshakeResponse()).has_value());
}

TEST(WireHandshake, RefusesUnknownRoleAndWorkerWithoutCapability) {
  auto request = encode(worker_hello());
  request.set_role(static_cast<pb::Role>(9));
  EXPECT_EQ(decode(std::move(request)).error().message(), "role: 9 is unknown here");
  request = encode(worker_hello());
  request.clear_capability();
  EXPECT_EQ(decode(std::move(request)).error().message(), "capability: is missing");
}

}  // namespace
}  // namespace hg::wire
