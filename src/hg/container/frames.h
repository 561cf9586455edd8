// The two streams of a container, as an engine sends them: frames of one connection.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace hg::container {

// Not thread-safe.
class Frames {
 public:
  enum class Stream { out, err };
  using Take = std::function<void(Stream, std::string_view)>;

  explicit Frames(Take take) : take_(std::move(take)) {}

  // Bytes as they come, cut anywhere. False from the first one on that cannot be of a frame.
  bool feed(std::string_view bytes);

  // Between two frames: nothing is missing.
  [[nodiscard]] bool whole() const { return filled_ == 0 && left_ == 0; }

 private:
  bool read_head();

  Take take_;
  std::array<unsigned char, 8> head_{};  // stream, three zeros, length (big-endian)
  std::size_t filled_ = 0;               // of head_
  std::uint32_t left_ = 0;               // of the frame's bytes
  Stream stream_ = Stream::out;
  bool broken_ = false;
};

}  // namespace hg::container
