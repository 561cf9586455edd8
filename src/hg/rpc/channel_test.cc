#include "hg/rpc/channel.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "hg/rpc/deadline.h"
#include "hybridgrid/v1/build.grpc.pb.h"

namespace hg::rpc {
namespace {

TEST(RpcChannel, NobodyThereIsUnavailableAtOnce) {
  const auto credentials = plain_text();
  const auto stub = hybridgrid::v1::BuildService::NewStub(open_channel({"127.0.0.1", 1}, *credentials));
  grpc::ClientContext context;
  set_timeout(context, std::chrono::seconds(30));
  hybridgrid::v1::HealthCheckResponse response;
  const auto status = stub->HealthCheck(&context, {}, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
}

// Bug: an agent tried to reach a coordinator that was down every two seconds for as long as it lived.
TEST(RpcChannel, WithoutCallsItStopsTryingToConnect) {
  const auto credentials = plain_text();
  const auto channel = open_channel({"127.0.0.1", 1}, *credentials, {.idle = std::chrono::seconds(1)});
  const auto stub = hybridgrid::v1::BuildService::NewStub(channel);
  grpc::ClientContext context;
  hybridgrid::v1::HealthCheckResponse response;
  EXPECT_FALSE(stub->HealthCheck(&context, {}, &response).ok());
  auto state = channel->GetState(false);
  EXPECT_NE(state, GRPC_CHANNEL_IDLE);
  const auto deadline = gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_seconds(20, GPR_TIMESPAN));
  while (state != GRPC_CHANNEL_IDLE && channel->WaitForStateChange(state, deadline))
    state = channel->GetState(false);
  EXPECT_EQ(state, GRPC_CHANNEL_IDLE);
}

TEST(RpcChannel, AProxyOfTheEnvironmentIsNotAsked) {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  const auto credentials = plain_text();
  const auto channel = open_channel({"127.0.0.1", 2}, *credentials);
  const auto stub = hybridgrid::v1::BuildService::NewStub(channel);
  grpc::ClientContext context;
  set_timeout(context, std::chrono::seconds(30));
  hybridgrid::v1::HealthCheckResponse response;
  const auto status = stub->HealthCheck(&context, {}, &response);
  ::unsetenv("http_proxy");
  EXPECT_NE(status.error_message().find("127.0.0.1:2"), std::string::npos) << status.error_message();
}

}  // namespace
}  // namespace hg::rpc
