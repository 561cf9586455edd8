#include <fmt/format.h>
#include <poll.h>

#include <csignal>
#include <cstdlib>
#include <optional>
#include <thread>

#include "commands.h"
#include "compilers.h"
#include "hg/auth/token_file.h"
#include "hg/base/guarded.h"
#include "hg/base/log.h"
#include "hg/base/version.h"
#include "hg/cache/stack/stack_metrics.h"
#include "hg/capability/host.h"
#include "hg/executor/cached/cached_executor.h"
#include "hg/executor/checked/checked_executor.h"
#include "hg/executor/job_root.h"
#include "hg/http/server.h"
#include "hg/model/address.h"
#include "hg/os/event_fd.h"
#include "hg/os/file.h"
#include "hg/os/host.h"
#include "hg/os/own_limits.h"
#include "hg/os/signals.h"
#include "hg/rpc/server.h"
#include "hg/rpc/tls.h"
#include "hg/worker/membership_loop.h"
#include "hg/worker/service/build_service.h"
#include "hg/worker/service/own_address.h"
#include "hg/worker/task_metrics.h"
#include "uplink.h"

namespace hg::cmd {
namespace {

constexpr int kLookAroundMs = 10'000;            // for engines and images that came or went
constexpr std::chrono::seconds kLastAnswers(2);  // for answers that are on their way when the worker ends

std::string job_parent(const config::WorkerOptions& options) {
  if (!options.job_directory.empty()) return options.job_directory;
  return executor::default_job_parent(os::temporary_directory());
}

executor::Limits limits_of(const config::WorkerOptions& options, const model::Capability& host) {
  executor::Limits limits;
  limits.memory_bytes = options.job_memory != 0 ? options.job_memory
                                                : executor::default_job_memory(host.memory_bytes, host.slots);
  return limits;
}

// Where the coordinator reaches us: as the user says, else where we listen, else our end of the route to it.
std::string advertised(const config::WorkerOptions& options, const model::Address& coordinator,
                       std::uint16_t port) {
  if (model::parse_address(options.advertise_address)) return options.advertise_address;
  std::string host = options.advertise_address.empty() ? options.listen : options.advertise_address;
  if (model::is_any(host)) host = worker::service::own_address_towards(coordinator).value_or(os::host_name());
  return model::to_string({std::move(host), port});
}

// For test/suites/attacks.py only: is the sandbox enough by itself?
bool takes_any_argument() {
  const char* said = std::getenv("HG_TEST_UNSAFE_TAKE_ANY_ARGUMENT");
  if (said == nullptr || std::string_view(said) != "yes, this worker is a test") return false;
  log::warn(
      "THE ALLOW-LIST OF ARGUMENTS IS OFF (HG_TEST_UNSAFE_TAKE_ANY_ARGUMENT): for tests of the sandbox only");
  return true;
}

void tell_of(const executor::Chosen& sandbox, const config::WorkerOptions& options) {
  if (options.executor == "docker") {
    log::info("compilers run in containers");
  } else if (sandbox.sandbox == executor::Sandbox::off) {
    log::warn("compilers run WITHOUT A SANDBOX: whoever may send jobs may do what this user may");
  } else {
    log::info("compilers run in {}", sandbox.to_string());
  }
}

bool http_others_reach(const config::WorkerOptions& options) {
  const bool tls = !options.tls.certificate.empty() || !options.tls.authority.empty();
  return options.listen != "localhost" && (!tls || options.insecure);
}

http::Options http_options(const config::WorkerOptions& options) {
  http::Options http;
  http.address = http_others_reach(options) ? options.listen : "127.0.0.1";
  http.port = options.http_port;
  return http;
}

http::Router routes(const worker::TaskPool& pool, const metrics::Registry& numbers) {
  http::Router router;
  router.add("GET", "/metrics", [&numbers](const http::Request&) {
    return http::Response{200, metrics::kContentType, numbers.text(), {}};
  });
  router.add("GET", "/health", [&pool](const http::Request&) {
    const worker::TaskCounts counts = pool.counts();
    http::Response response;
    response.body =
        fmt::format(R"({{"status":"{}","active_tasks":{},"finished_tasks":{},"failed_tasks":{}}})"
                    "\n",
                    counts.draining ? "draining" : "serving", counts.active, counts.finished, counts.failed);
    return response;
  });
  return router;
}

// Waits for signals and for compilers that changed; returns the exit code.
class Supervisor {
 public:
  Supervisor(const os::SignalFd& signals, const os::EventFd& stale, worker::TaskPool& pool,
             worker::MembershipLoop& loop, worker::CoordinatorLink& link, os::EventFd idle, bool look_around)
      : look_around_ms_(look_around ? kLookAroundMs : -1),
        signals_(signals),
        stale_(stale),
        pool_(pool),
        loop_(loop),
        link_(link),
        idle_(std::move(idle)) {}
  ~Supervisor() {
    if (draining_.joinable()) draining_.join();
  }
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  int run() {
    while (true) {
      pollfd events[] = {{signals_.fd(), POLLIN, 0}, {stale_.fd(), POLLIN, 0}, {idle_.fd(), POLLIN, 0}};
      const int happened = ::poll(events, std::size(events), look_around_ms_);
      if (events[2].revents != 0) return 0;
      if (events[1].revents != 0 || happened == 0) look_again();
      if (const auto signal = signals_.next()) {
        if (*signal != SIGTERM || draining_.joinable()) return give_up(*signal);
        drain();
      }
    }
  }

 private:
  void look_again() {
    stale_.clear();
    loop_.compilers_changed();
  }
  void drain() {
    pool_.drain();
    log::info("draining: {} compiles to end", pool_.counts().active);
    draining_ = std::thread([this] {
      loop_.report();
      pool_.wait_idle();
      idle_.raise();
    });
  }
  int give_up(int signal) {
    log::info("ending at once: {} compiles are given up", pool_.counts().active);
    pool_.drain();
    pool_.cancel_all();
    link_.cancel();
    return 128 + signal;
  }

  int look_around_ms_;  // -1: compilers do not change unseen
  const os::SignalFd& signals_;
  const os::EventFd& stale_;
  worker::TaskPool& pool_;
  worker::MembershipLoop& loop_;
  worker::CoordinatorLink& link_;
  os::EventFd idle_;
  std::thread draining_;
};

Result<std::unique_ptr<auth::OwnToken>> own_token(const config::WorkerOptions& options) {
  HG_TRY_ASSIGN(auto token, auth::OwnToken::open(options.token, options.token_file));
  const bool tls = !options.tls.ca.empty() || !options.tls.authority.empty();
  const auto coordinator = model::parse_address(options.coordinator);
  const bool near = coordinator && model::is_loopback(coordinator->host);
  if (token->any() && !tls && !near) {
    return fail(Code::failed_precondition,
                "a token does not go to " + (coordinator ? coordinator->host : "whoever is found") +
                    " in plain text: give --join, or --tls-cert, --tls-key and --tls-ca");
  }
  return token;
}

Status write_ports(const std::string& path, std::uint16_t grpc, std::uint16_t http) {
  if (path.empty()) return {};
  return os::write_file_atomic(path, fmt::format("grpc={}\nhttp={}\n", grpc, http));
}

// The worker's parts, each made after those it needs; they end in the opposite order.
Result<int> run(const config::WorkerOptions& options) {
  HG_TRY_ASSIGN(const os::SignalFd signals, os::SignalFd::block({SIGTERM, SIGINT}));
  HG_TRY_ASSIGN(const os::EventFd stale, os::EventFd::make());
  HG_TRY_ASSIGN(os::EventFd idle, os::EventFd::make());
  HG_TRY_ASSIGN(const executor::JobRoot jobs, executor::JobRoot::make(job_parent(options)));
  model::Capability host = capability::describe_host();
  host.version = version();
  if (options.max_tasks != 0) host.slots = options.max_tasks;
  HG_TRY_ASSIGN(const executor::Chosen sandbox, choose_sandbox(options, jobs.path()));
  HG_TRY_ASSIGN(const auto compilers, Compilers::make(options, limits_of(options, host), jobs,
                                                      *sandbox.confinement, [&stale] { stale.raise(); }));
  const cache::stack::Stack results(config::stores(options.cache), system_clock());
  std::optional<executor::CachedExecutor> cached;
  if (results.store() != nullptr) cached.emplace(compilers->executor(), *results.store(), system_clock());
  executor::Executor& answering = cached ? static_cast<executor::Executor&>(*cached) : compilers->executor();
  executor::CheckedExecutor checked(answering);
  worker::TaskPool pool(takes_any_argument() ? answering : checked, host.slots);
  Guarded<std::string> address;  // found out at each registration, because that may wait for a name server
  const auto describe = [&] {
    model::Capability capability = host;
    capability.address = address.with([](const std::string& known) { return known; });
    capability.toolchains = compilers->toolchains();
    return capability;
  };
  worker::service::BuildService service(pool, describe);
  HG_TRY_ASSIGN(const auto credentials, rpc::tls_or_plain_text(options.tls, system_clock()));
  HG_TRY_ASSIGN(const auto server, rpc::Server::start({{options.listen, options.grpc_port}, "--grpc-port"},
                                                      *credentials, service));
  metrics::Registry numbers;
  numbers.on_scrape([&results](metrics::Sink& sink) { cache::stack::tell(sink, results); });
  worker::show_worker(numbers, pool, [&compilers] { return compilers->toolchains().size(); });
  HG_TRY_ASSIGN(const auto http, http::Server::start(http_options(options), routes(pool, numbers)));
  HG_TRY(write_ports(options.ports_file, server->port(), http->port()));
  tell_of(sandbox, options);
  log::info("hg-worker {}: {} slots, compilers: {}, {}; listening on {} ({}), jobs in {}, results in {}",
            version(), host.slots, compilers->toolchains().size(), compilers->to_string(),
            model::to_string({options.listen, server->port()}), rpc::describe(options.tls), jobs.path(),
            results.store() != nullptr ? options.cache.directory : "no cache");

  rpc::warn_of_plain_text(options.tls, options.listen);

  SeededRandom random(system_seed());
  HG_TRY_ASSIGN(const auto token, own_token(options));
  Uplink uplink(options, *credentials, *token);
  const auto register_as = [&] {
    address.with(
        [&](std::string& known) { known = advertised(options, uplink.coordinator(), server->port()); });
    return describe();
  };
  worker::Membership membership({uplink.name()}, uplink.link(), random, register_as, [&pool] {
    const worker::TaskCounts counts = pool.counts();
    return model::WorkerLoad{counts.active, os::load_average(), counts.draining};
  });
  worker::MembershipLoop loop(membership, uplink.link(), [&compilers] { return compilers->rescan(); });
  uplink.start(server->port(), http_others_reach(options) ? http->port() : std::uint16_t{0},
               [&loop] { loop.hurry(); });
  jobs.sweep_again();
  const int code =
      Supervisor(signals, stale, pool, loop, uplink.link(), std::move(idle), compilers->changes_unseen())
          .run();
  uplink.stop();
  server->shutdown(kLastAnswers);
  return code;
}

}  // namespace

int serve(const config::WorkerOptions& options) {
  os::raise_descriptor_limit();  // each running compile needs a handful, each connection some
  const Result<int> code = run(options);
  return code ? *code : refuse(code.error().to_string());
}

}  // namespace hg::cmd
