#include "hg/compiler/word_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace hg::compiler {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::pair<std::size_t, std::size_t>> hits(std::string_view text) {
  static constexpr WordSearch<3> kWords({"include", "embed", "includes"});
  std::vector<std::pair<std::size_t, std::size_t>> found;
  kWords.each(text, [&](std::size_t at, std::size_t word) { found.emplace_back(at, word); });
  return found;
}

TEST(WordSearch, FindsEveryWordWhereverItIs) {
  using Hit = std::pair<std::size_t, std::size_t>;
  EXPECT_THAT(hits("include"), ElementsAre(Hit(0, 0)));
  EXPECT_THAT(hits("xembed"), ElementsAre(Hit(1, 1)));
  EXPECT_THAT(hits("embembed includes"), ElementsAre(Hit(3, 1), Hit(9, 0), Hit(9, 2)));
  for (std::size_t before = 0; before < 20; ++before) {
    EXPECT_THAT(hits(std::string(before, 'e') + "embed" + std::string(before, 'd')),
                ElementsAre(Hit(before, 1)));
  }
}

TEST(WordSearch, FindsWhatIsAcrossBlocksAndAtTheEnd) {
  using Hit = std::pair<std::size_t, std::size_t>;
  for (std::size_t before = 0; before < 70; ++before) {
    for (std::size_t after = 0; after < 40; ++after) {
      const std::string text = std::string(before, '\n') + "includes" + std::string(after, 'l');
      EXPECT_THAT(hits(text), ElementsAre(Hit(before, 0), Hit(before, 2))) << before << " " << after;
    }
  }
}

TEST(WordSearch, FindsAllPlacesOfAWordInOrder) {
  std::string text;
  std::vector<std::size_t> expected;
  for (std::size_t gap = 0; gap < 50; ++gap) {
    text.append(gap, 'c');
    expected.push_back(text.size());
    text += "embed";
  }
  std::vector<std::size_t> found;
  for (const auto& [at, word] : hits(text)) found.push_back(at);
  EXPECT_EQ(found, expected);
}

TEST(WordSearch, ShortTextsHaveNone) {
  EXPECT_THAT(hits(""), IsEmpty());
  EXPECT_THAT(hits("embe"), IsEmpty());
  EXPECT_THAT(hits("nothing of the kind, \xff\x80"), IsEmpty());
}

}  // namespace
}  // namespace hg::compiler
