// What arrives on hg-agent's socket, in pieces of any size: frames come out whole or the stream is lost, and
// their bodies are taken or refused with the promised code.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "hg/client/ipc/frame.h"
#include "hg/client/ipc/messages.h"

namespace {

namespace ipc = hg::client::ipc;

void require(bool holds) {
  if (!holds) std::abort();
}

template <typename T>
void check(const hg::Result<T>& decoded) {
  require(decoded || decoded.error().code() == hg::Code::invalid_argument);
}

}  // namespace

// The first byte: how many arrive at a time.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = std::size_t{data[0]} + 1;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  ipc::FrameDecoder decoder;
  std::size_t given = 0;
  while (!bytes.empty()) {
    const hg::Status fed = decoder.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    while (const auto frame = decoder.next()) {
      given += frame->body.size() + ipc::kFrameHeader;
      require(given <= size);
      check(ipc::decode_hello(frame->body));
      check(ipc::decode_task(frame->body));
      check(ipc::decode_result(frame->body));
      check(ipc::decode_failure(frame->body));
      check(ipc::decode_outcome(frame->body));
      check(ipc::decode_query(frame->body));
    }
    if (!fed) {
      const hg::Code code = fed.error().code();
      require(code == hg::Code::invalid_argument || code == hg::Code::resource_exhausted);
      return 0;
    }
  }
  return 0;
}
