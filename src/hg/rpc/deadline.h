// Deadlines for calls. gRPC reads its own monotonic clock, so they are given as durations.
#pragma once

#include <grpcpp/client_context.h>

#include <chrono>

namespace hg::rpc {

// The call ends with DEADLINE_EXCEEDED after `timeout` from now.
void set_timeout(grpc::ClientContext& context, std::chrono::nanoseconds timeout);

}  // namespace hg::rpc
