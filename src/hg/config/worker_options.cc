#include "hg/config/worker_options.h"

#include "hg/auth/join.h"
#include "hg/config/listening.h"
#include "hg/config/tls_options.h"
#include "hg/config/values.h"
#include "hg/discovery/service.h"
#include "hg/model/address.h"

namespace hg::config {
namespace {

constexpr std::uint32_t kMostTasks = 4096;
constexpr std::uint64_t kCacheSize = std::uint64_t{5} << 30U;

// A host, or a host with a port where the port is not the one listened on (a forwarded one).
Apply advertised(std::string* out) {
  return [out](std::string_view value) -> Status {
    if (!model::parse_host(value)) HG_TRY(model::parse_address(value));
    *out = value;
    return {};
  };
}

Apply one_of_sandboxes(std::string* out) {
  return [out](std::string_view value) -> Status {
    for (const char* known : {"auto", "jail", "bubblewrap", "off"}) {
      if (value == known) {
        *out = value;
        return {};
      }
    }
    return fail(Code::invalid_argument, "must be auto, jail, bubblewrap or off");
  };
}

Option sandbox_option(std::string* out) {
  return {
      "sandbox", "HOW", "What compilers run in: auto, jail, bubblewrap or off (auto: the first that works)",
      "",        true,  one_of_sandboxes(out)};
}

void take(const auth::Join& join, WorkerOptions& options) {
  options.coordinator = model::to_string(join.coordinator);
  options.tls.authority = join.authority;
  options.token = join.token;
}

// The name of the file only: everybody on this machine can read a command line.
Apply join_file(WorkerOptions& options) {
  return [&options](std::string_view path) -> Status {
    HG_TRY_ASSIGN(const auth::Join join, auth::join_from_file(std::string(path)));
    take(join, options);
    return {};
  };
}

Status take_variables(const Environment& environment, WorkerOptions& options) {
  if (!options.token.empty()) return {};
  const char* token = environment("HG_TOKEN");
  if (token != nullptr) options.token = token;
  const char* line = environment("HG_JOIN");
  if (line == nullptr || *line == '\0') return {};
  auto join = auth::join_from_text(line);
  if (!join) return fail(std::move(join).error().context("HG_JOIN"));
  take(*join, options);
  return {};
}

Command serve_command(WorkerOptions& options) {
  Command serve{
      .name = "serve", .help = "Compile for the grid until SIGTERM (drains) or SIGINT", .options = {}};
  serve.options = {
      {"coordinator", "HOST:PORT",
       "The coordinator to register with (found on the local network, else 127.0.0.1:9000)", "HG_COORDINATOR",
       true, host_and_port(&options.coordinator)},
      {"max-tasks", "N", "Compiles at a time (one per CPU)", "", true,
       count(&options.max_tasks, 1, kMostTasks)},
      {"advertise-address", "HOST[:PORT]", "Where the coordinator reaches this worker (where it listens)", "",
       true, advertised(&options.advertise_address)},
      sandbox_option(&options.sandbox),
      {"allow-unsandboxed", "",
       "Compile even without a sandbox: whoever may send jobs may then do what this user may", "", true,
       on_off(&options.allow_unsandboxed)},
      {"job-memory", "SIZE",
       "Memory of each process of a compile, such as 4G (twice a slot's share of this machine's, 2G at "
       "least)",
       "", true, size(&options.job_memory)},
      {"job-dir", "DIR", "Where jobs have their directories (memory if there is room, else TMPDIR)", "", true,
       text(&options.job_directory)},
  };
  add_docker_options(serve, options.docker, &options.executor);
  add_cache_options(serve, options.cache, "Where results of this worker are kept (~/.hybridgrid/worker)",
                    "How much of them, such as 500M (5G)");
  add_listening_options(serve, {.listen = &options.listen,
                                .grpc_port = &options.grpc_port,
                                .http_port = &options.http_port,
                                .insecure = &options.insecure,
                                .log_level = &options.log_level,
                                .ports_file = &options.ports_file,
                                .discovery = &options.discovery});
  serve.options.push_back(
      {"join", "FILE",
       "Join by the line in FILE, or in HG_JOIN, that hg-coord token create --role worker "
       "has printed: coordinator, whom to believe and token",
       "", true, join_file(options)});
  serve.options.push_back({"token-file", "FILE",
                           "The token to register with, or HG_TOKEN in the environment (none)",
                           "HG_TOKEN_FILE", true, text(&options.token_file)});
  options.tls.server_roles = options.tls.client_roles = {model::Role::coordinator};
  add_tls_options(serve, options.tls, "TLS: who has signed the coordinator's certificate");
  return serve;
}

// What goes to the coordinator and back is other people's sources.
std::optional<Exit> refuse_plain_coordinator(const WorkerOptions& options, const std::string& program) {
  if (options.coordinator.empty()) return std::nullopt;  // judged when it is found
  const auto address = model::parse_address(options.coordinator);
  const bool near = address && model::is_loopback(address->host);
  const bool tls = !options.tls.ca.empty() || !options.tls.authority.empty();
  if (near || options.insecure || tls || options.action == WorkerOptions::Action::probe) return std::nullopt;
  return Exit{
      2, "",
      program + ": --coordinator " + options.coordinator +
          " is another machine and the connection is plain text; give --join, or --tls-cert, --tls-key "
          "and --tls-ca, or add --insecure if everybody on the way is trusted\n"};
}

// Whoever may give a worker tasks has programs run on it: the coordinator only.
std::optional<Exit> refuse_open_door(const WorkerOptions& options, const std::string& program) {
  const bool asked = !options.tls.client_ca.empty() || !options.tls.authority.empty();
  if (asked || options.insecure || model::is_loopback(options.listen)) return std::nullopt;
  return Exit{
      2, "",
      program + ": --listen " + options.listen +
          " can be reached from other machines, and anybody could give this worker tasks; give "
          "--tls-client-ca (the coordinator's authority) or --join, or add --insecure if every one of "
          "them is trusted\n"};
}

}  // namespace

Parsed<WorkerOptions> parse_worker(int argc, const char* const* argv, const Environment& environment) {
  WorkerOptions options;
  options.cache = default_cache(environment, "worker", kCacheSize);
  Command probe{.name = "probe",
                .help = "Print what this machine offers, and leave",
                .options = {{"json", "", "As JSON", "", false, on_off(&options.json)},
                            sandbox_option(&options.sandbox)}};
  add_docker_options(probe, options.docker, &options.executor);
  const Program program{.name = "hg-worker",
                        .help = "hg-worker: compiles for a Hybrid-Grid on this machine",
                        .commands = {serve_command(options), std::move(probe)}};
  auto command = parse(program, argc, argv, environment);
  if (!command) return tl::unexpected<Exit>(std::move(command).error());
  if (const auto joined = take_variables(environment, options); !joined)
    return tl::unexpected<Exit>(Exit{2, "", program.name + ": " + joined.error().to_string() + "\n"});
  options.action = *command == "probe" ? WorkerOptions::Action::probe : WorkerOptions::Action::serve;
  if (auto refused = refuse_half_of_tls(program.name, options.tls)) {
    return tl::unexpected<Exit>(*std::move(refused));
  }
  const bool tls = !options.tls.certificate.empty() || !options.tls.authority.empty();
  if (auto refused = refuse_plain_text(program.name, options.listen, tls, options.insecure)) {
    return tl::unexpected<Exit>(*std::move(refused));
  }
  if (options.coordinator.empty() && !(options.discovery && discovery::worth_announcing(options.listen)))
    options.coordinator = kNearCoordinator;
  if (auto refused = refuse_plain_coordinator(options, program.name)) {
    return tl::unexpected<Exit>(*std::move(refused));
  }
  if (auto refused = refuse_open_door(options, program.name))
    return tl::unexpected<Exit>(*std::move(refused));
  if (options.action == WorkerOptions::Action::serve && options.sandbox == "off" &&
      !options.allow_unsandboxed) {
    return tl::unexpected<Exit>(Exit{2,
                                     {},
                                     "hg-worker: --sandbox off lets jobs do what this user may: add "
                                     "--allow-unsandboxed if you mean it\n"});
  }
  return options;
}

}  // namespace hg::config
