#include "hg/config/listening.h"

#include "hg/config/values.h"
#include "hg/model/address.h"

namespace hg::config {

namespace {

Apply discovery(bool* out) {
  return [out](std::string_view value) -> Status {
    if (value != "mdns" && value != "off")
      return fail(Code::invalid_argument, "must be mdns or off, got '" + std::string(value) + "'");
    *out = value == "mdns";
    return {};
  };
}

}  // namespace

void add_listening_options(Command& command, const Listening& into) {
  const std::string grpc = std::to_string(*into.grpc_port);
  const std::string http = std::to_string(*into.http_port);
  const auto add = [&](Option option) { command.options.push_back(std::move(option)); };
  add({"listen", "ADDRESS", "Address to listen on (" + *into.listen + ")", "", true,
       listen_host(into.listen)});
  add({"grpc-port", "PORT", "Port of the gRPC service, 0 for any free one (" + grpc + ")", "", true,
       port(into.grpc_port)});
  add({"http-port", "PORT", "Port for health and metrics, 0 for any free one (" + http + ")", "", true,
       port(into.http_port)});
  add({"insecure", "", "Allow plain text on an address that others can reach", "", true,
       on_off(into.insecure)});
  add({"log-level", "LEVEL", "debug, info, warn or error (" + *into.log_level + ")", "", true,
       log_level(into.log_level)});
  add({"discovery", "HOW", "mdns: be found, and find others, on the local network; off: not (mdns)",
       "HG_DISCOVERY", true, discovery(into.discovery)});
  add({"ports-file", "FILE", "Write the ports listened on to FILE, as grpc=N and http=N lines", "", false,
       text(into.ports_file)});
}

std::optional<Exit> refuse_plain_text(const std::string& program, const std::string& listen, bool tls,
                                      bool insecure) {
  if (tls || insecure || model::is_loopback(listen)) return std::nullopt;
  return Exit{2, "",
              program + ": --listen " + listen +
                  " can be reached from other machines and the connection is plain text; give --tls-cert, "
                  "--tls-key and --tls-ca, or add --insecure if every one of them is trusted\n"};
}

}  // namespace hg::config
