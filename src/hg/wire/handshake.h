// The handshake: who is there, and do we speak the same protocol?
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "hg/base/result.h"
#include "hg/model/worker.h"
#include "hybridgrid/v1/build.pb.h"

namespace hg::wire {

namespace pb = hybridgrid::v1;

struct ProtocolVersion {
  std::uint32_t major = 0;  // must be equal
  std::uint32_t minor = 0;  // may differ
  auto operator<=>(const ProtocolVersion&) const = default;
};
inline constexpr ProtocolVersion kProtocol{1, 3};

enum class Role { client, worker };

struct Hello {
  ProtocolVersion protocol = kProtocol;
  std::string program_version;
  Role role = Role::client;
  std::optional<model::Capability>
      capability;             // present iff role is worker; its `version` is program_version
  model::WorkerId previous;   // the id a worker had before, if any
  std::string certificate{};  // of a worker: "sha256:…" of the one that it made itself, if it did
};

struct Welcome {
  ProtocolVersion protocol = kProtocol;
  std::string program_version;
  model::WorkerId worker;  // empty for clients
  std::chrono::milliseconds heartbeat_interval{10'000};
  std::uint64_t coordinator_epoch = 0;
};

// failed_precondition when `theirs` cannot talk to us: "protocol 2.0 (program 3.1.0) does not fit ours 1.3
// (program 0.1.0): use the same release on both sides". Ours is what wire::encode sends.
Status check_protocol(ProtocolVersion theirs, const std::string& their_program);

pb::HandshakeRequest encode(const Hello& hello);
pb::HandshakeResponse encode(const Welcome& welcome);

// The version is checked before anything else is read, because nothing else can be trusted if it does not
// fit.
Result<Hello> decode(pb::HandshakeRequest&& request);
Result<Welcome> decode(pb::HandshakeResponse&& response);

}  // namespace hg::wire
