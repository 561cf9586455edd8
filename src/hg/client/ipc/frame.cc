#include "hg/client/ipc/frame.h"

#include <fmt/format.h>

#include <algorithm>

namespace hg::client::ipc {
namespace {

bool known(std::uint8_t type) {
  switch (static_cast<FrameType>(type)) {
    case FrameType::hello:
    case FrameType::submit:
    case FrameType::want_slot:
    case FrameType::outcome:
    case FrameType::query:
    case FrameType::payload:
    case FrameType::proceed:
    case FrameType::go_local:
    case FrameType::slot:
    case FrameType::heartbeat:
    case FrameType::result:
    case FrameType::failed:
    case FrameType::reply:
    case FrameType::refused:
      return true;
  }
  return false;
}

}  // namespace

std::array<char, kFrameHeader> frame_header(FrameType type, std::size_t size) {
  std::array<char, kFrameHeader> header{};
  for (unsigned i = 0; i < 4; ++i) header[i] = static_cast<char>((size >> (8U * i)) & 0xFFU);
  header[4] = static_cast<char>(type);
  return header;
}

std::string encode(FrameType type, std::string_view body) {
  const auto header = frame_header(type, body.size());
  std::string bytes;
  bytes.reserve(header.size() + body.size());
  bytes.append(header.data(), header.size()).append(body);
  return bytes;
}

Status FrameDecoder::start_body() {
  std::size_t size = 0;
  for (unsigned i = 0; i < 4; ++i) size |= std::size_t{static_cast<std::uint8_t>(header_[i])} << (8U * i);
  const auto type = static_cast<std::uint8_t>(header_[4]);
  if (!known(type)) return fail(Code::invalid_argument, fmt::format("unknown frame type {}", type));
  const std::size_t limit = static_cast<FrameType>(type) == FrameType::payload ? kMaxPayload : kMaxBody;
  if (size > limit) return fail(Code::resource_exhausted, fmt::format("frame of {} bytes", size));
  current_ = Frame{.type = static_cast<FrameType>(type), .body = {}};
  missing_ = size;
  header_.clear();
  return {};
}

Status FrameDecoder::feed(std::string_view bytes) {
  while (true) {
    if (!current_) {
      const std::size_t taken = std::min(kFrameHeader - header_.size(), bytes.size());
      header_.append(bytes.substr(0, taken));
      bytes.remove_prefix(taken);
      if (header_.size() < kFrameHeader) return {};
      HG_TRY(start_body());
    }
    const std::size_t taken = std::min(missing_, bytes.size());
    current_->body.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
    missing_ -= taken;
    if (missing_ > 0) return {};
    ready_.push_back(*std::move(current_));
    current_.reset();
  }
}

std::optional<Frame> FrameDecoder::next() {
  if (ready_.empty()) return std::nullopt;
  Frame frame = std::move(ready_.front());
  ready_.pop_front();
  return frame;
}

}  // namespace hg::client::ipc
