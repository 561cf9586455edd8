#include "hg/config/coordinator_options.h"

#include "hg/config/dispatch_options.h"
#include "hg/config/listening.h"
#include "hg/config/tls_options.h"
#include "hg/config/values.h"
#include "hg/model/address.h"

namespace hg::config {
namespace {

constexpr std::uint64_t kCacheSize = std::uint64_t{20} << 30U;

Apply names(std::vector<std::string>* out) {
  return [out](std::string_view value) -> Status {
    out->clear();
    for (const std::string_view item : comma_separated(value)) {
      HG_TRY_ASSIGN(std::string name, model::parse_host(item));
      out->push_back(std::move(name));
    }
    return {};
  };
}

}  // namespace

Parsed<CoordinatorOptions> parse_coordinator(int argc, const char* const* argv,
                                             const Environment& environment) {
  CoordinatorOptions options;
  options.cache = default_cache(environment, "coordinator", kCacheSize);
  options.history = default_history(environment);
  Command serve{.name = "serve", .help = "Run the coordinator until SIGTERM or SIGINT", .options = {}};
  add_cache_options(serve, options.cache,
                    "Where results are kept for all clients (~/.hybridgrid/coordinator)",
                    "How much of them, such as 500M (20G)");
  add_shared_cache_options(serve, options.cache);
  add_history_options(serve, options.history);
  serve.options.push_back(
      {"http-names", "NAME,NAME",
       "By which browsers may call the dashboard, beside numeric addresses and this machine's name", "", true,
       names(&options.http_names)});
  add_listening_options(serve, {.listen = &options.listen,
                                .grpc_port = &options.grpc_port,
                                .http_port = &options.http_port,
                                .insecure = &options.insecure,
                                .log_level = &options.log_level,
                                .ports_file = &options.ports_file,
                                .discovery = &options.discovery});
  serve.options.push_back({"tokens", "FILE",
                           "Let only those in who have one of these tokens: hg-coord token (anybody)", "",
                           true, text(&options.tokens)});
  options.tls.server_roles = {model::Role::worker};
  add_tls_options(serve, options.tls, "TLS: who has signed the workers' certificates");
  add_dispatch_options(serve, options.dispatch);
  // With commands of its own, which tls_command.h reads; here it is for the help.
  const Command certificates{
      .name = "tls", .help = "Make the certificates of a grid; hg-coord tls --help", .options = {}};
  const Command tokens{
      .name = "token", .help = "Make, list and revoke tokens; hg-coord token --help", .options = {}};
  const Program program{.name = "hg-coord",
                        .help = "hg-coord: queues the compiles of a Hybrid-Grid and gives each to a worker",
                        .commands = {std::move(serve), certificates, tokens}};
  auto command = parse(program, argc, argv, environment);
  if (!command) return tl::unexpected<Exit>(std::move(command).error());
  if (const auto sound = coordinator::check(options.dispatch); !sound) {
    return tl::unexpected(Exit{2, "", program.name + ": " + sound.error().message() + "\n"});
  }
  if (auto refused = refuse_half_of_tls(program.name, options.tls)) {
    return tl::unexpected<Exit>(*std::move(refused));
  }
  options.tls.clients_may_show_none = !options.tokens.empty();
  const bool tls = !options.tls.certificate.empty();
  if (auto refused = refuse_plain_text(program.name, options.listen, tls, options.insecure)) {
    return tl::unexpected<Exit>(*std::move(refused));
  }
  return options;
}

}  // namespace hg::config
