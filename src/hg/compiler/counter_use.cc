#include "hg/compiler/counter_use.h"

#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace hg::compiler {
namespace {

constexpr std::string_view kCounter = "__COUNTER__";

bool is_word(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c & '\x80') != 0;
}

// Takes the next word off `text`; empty at its end.
std::string_view take_word(std::string_view& text) {
  std::size_t begin = 0;
  while (begin < text.size() && !is_word(text[begin])) ++begin;
  std::size_t end = begin;
  while (end < text.size() && is_word(text[end])) ++end;
  const std::string_view word = text.substr(begin, end - begin);
  text.remove_prefix(end);
  return word;
}

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

void append(std::string& lines, std::string_view line) {
  for (const char c : line) lines += c == '\n' ? ' ' : c;
  lines += '\n';
}

// What the words of a condition lead to.
class Expansion {
 public:
  explicit Expansion(std::string_view definitions) {
    while (!definitions.empty()) {
      std::string_view body = take_line(definitions);
      const std::string_view name = take_word(body);
      bodies_.emplace(name, body);
    }
  }

  bool may_reach_counter(std::string_view condition) {
    std::vector<std::string_view> words;
    for (auto word = take_word(condition); !word.empty(); word = take_word(condition)) {
      if (word == "defined") {
        take_word(condition);  // is not expanded
      } else {
        words.push_back(word);
      }
    }
    Reach quick;
    quick.todo = words;
    follow(quick, harmless_);
    if (quick.counter) return true;
    if (!quick.pastes) {
      harmless_.merge(quick.words);
      return false;
    }
    Reach whole;
    whole.todo = std::move(words);
    while (!whole.todo.empty()) {
      follow(whole, {});
      if (whole.counter || whole.words.size() > kManyWords) return true;
      add_pasted(whole.words, whole.todo);
    }
    return false;
  }

 private:
  using Words = std::unordered_set<std::string_view>;
  struct Reach {
    std::vector<std::string_view> todo;
    Words words;
    bool pastes = false;
    bool counter = false;
  };
  static constexpr std::size_t kManyWords = 60;

  // Follows the bodies of all in `todo`, but not those of `known`.
  void follow(Reach& reach, const Words& known) const {
    while (!reach.todo.empty() && !reach.counter) {
      const std::string_view name = reach.todo.back();
      reach.todo.pop_back();
      reach.counter = name == kCounter;
      if (known.contains(name) || !reach.words.insert(name).second) continue;
      const auto [first, last] = bodies_.equal_range(name);
      for (auto it = first; it != last; ++it) {
        std::string_view body = it->second;
        reach.pastes = reach.pastes || body.find("##") != std::string_view::npos;
        for (auto word = take_word(body); !word.empty(); word = take_word(body)) reach.todo.push_back(word);
      }
    }
  }

  // The macros whose names two or three of the words make.
  void add_pasted(const Words& reached, std::vector<std::string_view>& todo) const {
    const auto add = [&](const std::string& name) {
      const auto macro = bodies_.find(name);
      if (name == kCounter) todo.push_back(kCounter);
      if (macro != bodies_.end() && !reached.contains(macro->first)) todo.push_back(macro->first);
    };
    for (const auto first : reached) {
      for (const auto second : reached) {
        const std::string pair = std::string(first).append(second);
        add(pair);
        for (const auto third : reached) add(pair + std::string(third));
      }
    }
  }

  std::unordered_multimap<std::string_view, std::string_view> bodies_;
  Words harmless_;  // lead neither to __COUNTER__ nor to a paste
};

}  // namespace

void CounterUse::on_directive(std::string_view line) {
  std::string_view rest = line;
  const std::string_view keyword = take_word(rest);
  if (keyword == "define") {
    append(definitions_, rest);
  } else if (keyword == "if" || keyword == "elif") {
    append(conditions_, rest);
  } else if (keyword == "include" || keyword == "include_next" || keyword == "import") {
    if (rest.find('"') == std::string_view::npos && rest.find('<') == std::string_view::npos) {
      append(conditions_, rest);
    }
  }
}

std::string CounterUse::in_condition() const {
  if (definitions_.find(kCounter) == std::string::npos && conditions_.find(kCounter) == std::string::npos) {
    return {};
  }
  Expansion expansion(definitions_);
  std::unordered_set<std::string_view> seen;
  std::string_view conditions = conditions_;
  while (!conditions.empty()) {
    const std::string_view condition = take_line(conditions);
    if (seen.insert(condition).second && expansion.may_reach_counter(condition)) {
      return "__COUNTER__ in #if" + std::string(condition);
    }
  }
  return {};
}

}  // namespace hg::compiler
