// hg-worker's command line.
#pragma once

#include <cstdint>
#include <string>

#include "hg/config/cache_options.h"
#include "hg/config/command_line.h"
#include "hg/config/docker_options.h"
#include "hg/rpc/tls_options.h"

namespace hg::config {

// Where a worker looks as long as nobody was found on the network.
inline constexpr const char* kNearCoordinator = "127.0.0.1:9000";

struct WorkerOptions {
  enum class Action { serve, probe };
  Action action = Action::serve;

  std::string coordinator;  // $HG_COORDINATOR; empty: the one that is found on the local network
  std::string listen = "127.0.0.1";
  std::uint16_t grpc_port = 50052;
  std::uint16_t http_port = 9310;
  std::uint32_t max_tasks = 0;  // 0: as many as there are CPUs
  std::string
      advertise_address;  // host or host:port that the coordinator connects to; empty: what is listened on
  CacheOptions cache;     // of what this worker has compiled
  std::string executor = "native";  // native, docker, both
  DockerOptions docker;
  std::string sandbox = "auto";    // auto, jail, bubblewrap, off
  bool allow_unsandboxed = false;  // compile even where no sandbox works
  std::uint64_t job_memory = 0;    // bytes; 0: follows from memory and slots
  std::string job_directory;       // empty: chosen by the worker
  rpc::TlsOptions tls;
  std::string token_file;  // $HG_TOKEN_FILE
  std::string token;  // of the line to join with (--join, $HG_JOIN), or $HG_TOKEN; never on the command line
  bool insecure = false;
  bool discovery = true;  // by mDNS
  std::string log_level = "info";
  std::string ports_file;

  bool json = false;  // probe --json
};

Parsed<WorkerOptions> parse_worker(int argc, const char* const* argv, const Environment& environment);

}  // namespace hg::config
