// Finds any of a few words in a long text, in one pass.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace hg::compiler {

// Wu and Manber's algorithm: a window as long as the shortest word is moved by what its last two bytes
// allow.
template <std::size_t N>
class WordSearch {
 public:
  // Each word has 2 bytes at least; the longer the shortest is, the faster.
  constexpr explicit WordSearch(const std::array<std::string_view, N>& words) : words_(words) {
    for (const std::string_view word : words) window_ = std::min(window_, word.size());
    shifts_.fill(static_cast<std::uint8_t>(window_ - kBlock + 1));
    for (const std::string_view word : words) {
      for (std::size_t i = 0; i + kBlock <= window_; ++i) {
        std::uint8_t& shift = shifts_[bucket(word.data() + i)];
        shift = std::min(shift, static_cast<std::uint8_t>(window_ - kBlock - i));
      }
    }
  }

  // on_hit(at, i): the word of number `i` is at `at`. Overlapping words are all found.
  template <typename F>
  void each(std::string_view text, F&& on_hit) const {
    std::size_t end = window_;
    while (end <= text.size()) {
      const std::uint8_t shift = shifts_[bucket(text.data() + end - kBlock)];
      if (shift != 0) {
        end += shift;
        continue;
      }
      const std::string_view here = text.substr(end - window_);
      for (std::size_t i = 0; i < N; ++i) {
        if (here.starts_with(words_[i])) on_hit(end - window_, i);
      }
      ++end;
    }
  }

 private:
  static constexpr std::size_t kBlock = 2;
  static constexpr std::size_t kBuckets = 65536;

  static constexpr std::size_t bucket(const char* block) {
    return static_cast<unsigned char>(block[0]) + 256U * static_cast<unsigned char>(block[1]);
  }

  std::array<std::string_view, N> words_;
  std::size_t window_ = 255;
  std::array<std::uint8_t, kBuckets> shifts_{};
};

}  // namespace hg::compiler
