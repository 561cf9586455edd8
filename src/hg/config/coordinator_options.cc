#include "hg/config/coordinator_options.h"

#include "hg/config/listening.h"
#include "hg/config/values.h"

namespace hg::config {

Parsed<CoordinatorOptions> parse_coordinator(int argc, const char* const* argv,
                                             const Environment& environment) {
  CoordinatorOptions options;
  Command serve{.name = "serve", .help = "Run the coordinator until SIGTERM or SIGINT", .options = {}};
  serve.options = {
      {"cache-dir", "DIR", "Keep results for all clients in DIR (not kept)", "", true,
       text(&options.cache_directory)},
      {"cache-size", "SIZE", "How much of them, such as 500M (20G)", "", true, size(&options.cache_size)},
  };
  add_listening_options(serve, {.listen = &options.listen,
                                .grpc_port = &options.grpc_port,
                                .http_port = &options.http_port,
                                .insecure = &options.insecure,
                                .log_level = &options.log_level,
                                .ports_file = &options.ports_file});
  const Program program{.name = "hg-coord",
                        .help = "hg-coord: queues the compiles of a Hybrid-Grid and gives each to a worker",
                        .commands = {std::move(serve)}};
  auto command = parse(program, argc, argv, environment);
  if (!command) return tl::unexpected<Exit>(std::move(command).error());
  if (auto refused = refuse_plain_text(program.name, options.listen, options.insecure)) {
    return tl::unexpected<Exit>(*std::move(refused));
  }
  return options;
}

}  // namespace hg::config
