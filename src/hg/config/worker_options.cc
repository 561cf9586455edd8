#include "hg/config/worker_options.h"

#include "hg/config/listening.h"
#include "hg/config/tls_options.h"
#include "hg/config/values.h"
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

Command serve_command(WorkerOptions& options) {
  Command serve{
      .name = "serve", .help = "Compile for the grid until SIGTERM (drains) or SIGINT", .options = {}};
  serve.options = {
      {"coordinator", "HOST:PORT", "The coordinator to register with (127.0.0.1:9000)", "HG_COORDINATOR",
       true, host_and_port(&options.coordinator)},
      {"max-tasks", "N", "Compiles at a time (one per CPU)", "", true,
       count(&options.max_tasks, 1, kMostTasks)},
      {"advertise-address", "HOST[:PORT]", "Where the coordinator reaches this worker (where it listens)", "",
       true, advertised(&options.advertise_address)},
      sandbox_option(&options.sandbox),
      {"allow-unsandboxed", "",
       "Compile even without a sandbox: whoever may send jobs may then do what this user may", "", true,
       on_off(&options.allow_unsandboxed)},
      {"job-dir", "DIR", "Where jobs have their directories (memory if there is room, else TMPDIR)", "", true,
       text(&options.job_directory)},
  };
  add_cache_options(serve, options.cache, "Where results of this worker are kept (~/.hybridgrid/worker)",
                    "How much of them, such as 500M (5G)");
  add_listening_options(serve, {.listen = &options.listen,
                                .grpc_port = &options.grpc_port,
                                .http_port = &options.http_port,
                                .insecure = &options.insecure,
                                .log_level = &options.log_level,
                                .ports_file = &options.ports_file});
  serve.options.push_back({"token-file", "FILE",
                           "The token to register with, or HG_TOKEN in the environment (none)",
                           "HG_TOKEN_FILE", true, text(&options.token_file)});
  options.tls.server_roles = options.tls.client_roles = {model::Role::coordinator};
  add_tls_options(serve, options.tls, "TLS: who has signed the coordinator's certificate");
  return serve;
}

// What goes to the coordinator and back is other people's sources.
std::optional<Exit> refuse_plain_coordinator(const WorkerOptions& options, const std::string& program) {
  const auto address = model::parse_address(options.coordinator);
  const bool near = address && model::is_loopback(address->host);
  if (near || options.insecure || !options.tls.ca.empty() || options.action == WorkerOptions::Action::probe)
    return std::nullopt;
  return Exit{2, "",
              program + ": --coordinator " + options.coordinator +
                  " is another machine and the connection is plain text; give --tls-cert, --tls-key and "
                  "--tls-ca, or add --insecure if everybody on the way is trusted\n"};
}

}  // namespace

Parsed<WorkerOptions> parse_worker(int argc, const char* const* argv, const Environment& environment) {
  WorkerOptions options;
  options.cache = default_cache(environment, "worker", kCacheSize);
  Command probe{.name = "probe",
                .help = "Print what this machine offers, and leave",
                .options = {{"json", "", "As JSON", "", false, on_off(&options.json)},
                            sandbox_option(&options.sandbox)}};
  const Program program{.name = "hg-worker",
                        .help = "hg-worker: compiles for a Hybrid-Grid on this machine",
                        .commands = {serve_command(options), std::move(probe)}};
  auto command = parse(program, argc, argv, environment);
  if (!command) return tl::unexpected<Exit>(std::move(command).error());
  options.action = *command == "probe" ? WorkerOptions::Action::probe : WorkerOptions::Action::serve;
  if (auto refused = refuse_half_of_tls(program.name, options.tls)) {
    return tl::unexpected<Exit>(*std::move(refused));
  }
  const bool tls = !options.tls.certificate.empty();
  if (auto refused = refuse_plain_text(program.name, options.listen, tls, options.insecure)) {
    return tl::unexpected<Exit>(*std::move(refused));
  }
  if (auto refused = refuse_plain_coordinator(options, program.name)) {
    return tl::unexpected<Exit>(*std::move(refused));
  }
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
