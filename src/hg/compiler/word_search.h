// Finds any of a few words in a long text, in one pass.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace hg::compiler {

// Sixteen places at a time are compared with two neighbouring bytes of each word, those that sources have
// least of; only where they stand is the whole word compared.
template <std::size_t N>
class WordSearch {
 public:
  // Each word has 2 bytes at least.
  constexpr explicit WordSearch(const std::array<std::string_view, N>& words) : words_(words) {
    for (std::size_t i = 0; i < N; ++i) pairs_[i] = rarest_pair(words_[i]);
  }

  // on_hit(at, i): the word of number `i` is at `at`. Overlapping words are all found; each word's places
  // come in order.
  template <typename F>
  void each(std::string_view text, F&& on_hit) const {
    std::array<Block, N> firsts{};
    std::array<Block, N> seconds{};
    for (std::size_t i = 0; i < N; ++i) {
      firsts[i] = Block{} + words_[i][pairs_[i]];
      seconds[i] = Block{} + words_[i][pairs_[i] + 1];
    }
    std::size_t at = 0;
    for (; at + sizeof(Block) < text.size(); at += sizeof(Block)) {
      const Block first = load(text.data() + at);
      const Block second = load(text.data() + at + 1);
      Hits hits{};
#pragma GCC unroll 16
      for (std::size_t i = 0; i < N; ++i) hits |= (first == firsts[i]) & (second == seconds[i]);
      const auto halves = std::bit_cast<std::array<std::uint64_t, 2>>(hits);
      if ((halves[0] | halves[1]) == 0) continue;
      for (std::size_t i = 0; i < sizeof(Block); ++i) {
        if (hits[i] != 0) compare(text, at + i, on_hit);
      }
    }
    for (; at < text.size(); ++at) compare(text, at, on_hit);
  }

 private:
  using Block [[gnu::vector_size(16)]] = char;
  using Hits [[gnu::vector_size(16)]] = signed char;  // of each place: 0, or all bits set

  static Block load(const char* from) {
    Block block;
    std::memcpy(&block, from, sizeof block);
    return block;
  }

  // The words whose pair is at `pair`.
  template <typename F>
  void compare(std::string_view text, std::size_t pair, F&& on_hit) const {
    for (std::size_t i = 0; i < N; ++i) {
      if (text[pair] != words_[i][pairs_[i]] || pair < pairs_[i]) continue;
      const std::size_t at = pair - pairs_[i];
      if (text.substr(at).starts_with(words_[i])) on_hit(at, i);
    }
  }

  static constexpr std::size_t rarest_pair(std::string_view word) {
    constexpr std::string_view kCommonFirst = " e_tnirsaol:dpcuxfmhgvby.";
    const auto rarity = [&](char c) { return std::min(kCommonFirst.find(c), kCommonFirst.size()); };
    std::size_t best = 0;
    for (std::size_t i = 1; i + 1 < word.size(); ++i) {
      if (rarity(word[i]) + rarity(word[i + 1]) > rarity(word[best]) + rarity(word[best + 1])) best = i;
    }
    return best;
  }

  std::array<std::string_view, N> words_;
  std::array<std::size_t, N> pairs_{};  // where in the word the pair begins
};

}  // namespace hg::compiler
