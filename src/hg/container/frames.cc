#include "hg/container/frames.h"

#include <algorithm>

namespace hg::container {

bool Frames::feed(std::string_view bytes) {
  while (!bytes.empty() && !broken_) {
    if (left_ > 0) {
      const std::size_t piece = std::min<std::size_t>(left_, bytes.size());
      take_(stream_, bytes.substr(0, piece));
      left_ -= static_cast<std::uint32_t>(piece);
      bytes.remove_prefix(piece);
      continue;
    }
    head_[filled_++] = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (filled_ == head_.size()) broken_ = !read_head();
  }
  return !broken_;
}

bool Frames::read_head() {
  filled_ = 0;
  if (head_[0] > 2 || head_[1] != 0 || head_[2] != 0 || head_[3] != 0) return false;
  stream_ = head_[0] == 2 ? Stream::err : Stream::out;
  left_ = (std::uint32_t{head_[4]} << 24U) | (std::uint32_t{head_[5]} << 16U) |
          (std::uint32_t{head_[6]} << 8U) | std::uint32_t{head_[7]};
  return true;
}

}  // namespace hg::container
