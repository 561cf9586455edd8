// Frames between hgbuild and hg-agent (docs/agent-protocol.md).
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "hg/base/result.h"

namespace hg::client::ipc {

enum class FrameType : std::uint8_t {
  hello = 1,
  submit = 2,
  want_slot = 3,
  outcome = 4,
  query = 5,
  payload = 16,
  proceed = 32,
  go_local = 33,
  slot = 34,
  heartbeat = 35,
  result = 36,
  failed = 37,
  reply = 38,
  refused = 39,
};

struct Frame {
  FrameType type = FrameType::heartbeat;
  std::string body;
};

inline constexpr std::size_t kMaxBody = std::size_t{4} << 20U;
inline constexpr std::size_t kMaxPayload = std::size_t{1} << 30U;
inline constexpr std::size_t kFrameHeader = 5;

// The bytes that stand before a body of `size` bytes.
std::array<char, kFrameHeader> frame_header(FrameType type, std::size_t size);

// Header and body in one string.
std::string encode(FrameType type, std::string_view body);

// Cuts a stream of bytes into frames. Memory follows what has arrived, not what a header promises.
class FrameDecoder {
 public:
  // invalid_argument for an unknown type, resource_exhausted for a length over the limit; the stream is then
  // lost.
  Status feed(std::string_view bytes);
  std::optional<Frame> next();

 private:
  Status start_body();

  std::string header_;
  std::optional<Frame> current_;
  std::size_t missing_ = 0;
  std::deque<Frame> ready_;
};

}  // namespace hg::client::ipc
