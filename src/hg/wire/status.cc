#include "hg/wire/status.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "hg/wire/limits.h"
#include "hybridgrid/v1/build.pb.h"

namespace hg::wire {
namespace {

namespace pb = hybridgrid::v1;
using model::Reason;

// HTTP/2 peers limit headers, and status text travels in one (percent-encoded, so up to three times as long).
constexpr std::size_t kMaxStatusText = 1024;

// One line, short, valid UTF-8 as far as ASCII goes: it comes from outside and is shown to people.
std::string one_line(std::string text) {
  if (text.size() > kMaxStatusText) text.resize(kMaxStatusText);
  std::replace_if(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return text;
}

std::optional<model::Failure> from_details(const grpc::Status& status) {
  pb::Failure message;
  if (status.error_details().empty() || !message.ParseFromString(status.error_details())) return std::nullopt;
  const auto reason = model::reason_from_code(message.reason());
  if (!reason || *reason == Reason::none) return std::nullopt;
  return model::Failure{*reason, one_line(std::move(*message.mutable_message()))};
}

Reason from_code(grpc::StatusCode code, Reason on_timeout, Reason on_unreachable) {
  switch (code) {
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return on_timeout;
    case grpc::StatusCode::UNAVAILABLE:
      return on_unreachable;
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::INVALID_ARGUMENT:
      return Reason::rejected;
    case grpc::StatusCode::FAILED_PRECONDITION:
      return Reason::version_skew;
    default:
      return Reason::transport;
  }
}

}  // namespace

Code status_code(Reason reason) {
  switch (reason) {
    case Reason::rejected:
      return Code::invalid_argument;
    case Reason::version_skew:
      return Code::failed_precondition;
    case Reason::access_denied:
      return Code::permission_denied;
    case Reason::worker_timeout:
    case Reason::coordinator_timeout:
      return Code::deadline_exceeded;
    case Reason::queue_full:
    case Reason::worker_disk_full:
    case Reason::worker_out_of_memory:
    case Reason::too_large:
      return Code::resource_exhausted;
    case Reason::bad_result:
      return Code::data_loss;
    case Reason::compiler_killed:
      return Code::aborted;
    default:
      return Code::unavailable;
  }
}

grpc::Status to_status(const Error& error) {
  return {static_cast<grpc::StatusCode>(error.code()), one_line(error.to_string())};
}

grpc::Status to_status(const model::Failure& failure) {
  pb::Failure message;
  message.set_reason(std::string(model::code(failure.reason)));
  message.set_message(one_line(failure.message));
  return {static_cast<grpc::StatusCode>(status_code(failure.reason)), message.message(),
          message.SerializeAsString()};
}

Error to_error(const grpc::Status& status) {
  return {static_cast<Code>(status.error_code()), one_line(status.error_message())};
}

model::Failure to_failure(const grpc::Status& status, Reason on_timeout, Reason on_unreachable) {
  if (auto failure = from_details(status)) return *std::move(failure);
  return {from_code(status.error_code(), on_timeout, on_unreachable), one_line(status.error_message())};
}

}  // namespace hg::wire
