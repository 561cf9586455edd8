// hg-coord: the coordinator of a grid. `hg-coord serve --help` says what can be set.
#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>

#include "hg/base/clock.h"
#include "hg/base/log.h"
#include "hg/base/random.h"
#include "hg/base/version.h"
#include "hg/cache/disk_store.h"
#include "hg/config/coordinator_options.h"
#include "hg/coordinator/service/build_service.h"
#include "hg/coordinator/service/grid_metrics.h"
#include "hg/coordinator/service/health.h"
#include "hg/http/server.h"
#include "hg/os/file.h"
#include "hg/os/signals.h"
#include "hg/rpc/grpc_log.h"
#include "hg/rpc/server.h"
#include "hg/telemetry/stderr_log.h"

namespace {

using namespace hg;
using coordinator::service::BuildService;
using coordinator::service::GridMetrics;

// How long running compiles may go on after SIGTERM; clients compile the rest themselves.
constexpr std::chrono::seconds kGrace{1};

int fail_with(const Error& error) {
  (void)os::write_all(STDERR_FILENO, "hg-coord: " + error.to_string() + "\n");
  return 1;
}

http::Router routes(BuildService& service, const GridMetrics& numbers) {
  http::Router router;
  router.add("GET", "/metrics", [&numbers](const http::Request&) {
    return http::Response{200, metrics::kContentType, numbers.text(), {}};
  });
  router.add("GET", "/health", [&service](const http::Request&) {
    return http::Response{200, "application/json", coordinator::service::health_json(service.load()), {}};
  });
  return router;
}

void wait_for(const os::SignalFd& signals) {
  while (!signals.next()) {
    pollfd readable{signals.fd(), POLLIN, 0};
    (void)::poll(&readable, 1, -1);
  }
}

// Never a reason not to serve: without it every compile is a worker's.
std::unique_ptr<cache::DiskStore> open_cache(const config::CacheOptions& options) {
  if (!options.on) return nullptr;
  if (options.directory.empty()) {
    log::warn(
        "results are not kept: HOME is not set; choose a directory with --cache-dir, or say --cache off");
    return nullptr;
  }
  auto store =
      cache::DiskStore::open({.directory = options.directory, .limit = options.size}, system_clock());
  if (!store) {
    log::warn("results are not kept: {}; see --cache-dir, or say --cache off", store.error().to_string());
    return nullptr;
  }
  return *std::move(store);
}

Status serve(const config::CoordinatorOptions& options, const os::SignalFd& signals) {
  const std::string host = options.listen == "localhost" ? "127.0.0.1" : options.listen;
  const auto credentials = rpc::plain_text();
  const auto store = open_cache(options.cache);
  GridMetrics numbers;
  BuildService service({.dispatch = {}, .links = {}, .results = store.get()}, system_clock(), system_seed(),
                       *credentials, numbers);
  numbers.show([&service] { return service.load(); });
  HG_TRY_ASSIGN(const auto grpc,
                rpc::Server::start({{host, options.grpc_port}, "--grpc-port"}, *credentials, service));
  http::Options http_options;
  http_options.address = host;
  http_options.port = options.http_port;
  HG_TRY_ASSIGN(const auto http, http::Server::start(http_options, routes(service, numbers)));
  if (!options.ports_file.empty()) {
    HG_TRY(os::write_file_atomic(options.ports_file,
                                 fmt::format("grpc={}\nhttp={}\n", grpc->port(), http->port())));
  }
  log::info("hg-coord {} serving gRPC on {}, HTTP on {}", version(), model::to_string({host, grpc->port()}),
            model::to_string({host, http->port()}));
  if (store)
    log::info("results are kept in {}, up to {} MiB", options.cache.directory, options.cache.size >> 20U);
  wait_for(signals);
  log::info("hg-coord is shutting down");
  grpc->shutdown(kGrace);
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  os::set_up_signals();
  const auto options =
      config::parse_coordinator(argc, argv, [](const char* name) { return std::getenv(name); });
  if (!options) {
    (void)os::write_all(STDOUT_FILENO, options.error().out);
    (void)os::write_all(STDERR_FILENO, options.error().err);
    return options.error().code;
  }
  const auto signals = os::SignalFd::block({SIGTERM, SIGINT});
  if (!signals) return fail_with(signals.error());
  telemetry::log_to_stderr(options->log_level);
  rpc::route_grpc_log();
  const auto served = serve(*options, *signals);
  return served ? 0 : fail_with(served.error());
}
