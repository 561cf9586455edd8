#include "hg/worker/service/connection_watch.h"

#include <grpc/support/time.h>
#include <gtest/gtest.h>

#include <latch>

#include "hg/rpc/channel.h"
#include "hg/rpc/server.h"
#include "hybridgrid/v1/build.grpc.pb.h"

namespace hg::worker::service {
namespace {

TEST(ConnectionWatch, SaysWhenTheServerIsGone) {
  const auto credentials = rpc::plain_text();
  hybridgrid::v1::BuildService::CallbackService service;
  auto server = rpc::Server::start({{"127.0.0.1", 0}, "--grpc-port"}, *credentials, service).value();
  const auto channel = rpc::open_channel({"127.0.0.1", server->port()}, *credentials);
  std::latch lost(1);
  std::atomic<int> times = 0;
  const ConnectionWatch watch(channel, [&] {
    if (++times == 1) lost.count_down();
  });
  const auto deadline = gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_seconds(20, GPR_TIMESPAN));
  ASSERT_TRUE(channel->WaitForConnected(deadline));
  EXPECT_EQ(times, 0);
  server.reset();
  lost.wait();
}

}  // namespace
}  // namespace hg::worker::service
