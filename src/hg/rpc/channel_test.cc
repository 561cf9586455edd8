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
