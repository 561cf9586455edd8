#include "hg/rpc/channel.h"

#include <arpa/inet.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/support/channel_arguments.h>

#include <string>

#include "hg/rpc/limits.h"

namespace hg::rpc {
namespace {

// An IP address needs no resolver, and must not wait for one.
std::string target(const model::Address& address) {
  in6_addr unused{};
  if (inet_pton(AF_INET, address.host.c_str(), &unused) == 1) return "ipv4:" + model::to_string(address);
  if (inet_pton(AF_INET6, address.host.c_str(), &unused) == 1) return "ipv6:" + model::to_string(address);
  return "dns:///" + model::to_string(address);
}

int milliseconds(std::chrono::milliseconds duration) {
  return static_cast<int>(duration.count());
}

}  // namespace

std::shared_ptr<grpc::Channel> open_channel(const model::Address& address, const Credentials& credentials,
                                            const ChannelOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(kMaxMessageBytes);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, milliseconds(options.keepalive_time));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, milliseconds(options.keepalive_timeout));
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);  // unlimited: a long compile sends nothing
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, milliseconds(options.reconnect_first));
  // Despite its name, this is how long one attempt to connect may take.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, milliseconds(options.connect_timeout));
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, milliseconds(options.reconnect_longest));
  arguments.SetInt(GRPC_ARG_CLIENT_IDLE_TIMEOUT_MS, milliseconds(options.idle));
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);  // retrying is decided by our own code, with its reasons
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetServiceConfigJSON("{}");
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  const auto proof =
      options.fingerprint.empty() ? credentials.channel() : credentials.channel_to(options.fingerprint);
  return grpc::CreateCustomChannel(target(address), proof, arguments);
}

}  // namespace hg::rpc
