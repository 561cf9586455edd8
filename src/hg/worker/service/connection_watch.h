// Says at once when the connection to the coordinator is gone, instead of leaving that to the next heartbeat.
#pragma once

#include <grpcpp/channel.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

namespace hg::worker::service {

// Looks on with a thread of its own; never makes the channel connect.
class ConnectionWatch {
 public:
  // `lost` is called on that thread each time a connection that was up is no longer.
  ConnectionWatch(std::shared_ptr<grpc::Channel> channel, std::function<void()> lost);
  ~ConnectionWatch();  // within half a second
  ConnectionWatch(const ConnectionWatch&) = delete;
  ConnectionWatch& operator=(const ConnectionWatch&) = delete;

 private:
  void watch();

  std::shared_ptr<grpc::Channel> channel_;
  std::function<void()> lost_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace hg::worker::service
