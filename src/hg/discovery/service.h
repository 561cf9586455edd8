// A program of a grid as it announces itself on the local network, and the TXT record that says it
// (docs/discovery.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/result.h"
#include "hg/model/role.h"

namespace hg::discovery {

inline constexpr std::string_view kServiceType = "_hybridgrid._tcp";

struct Service {
  model::Role role = model::Role::worker;  // coordinator or worker
  std::string id{};                        // of this process: seen in two ways, it is still one
  std::string version{};                   // of the program
  std::string listen{};                    // the host that is listened on: an IP address, 0.0.0.0 or ::
  std::uint16_t port = 0;                  // of gRPC
  std::uint16_t http_port = 0;             // 0: others cannot reach it
  bool tls = false;
};

// "key=value" strings, less than 200 bytes together.
std::vector<std::string> txt_of(const Service& service);

// What others may be told in a TXT record; the rest of a Service is not in there.
struct Txt {
  model::Role role = model::Role::worker;
  std::string id{};
  std::string version{};
  std::uint16_t http_port = 0;
  bool tls = false;
};

// invalid_argument for what is none of ours: another txtvers, no role, a role that announces nothing, a value
// that is too long or has other characters than letters, digits, '.', '_', '-', '+'. Unknown keys are passed
// over.
Result<Txt> parse_txt(const std::vector<std::string>& strings);

// "coordinator on hg1": what people see in a browser of services. At most 63 bytes, as DNS wants it.
std::string instance_name(model::Role role, std::string_view host);

// "hg1-coordinator", for the embedded responder: a DNS label of its own, because the machine's own name may
// belong to another responder.
std::string host_label(model::Role role, std::string_view host);

// Is there anybody beyond this machine who could reach what listens there?
bool worth_announcing(std::string_view listen);

}  // namespace hg::discovery
