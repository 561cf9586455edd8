#include "hg/compiler/rewritten_text.h"

#include <charconv>

namespace hg::compiler {
namespace {

// An #include may go on over several lines.
constexpr std::size_t kLongestDirective = 16;

}  // namespace

// Exactly as clang writes them: `# 12 "name"`, then ` 1` or ` 2`, then ` 3`, ` 4`.
bool RewrittenText::parse(std::string_view line, Marker& marker) {
  if (!line.starts_with("# ")) return false;
  line.remove_prefix(2);
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), marker.line);
  if (error != std::errc()) return false;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  const auto close = line.rfind('"');
  if (!line.starts_with(" \"") || close < 2) return false;
  marker.name = line.substr(2, close - 2);
  const std::string_view flags = line.substr(close + 1);
  if (flags.starts_with(" 1") || flags.starts_with(" 2")) marker.change = flags[1];
  return true;
}

// Where the text goes on after an include that clang has written out or left away.
bool RewrittenText::skips_a_little(std::size_t line) const {
  return line >= files_.back().next && line <= files_.back().next + kLongestDirective;
}

bool RewrittenText::accept(const Marker& marker) {
  const Wrote wrote = wrote_;
  wrote_ = Wrote::nothing;
  if (files_.empty()) {
    files_.push_back({std::string(marker.name), marker.line});
    return marker.name == "<built-in>";
  }
  if (marker.change == '1') {
    files_.push_back({std::string(marker.name), marker.line});
    return wrote == Wrote::position || !in_source_;
  }
  if (marker.change == '2') {
    if (files_.size() < 2) return false;
    files_.pop_back();
    const bool back = marker.name == files_.back().name && (!in_source_ || skips_a_little(marker.line));
    files_.back().next = marker.line;
    return back;
  }
  if (!in_source_ && files_.size() == 1) {
    in_source_ = true;
    files_.back() = {std::string(marker.name), marker.line};
    return true;
  }
  if (marker.name != files_.back().name) return false;
  const bool agrees = marker.line == files_.back().next;
  const bool own = wrote == Wrote::condition || wrote == Wrote::include ||
                   (wrote == Wrote::position && skips_a_little(marker.line));
  if (wrote == Wrote::include) wrote_ = Wrote::position;
  // A last line without a newline is not counted.
  const bool at_end = !agrees && !own && marker.line + 1 == files_.back().next;
  if (at_end) wrote_ = Wrote::end_of_file;
  files_.back().next = marker.line;
  return agrees || own || at_end;
}

void RewrittenText::on_directive(const Directive& directive) {
  if (!foreign_.empty()) return;
  finish(directive.blank_before);
  const std::string_view line = directive.text;
  if (!files_.empty()) files_.back().next += directive.lines_before;
  if (directive.lines_before != 0) wrote_ = Wrote::nothing;
  std::string_view word = line.substr(1);
  while (word.starts_with(' ') || word.starts_with('\t')) word.remove_prefix(1);
  if (word.empty() || word.front() < '0' || word.front() > '9') {
    wrote_ = Wrote::nothing;
    if (line.ends_with(" evaluated by -frewrite-includes */")) wrote_ = Wrote::condition;
    if (line.ends_with(" expanded by -frewrite-includes */")) wrote_ = Wrote::include;
    if (!files_.empty()) ++files_.back().next;
    return;
  }
  Marker marker;
  if (!parse(line, marker) || !accept(marker)) {
    foreign_ = line;
  } else if (wrote_ == Wrote::end_of_file) {
    doubtful_ = line;
  }
}

void RewrittenText::finish(bool blank) {
  if (!blank && foreign_.empty()) foreign_ = doubtful_;
  doubtful_.clear();
}

}  // namespace hg::compiler
