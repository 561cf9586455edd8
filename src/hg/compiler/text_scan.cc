#include "hg/compiler/text_scan.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "hg/compiler/hidden_pragma.h"
#include "hg/compiler/line_marker.h"
#include "hg/compiler/time_words.h"

namespace hg::compiler {
namespace {

enum class Check : std::uint8_t {
  always,        // the word alone decides
  file_operand,  // … if a quoted name follows
  directive,     // … if '#' and blanks come before
  gcc_only,
  counter,      // clang: not a finding, unless the line begins with another spelling of '#'
  line_marker,  // gcc: not a finding, names a file
};

struct Pattern {
  std::string_view word;
  Check check;
};

// A search window is as long as the shortest word.
constexpr std::array kPatterns = {
    Pattern{".incbin", Check::always},         Pattern{".include", Check::file_operand},
    Pattern{"#embed", Check::directive},       Pattern{" embed", Check::directive},
    Pattern{"\tembed", Check::directive},      Pattern{"pch_preprocess", Check::always},
    Pattern{"push_macro", Check::gcc_only},     // in a _Pragma: the preprocess step has not obeyed it
    Pattern{"__BASE_FILE__", Check::gcc_only},  // would be the worker's name for the source
    Pattern{"__COUNTER__", Check::counter},    Pattern{"\n# 1 \"", Check::line_marker},
};

constexpr std::size_t kWindow = 6;
constexpr std::size_t kBlock = 3;
constexpr std::size_t kBuckets = 4096;
constexpr std::size_t kLongestLine = 1U << 20U;

constexpr std::size_t bucket(const char* block) {
  const auto at = [block](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(block[i]));
  };
  return (at(0) * 961 + at(1) * 31 + at(2)) % kBuckets;
}

// Wu and Manber's shifts: how far the window may move when it ends in a block. 0 = a word may begin here.
constexpr std::array<std::uint8_t, kBuckets> make_shifts() {
  std::array<std::uint8_t, kBuckets> shifts{};
  shifts.fill(kWindow - kBlock + 1);
  for (const Pattern& pattern : kPatterns) {
    for (std::size_t i = 0; i + kBlock <= kWindow; ++i) {
      std::uint8_t& shift = shifts[bucket(pattern.word.data() + i)];
      shift = std::min(shift, static_cast<std::uint8_t>(kWindow - kBlock - i));
    }
  }
  return shifts;
}

constexpr auto kShifts = make_shifts();
static_assert(std::all_of(kPatterns.begin(), kPatterns.end(),
                          [](const Pattern& p) { return p.word.size() >= kWindow; }));

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool is_blank_or_return(char c) {
  return is_blank(c) || c == '\r';
}

std::string_view trim_right(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view trim_left(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  return text;
}

// The logical line that `text` ends in: the last line, and those before it that end with a backslash.
std::string_view last_line(std::string_view text) {
  auto end = text.rfind('\n');
  while (end != std::string_view::npos && end > 0 && text[end - 1] == '\\') end = text.rfind('\n', end - 1);
  return end == std::string_view::npos ? text : text.substr(end + 1);
}

// Does the line that `before` ends in begin with a digraph or trigraph for '#'?
bool is_directive_in_disguise(std::string_view before) {
  const std::string_view line = trim_left(last_line(before));
  return line.starts_with("%:") || line.starts_with("?\?=");
}

bool quoted_name_follows(std::string_view after) {
  after = trim_left(after);
  return after.starts_with('"') || after.starts_with("\\\"");
}

}  // namespace

TextScan::TextScan(model::CompilerFamily family, ReadFile read_file)
    : family_(family), read_file_(std::move(read_file)), pending_("\n") {}

void TextScan::feed(std::string_view chunk) {
  if (needs_local()) return;
  // Logical lines are not cut: `pending_` holds the one that may go on.
  const auto ends_line = [&](std::size_t at) {
    if (chunk[at] != '\n') return false;
    while (at > 0 && is_blank_or_return(chunk[at - 1])) --at;
    if (at > 0) return chunk[at - 1] != '\\';
    const auto last = pending_.find_last_not_of(" \t\r");
    return last == std::string::npos || pending_[last] != '\\';
  };
  std::size_t first = 0;
  while (first < chunk.size() && !ends_line(first)) ++first;
  if (first == chunk.size()) {
    pending_ += chunk;
    if (pending_.size() < kLongestLine) return;
    scan(pending_);
    pending_.erase(0, pending_.size() - 64);  // more than the longest word
    return;
  }
  std::size_t last = chunk.size() - 1;
  while (!ends_line(last)) --last;
  pending_ += chunk.substr(0, first);
  scan(pending_);
  scan(chunk.substr(first, last - first));
  pending_ = chunk.substr(last);  // with its newline, which is part of a pattern
}

void TextScan::finish() {
  scan(pending_);
  pending_ = "\n";
  rewritten_.finish(directives_.blank());
  if (found_.empty()) found_ = rewritten_.foreign_marker();
  if (found_.empty()) found_ = counter_.in_condition();
}

void TextScan::scan(std::string_view text) {
  if (family_ == model::CompilerFamily::clang) {
    directives_.feed(text, [this](const Directive& directive) { on_directive(directive); });
  }
  each_time_word(text, [this](TimeWord kind, std::string_view word) {
    if (kind != TimeWord::middle) found_ = word;
  });
  if (needs_local()) return;
  std::size_t end = kWindow;
  while (end <= text.size()) {
    const std::uint8_t shift = kShifts[bucket(text.data() + end - kBlock)];
    if (shift != 0) {
      end += shift;
      continue;
    }
    const std::size_t at = end - kWindow;
    for (std::size_t i = 0; i < kPatterns.size(); ++i) {
      if (text.substr(at).starts_with(kPatterns[i].word)) on_hit(text, at, i);
    }
    if (needs_local()) return;
    ++end;
  }
}

void TextScan::on_hit(std::string_view text, std::size_t at, std::size_t pattern) {
  const bool gcc = family_ == model::CompilerFamily::gcc;
  const auto [word, check] = kPatterns[pattern];
  const std::string_view before = text.substr(0, at);
  const std::string_view after = text.substr(at + word.size());
  bool found = false;
  switch (check) {
    case Check::always:
      found = true;
      break;
    case Check::file_operand:
      found = quoted_name_follows(after);
      break;
    case Check::directive:
      found = word.front() == '#' || trim_right(before).ends_with('#');
      break;
    case Check::gcc_only:
      found = gcc;
      break;
    case Check::counter:
      found = !gcc && is_directive_in_disguise(before);
      break;
    case Check::line_marker:
      if (gcc) on_line_marker(after.substr(0, after.find('\n')));
      return;
  }
  if (!found) return;
  found_ = std::string(check == Check::directive ? "#embed" : word);
  while (is_blank(found_.back())) found_.pop_back();
}

// clang's text: what -frewrite-includes obeys and does not tell the worker.
void TextScan::on_directive(const Directive& directive) {
  if (needs_local()) return;
  rewritten_.on_directive(directive);
  counter_.on_directive(directive.text);
  found_ = rewritten_.foreign_marker();
  if (trim_left(directive.text.substr(1)).starts_with("line")) found_ = "#line";
}

void TextScan::on_line_marker(std::string_view line) {
  std::string name(line.size(), '\0');
  name.resize(unescape_marker_name(line, name.data()));
  // "<command-line>" is no file, and "/dir//" tells the working directory.
  if (name.empty() || name.front() == '<' || name.ends_with("//")) return;
  const bool entered = line.ends_with("\" 1") || line.find("\" 1 ") != std::string_view::npos;
  if (!entered) started_ = true;
  if (entered && started_ && !first_include_) first_include_ = name;
  if (seen_.insert(name).second) check_file(name);
}

void TextScan::check_file(const std::string& path) {
  const std::optional<std::string> source = read_file_ ? read_file_(path) : std::nullopt;
  if (!source) {
    found_ = path + " (cannot be read again)";
    return;
  }
  if (const std::string_view pragma = find_hidden_pragma(*source); !pragma.empty()) {
    found_ = "#pragma " + std::string(pragma) + " in " + path;
  }
}

}  // namespace hg::compiler
