// hg-coord: the coordinator of a grid. `hg-coord serve --help` says what can be set.
#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>

#include "commands.h"
#include "hg/auth/token_store.h"
#include "hg/base/clock.h"
#include "hg/base/log.h"
#include "hg/base/random.h"
#include "hg/base/version.h"
#include "hg/cache/stack/stack_metrics.h"
#include "hg/config/coordinator_options.h"
#include "hg/coordinator/service/build_service.h"
#include "hg/coordinator/service/dashboard_source.h"
#include "hg/coordinator/service/grid_metrics.h"
#include "hg/coordinator/service/guarded_service.h"
#include "hg/coordinator/service/health.h"
#include "hg/coordinator/service/history_feed.h"
#include "hg/coordinator/service/web_door.h"
#include "hg/dashboard/api.h"
#include "hg/dashboard/live.h"
#include "hg/dashboard/page.h"
#include "hg/discovery/mdns/mdns.h"
#include "hg/history/sqlite/sqlite_archive.h"
#include "hg/http/server.h"
#include "hg/os/file.h"
#include "hg/os/host.h"
#include "hg/os/own_limits.h"
#include "hg/os/secrets.h"
#include "hg/os/signals.h"
#include "hg/rpc/authorities_file.h"
#include "hg/rpc/grpc_log.h"
#include "hg/rpc/server.h"
#include "hg/rpc/tls.h"
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

http::Router routes(BuildService& service, const GridMetrics& numbers, const dashboard::Guard& guard,
                    const dashboard::Sources& sources, dashboard::LiveFeed& live) {
  http::Router router;
  live.add_to(router, guard);
  dashboard::add_api(router, guard, sources);
  dashboard::add_page(router, guard);
  router.add("GET", "/metrics", [&numbers](const http::Request&) {
    return http::Response{200, metrics::kContentType, numbers.text(), {}};
  });
  router.add("GET", "/health", [&service](const http::Request&) {
    return http::Response{200, "application/json", coordinator::service::health_json(service.load()), {}};
  });
  return router;
}

// By which a browser may call us.
std::set<std::string> names(const config::CoordinatorOptions& options) {
  std::set<std::string> all(options.http_names.begin(), options.http_names.end());
  all.insert(os::host_name());
  return all;
}

// Over TLS others may come too, if they are asked who they are; programs on this machine need no TLS.
http::Options web_options(const config::CoordinatorOptions& options, const std::string& host) {
  const bool tls = !options.tls.certificate.empty();
  const bool asked = !options.tokens.empty() || !options.tls.client_ca.empty();
  http::Options web;
  web.address = !tls || asked || options.insecure ? host : "127.0.0.1";
  web.port = options.http_port;
  web.tls = {.certificate = options.tls.certificate,
             .key = options.tls.key,
             .ask_for_certificates = !options.tls.client_ca.empty()};
  web.plain_text_from_others = options.insecure;
  return web;
}

// Null: nobody's certificate counts.
Result<std::unique_ptr<rpc::AuthoritiesFile>> web_clients(const config::CoordinatorOptions& options) {
  if (options.tls.client_ca.empty()) return std::unique_ptr<rpc::AuthoritiesFile>();
  return rpc::AuthoritiesFile::open(options.tls.client_ca);
}

void wait_for(const os::SignalFd& signals) {
  while (!signals.next()) {
    pollfd readable{signals.fd(), POLLIN, 0};
    (void)::poll(&readable, 1, -1);
  }
}

// What results are kept in, for the log.
void tell_places(const config::CacheOptions& options, const cache::stack::Stack& results) {
  for (const auto& tier : results.tiers()) {
    if (tier.name == "disk") {
      log::info("results are kept in {}, up to {} MiB", options.directory, options.size >> 20U);
    } else {
      log::info("results are shared by {}", cache::stack::to_string(*options.shared));
    }
  }
}

// Empty: history ends with the program.
history::Recorder::Open archive(const config::HistoryOptions& options) {
  if (!options.on) return {};
  if (options.file.empty()) {
    log::warn("history ends with this program: HOME is not set; choose a file with --history-file");
    return {};
  }
  return [file = options.file] { return history::sqlite::SqliteArchive::open(file); };
}

// Null: nobody needs one.
Result<std::unique_ptr<auth::TokenStore>> known_tokens(const config::CoordinatorOptions& options) {
  if (options.tokens.empty()) return std::unique_ptr<auth::TokenStore>();
  return auth::TokenStore::open(options.tokens);
}

// We are announced, and workers that announce themselves are known to be near.
std::unique_ptr<discovery::Discovery> discover(const config::CoordinatorOptions& options,
                                               const rpc::Server& grpc, const http::Server& http,
                                               bool http_is_near, BuildService& service) {
  if (!options.discovery || !discovery::worth_announcing(options.listen)) return nullptr;
  discovery::Plan plan{
      .announce = discovery::Service{.role = model::Role::coordinator,
                                     .id = std::to_string(service.epoch()),
                                     .version = std::string(version()),
                                     .listen = options.listen,
                                     .port = grpc.port(),
                                     .http_port = http_is_near ? std::uint16_t{0} : http.port(),
                                     .tls = !options.tls.certificate.empty()},
      .on_change = [&service](const std::vector<discovery::Peer>& peers) {
        std::set<std::string> workers;
        for (const discovery::Peer& peer : peers) {
          if (peer.role != model::Role::worker) continue;
          for (const std::string& ip : peer.ips) workers.insert(model::to_string({ip, peer.address.port}));
        }
        service.found_on_lan(std::move(workers));
      }};
  auto started = discovery::start_mdns(std::move(plan));
  if (started) return *std::move(started);
  log::warn("no discovery: {}", started.error().to_string());
  return nullptr;
}

Status serve(const config::CoordinatorOptions& options, const os::SignalFd& signals) {
  const std::string host = options.listen == "localhost" ? "127.0.0.1" : options.listen;
  HG_TRY_ASSIGN(const auto credentials, rpc::tls_or_plain_text(options.tls, system_clock()));
  if (options.cache.on && options.cache.directory.empty())
    log::warn("results are not kept on disk: HOME is not set; choose a directory with --cache-dir");
  const cache::stack::Stack results(config::stores(options.cache), system_clock());
  GridMetrics numbers;
  history::Memory memory({});
  history::Recorder recorder(config::recorder_options(options.history), system_clock(), memory,
                             archive(options.history));
  coordinator::service::HistoryFeed feed(recorder, system_clock());
  coordinator::Observers observers({&numbers, &feed});
  BuildService service({.dispatch = options.dispatch, .links = {}, .results = results.store()},
                       system_clock(), system_seed(), *credentials, observers);
  numbers.show([&service] { return service.load(); });
  numbers.also([&recorder](metrics::Sink& sink) { coordinator::service::tell(sink, recorder); });
  numbers.also([&results](metrics::Sink& sink) { cache::stack::tell(sink, results); });
  HG_TRY_ASSIGN(const auto tokens, known_tokens(options));
  coordinator::service::GuardedService door(service, tokens.get());
  HG_TRY_ASSIGN(const auto grpc,
                rpc::Server::start({{host, options.grpc_port}, "--grpc-port"}, *credentials, door));
  HG_TRY_ASSIGN(const auto clients, web_clients(options));
  const coordinator::service::WebDoor web_door(tokens.get(), clients.get(), system_clock());
  http::Options http_options = web_options(options, host);
  const dashboard::Guard guard(names(options));
  const dashboard::Sources sources{
      .grid = [&] { return grid_of(service.load(), results, recorder, options.history.on); },
      .history = memory,
      .clock = system_clock(),
      .epoch = std::to_string(service.epoch())};
  dashboard::LiveFeed live(sources, [&](history::Event event) {
    event.at = system_clock().wall();
    recorder.add(std::move(event));
  });
  http_options.on_tick = [&live] { live.tick(); };
  http::Router router = routes(service, numbers, guard, sources, live);
  router.set_door([&web_door](const http::Request& request) { return web_door.refuse(request); });
  HG_TRY_ASSIGN(const auto http, http::Server::start(http_options, std::move(router)));
  if (!options.ports_file.empty()) {
    HG_TRY(os::write_file_atomic(options.ports_file,
                                 fmt::format("grpc={}\nhttp={}\n", grpc->port(), http->port())));
  }
  log::info("hg-coord {} serving gRPC on {} ({}), {} on {}", version(),
            model::to_string({host, grpc->port()}), rpc::describe(options.tls),
            http_options.tls.certificate.empty() ? "HTTP" : "HTTPS",
            model::to_string({http_options.address, http->port()}));
  rpc::warn_of_plain_text(options.tls, host);
  tell_places(options.cache, results);
  recorder.add(history::Event{.at = system_clock().wall(),
                              .kind = "coordinator-started",
                              .text = fmt::format("hg-coord {} was started", version())});
  const auto discovery = discover(options, *grpc, *http, http_options.address != host, service);
  wait_for(signals);
  log::info("hg-coord is shutting down");
  grpc->shutdown(kGrace);
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  os::set_up_signals();
  if (argc > 1 && std::string_view(argv[1]) == "tls") return cmd::tls(argc - 1, argv + 1);
  if (argc > 1 && std::string_view(argv[1]) == "token") return cmd::token(argc - 1, argv + 1);
  const auto options =
      config::parse_coordinator(argc, argv, [](const char* name) { return std::getenv(name); });
  if (!options) {
    (void)os::write_all(STDOUT_FILENO, options.error().out);
    (void)os::write_all(STDERR_FILENO, options.error().err);
    return options.error().code;
  }
  const auto signals = os::SignalFd::block({SIGTERM, SIGINT});
  if (!signals) return fail_with(signals.error());
  if (!options->tokens.empty()) os::keep_memory_out_of_cores();  // callers send us theirs
  telemetry::log_to_stderr(options->log_level);
  rpc::route_grpc_log();
  os::raise_descriptor_limit();
  const auto served = serve(*options, *signals);
  return served ? 0 : fail_with(served.error());
}
