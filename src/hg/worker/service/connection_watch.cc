#include "hg/worker/service/connection_watch.h"

#include <grpc/support/time.h>

#include <cstdint>
#include <utility>

namespace hg::worker::service {
namespace {

// gRPC cannot be woken from its wait.
gpr_timespec soon() {
  constexpr std::int64_t kGlanceMs = 400;
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(kGlanceMs, GPR_TIMESPAN));
}

}  // namespace

ConnectionWatch::ConnectionWatch(std::shared_ptr<grpc::Channel> channel, std::function<void()> lost)
    : channel_(std::move(channel)), lost_(std::move(lost)), thread_([this] { watch(); }) {}

ConnectionWatch::~ConnectionWatch() {
  stop_ = true;
  thread_.join();
}

void ConnectionWatch::watch() {
  auto state = channel_->GetState(false);
  while (!stop_) {
    channel_->WaitForStateChange(state, soon());
    const auto now = channel_->GetState(false);
    if (state == GRPC_CHANNEL_READY && now != GRPC_CHANNEL_READY && !stop_) lost_();
    state = now;
  }
}

}  // namespace hg::worker::service
