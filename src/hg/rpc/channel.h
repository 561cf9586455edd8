// Channels to a BuildService.
#pragma once

#include <grpcpp/channel.h>

#include <chrono>
#include <memory>
#include <string>

#include "hg/model/address.h"
#include "hg/rpc/credentials.h"

namespace hg::rpc {

struct ChannelOptions {
  // A peer that vanished without a word is found after the sum of both, while calls are under way: within the
  // ten seconds that docs/reliability.md promises, with some left for a busy machine.
  std::chrono::milliseconds keepalive_time{4000};
  std::chrono::milliseconds keepalive_timeout{4000};
  std::chrono::milliseconds connect_timeout{2000};  // of one attempt
  std::string
      fingerprint{};  // of the server's certificate, if it is to be that one: Credentials::channel_to()
  // Between attempts to connect: grows from the first to the second.
  std::chrono::milliseconds reconnect_first{100};
  std::chrono::milliseconds reconnect_longest{2000};
  // Without a call for so long the connection is given up, and so are attempts to make one.
  std::chrono::milliseconds idle{std::chrono::minutes(30)};
};

// Connects when the first call needs it, and again whenever it must. Each channel has its own connection. No
// HTTP proxy of the environment is used: both ends are the grid's.
std::shared_ptr<grpc::Channel> open_channel(const model::Address& address, const Credentials& credentials,
                                            const ChannelOptions& options = {});

}  // namespace hg::rpc
