// Messages from the network: decode() takes them or names a field, and what it took means the same when it is
// sent on.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "hg/wire/compile.h"
#include "hg/wire/handshake.h"
#include "hg/wire/worker.h"

namespace {

namespace pb = hybridgrid::v1;

void require(bool holds) {
  if (!holds) std::abort();
}

template <typename Message>
void check(const void* data, std::size_t size) {
  Message message;
  if (!message.ParseFromArray(data, static_cast<int>(size))) return;
  const auto decoded = hg::wire::decode(std::move(message));
  if (!decoded) require(!decoded.error().message().empty());
}

void check_request(const void* data, std::size_t size) {
  pb::CompileRequest request;
  if (!request.ParseFromArray(data, static_cast<int>(size))) return;
  const hg::Status checked = hg::wire::check(request);
  auto task = hg::wire::decode(pb::CompileRequest(request));
  require(checked.has_value() == task.has_value());
  if (!task) return;
  require(!task->file_name.empty() && task->file_name.find('/') == std::string::npos);
  require(hg::wire::decode(hg::wire::encode(*std::move(task))).has_value());
}

}  // namespace

// The first byte chooses the message.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const void* const body = data + 1;
  const std::size_t length = size - 1;
  switch (data[0] % 6) {
    case 0:
      check_request(body, length);
      break;
    case 1:
      check<pb::CompileResponse>(body, length);
      break;
    case 2:
      check<pb::HandshakeRequest>(body, length);
      break;
    case 3:
      check<pb::HandshakeResponse>(body, length);
      break;
    case 4:
      check<pb::HealthCheckRequest>(body, length);
      break;
    default:
      check<pb::GetWorkerStatusResponse>(body, length);
  }
  return 0;
}
