// gRPC writes to stderr by itself, which belongs to users and, in front of a compiler, to the compiler.
#pragma once

namespace hg::rpc {

// Sends gRPC's own lines to our log: its errors as warnings, the rest as debug. Call once, first thing in
// main.
void route_grpc_log();

}  // namespace hg::rpc
