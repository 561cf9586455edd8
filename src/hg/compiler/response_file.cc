#include "hg/compiler/response_file.h"

#include <algorithm>

namespace hg::compiler {
namespace {

constexpr std::size_t kMaxDepth = 16;
constexpr std::size_t kMaxBytes = 16U << 20U;

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

class Expander {
 public:
  explicit Expander(const ReadFile& read_file) : read_file_(read_file) {}

  // False as soon as something cannot be expanded; `problem` names it.
  bool add(const std::vector<std::string>& words) {
    return std::all_of(words.begin(), words.end(), [this](const std::string& word) { return add(word); });
  }

  Expanded result;

 private:
  bool add(const std::string& word) {
    if (word.size() < 2 || word.front() != '@') {
      result.arguments.push_back(word);
      return true;
    }
    result.problem = word;
    const std::string path = word.substr(1);
    const bool loop = std::find(open_.begin(), open_.end(), path) != open_.end();
    if (loop || open_.size() >= kMaxDepth || !read_file_) return false;
    const std::optional<std::string> text = read_file_(path);
    if (!text || text->size() > kMaxBytes - bytes_) return false;
    bytes_ += text->size();
    const auto words = split_response_file(*text);
    if (!words) return false;
    open_.push_back(path);
    if (!add(*words)) return false;
    open_.pop_back();
    result.problem.clear();
    return true;
  }

  const ReadFile& read_file_;
  std::vector<std::string> open_;  // the files that we are inside of
  std::size_t bytes_ = 0;
};

}  // namespace

std::optional<std::vector<std::string>> split_response_file(std::string_view text) {
  std::vector<std::string> words;
  std::size_t i = 0;
  while (true) {
    while (i < text.size() && is_space(text[i])) ++i;
    if (i == text.size()) return words;
    std::string word;
    char quote = 0;
    for (; i < text.size() && (quote != 0 || !is_space(text[i])); ++i) {
      const char c = text[i];
      if (c == '\0') return std::nullopt;
      if (c == '\\') {
        if (++i == text.size()) return std::nullopt;
        word += text[i];
      } else if (quote != 0) {
        if (c == quote)
          quote = 0;
        else
          word += c;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else {
        word += c;
      }
    }
    if (quote != 0 || word.empty()) return std::nullopt;
    words.push_back(std::move(word));
  }
}

Expanded expand_response_files(const std::vector<std::string>& arguments, const ReadFile& read_file) {
  Expander expander(read_file);
  expander.add(arguments);
  return std::move(expander.result);
}

}  // namespace hg::compiler
