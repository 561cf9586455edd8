#include "hg/wire/handshake.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "hg/base/version.h"
#include "hg/wire/check.h"
#include "hg/wire/limits.h"
#include "hg/wire/worker.h"

namespace hg::wire {
namespace {

constexpr std::uint32_t kLongestHeartbeatMs = 3'600'000;

ProtocolVersion from(const pb::ProtocolVersion& version) {
  return {version.major(), version.minor()};
}

void put(ProtocolVersion version, pb::ProtocolVersion& message) {
  message.set_major(version.major);
  message.set_minor(version.minor);
}

// "sha256:" and 64 hexadecimal digits, or nothing.
Status check_fingerprint(std::string_view text) {
  constexpr std::string_view kKind = "sha256:";
  constexpr std::size_t kDigits = 64;
  if (text.empty()) return {};
  const bool digits = std::ranges::all_of(text.substr(std::min(kKind.size(), text.size())), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
  if (text.starts_with(kKind) && digits && text.size() == kKind.size() + kDigits) return {};
  return bad_field("certificate", "is not sha256: and 64 hexadecimal digits");
}

Status check_speaker(const pb::ProtocolVersion& protocol, const std::string& program) {
  HG_TRY(check_text("program_version", program, kMaxIdLength));
  return check_protocol(from(protocol), program);
}

}  // namespace

Status check_protocol(ProtocolVersion theirs, const std::string& their_program) {
  if (theirs.major == kProtocol.major) return {};
  return fail(
      Code::failed_precondition,
      fmt::format("protocol {}.{} (program {}) does not fit ours {}.{} (program {}): use the same release on "
                  "both sides",
                  theirs.major, theirs.minor, their_program.empty() ? "unknown" : their_program,
                  kProtocol.major, kProtocol.minor, version()));
}

pb::HandshakeRequest encode(const Hello& hello) {
  pb::HandshakeRequest request;
  put(hello.protocol, *request.mutable_protocol());
  request.set_program_version(hello.program_version);
  request.set_role(hello.role == Role::worker ? pb::ROLE_WORKER : pb::ROLE_CLIENT);
  if (hello.capability) *request.mutable_capability() = encode(*hello.capability);
  request.set_worker_id(hello.previous.value());
  request.set_certificate(hello.certificate);
  return request;
}

Result<Hello> decode(pb::HandshakeRequest&& request) {
  HG_TRY(check_speaker(request.protocol(), request.program_version()));
  Hello hello;
  hello.protocol = from(request.protocol());
  hello.program_version = std::move(*request.mutable_program_version());
  if (request.role() == pb::ROLE_CLIENT) return hello;
  if (request.role() != pb::ROLE_WORKER) {
    return bad_field("role", fmt::format("{} is unknown here", static_cast<int>(request.role())));
  }
  hello.role = Role::worker;
  if (!request.has_capability()) return bad_field("capability", "is missing");
  HG_TRY(check_id("worker_id", request.worker_id(), Empty::allowed));
  HG_TRY(check_fingerprint(request.certificate()));
  HG_TRY_ASSIGN(hello.capability, decode(std::move(*request.mutable_capability())));
  hello.capability->version = hello.program_version;
  hello.previous = model::WorkerId(std::move(*request.mutable_worker_id()));
  hello.certificate = std::move(*request.mutable_certificate());
  return hello;
}

pb::HandshakeResponse encode(const Welcome& welcome) {
  pb::HandshakeResponse response;
  put(welcome.protocol, *response.mutable_protocol());
  response.set_program_version(welcome.program_version);
  response.set_worker_id(welcome.worker.value());
  response.set_heartbeat_interval_ms(static_cast<std::uint32_t>(welcome.heartbeat_interval.count()));
  response.set_coordinator_epoch(welcome.coordinator_epoch);
  return response;
}

Result<Welcome> decode(pb::HandshakeResponse&& response) {
  HG_TRY(check_speaker(response.protocol(), response.program_version()));
  HG_TRY(check_id("worker_id", response.worker_id(), Empty::allowed));
  if (response.heartbeat_interval_ms() == 0) return bad_field("heartbeat_interval_ms", "is 0");
  HG_TRY(check_at_most("heartbeat_interval_ms", response.heartbeat_interval_ms(), kLongestHeartbeatMs));
  Welcome welcome;
  welcome.protocol = from(response.protocol());
  welcome.program_version = std::move(*response.mutable_program_version());
  welcome.worker = model::WorkerId(std::move(*response.mutable_worker_id()));
  welcome.heartbeat_interval = std::chrono::milliseconds(response.heartbeat_interval_ms());
  welcome.coordinator_epoch = response.coordinator_epoch();
  return welcome;
}

}  // namespace hg::wire
