#include "hg/compiler/indentation/user_code.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "hg/compiler/indentation/tokens.h"

namespace hg::compiler::indentation {
namespace {

struct Marker {
  std::uint32_t line = 0;
  std::string_view name;  // as spelled
  bool system = false;
};

// `# 12 "src/a.c" 2 3`
std::optional<Marker> parse_marker(std::string_view line) {
  Marker marker;
  if (!line.starts_with("# ")) return std::nullopt;
  const auto [end, error] = std::from_chars(line.data() + 2, line.data() + line.size(), marker.line);
  if (error != std::errc()) return std::nullopt;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  if (!line.starts_with(" \"")) return std::nullopt;
  const auto close = line.rfind('"');
  if (close < 2) return std::nullopt;
  marker.name = line.substr(2, close - 2);
  marker.system = line.substr(close).find('3') != std::string_view::npos;
  return marker;
}

// What follows "#define"; empty if the line is another.
std::string_view definition(std::string_view line) {
  const auto skip_blanks = [&] {
    while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
  };
  skip_blanks();
  if (!line.starts_with('#')) return {};
  line.remove_prefix(1);
  skip_blanks();
  constexpr std::string_view kDefine = "define";
  if (!line.starts_with(kDefine)) return {};
  line.remove_prefix(kDefine.size());
  return !line.empty() && is_blank(line.front()) ? line : std::string_view();
}

// gcc numbers places with 32 bits. A line takes 32 places for each column, of which it provides a power of
// two, and that of the longest line goes on for the lines that follow. Above a limit it has no columns any
// more.
class Columns {
 public:
  void enter() { width_ = kNarrow; }
  void lines(std::uint64_t count) {
    const std::uint64_t wide =
        used_ < kDense ? std::min(count, (kDense - used_) / (width_ * kPlacesOfColumn) + 1) : 0;
    used_ += (wide * kPlacesOfColumn + (count - wide)) * width_;
  }
  void line(std::size_t length) {
    if (length <= 80 && width_ >= 1024) width_ = kNarrow;
    while (width_ <= length && width_ < kWidest) width_ *= 2;
    lines(1);
  }
  [[nodiscard]] bool run_out() const { return used_ > kEnd / 16 * 15; }

 private:
  static constexpr std::uint64_t kNarrow = 128;
  static constexpr std::uint64_t kWidest = 4096;
  static constexpr std::uint64_t kPlacesOfColumn = 32;
  static constexpr std::uint64_t kDense = 0x50000000;
  static constexpr std::uint64_t kEnd = 0x60000000;
  std::uint64_t width_ = kNarrow;
  std::uint64_t used_ = 0;
};

class Walk {
 public:
  Walk(std::string_view text, bool system_headers) : text_(text), system_headers_(system_headers) {}

  UserCode go() && {
    std::size_t begin = 0;
    while (begin < text_.size()) {
      const std::size_t newline = text_.find('\n', begin);
      const std::size_t end = newline == std::string_view::npos ? text_.size() : newline;
      take(begin, text_.substr(begin, end - begin));
      begin = end + 1;
    }
    if (users_) add_piece(text_.size());
    code_.columns_run_out = columns_.run_out();
    return std::move(code_);
  }

 private:
  void take(std::size_t begin, std::string_view line) {
    if (line.starts_with('#')) {
      if (const auto marker = parse_marker(line)) return enter(begin, *marker);
    }
    ++line_;
    columns_.line(line.size());
    if (!users_ || line.empty() || (line.front() != '#' && !is_blank(line.front()))) return;
    const std::string_view macro = definition(line);
    if (!macro.empty())
      code_.definitions.push_back(text_.substr(static_cast<std::size_t>(macro.data() - text_.data())));
  }

  void enter(std::size_t begin, const Marker& marker) {
    if (marker.name != name_) {
      columns_.enter();
    } else if (marker.line > line_) {
      columns_.lines(marker.line - line_);  // blank lines that were left out
    }
    name_ = marker.name;
    line_ = marker.line;
    const bool users = system_headers_ || !marker.system;
    if (users_ && !users) add_piece(begin);
    if (!users_ && users) piece_ = begin;
    users_ = users;
  }

  void add_piece(std::size_t end) { code_.pieces.push_back(text_.substr(piece_, end - piece_)); }

  std::string_view text_;
  bool system_headers_;
  UserCode code_;
  Columns columns_;
  std::string_view name_;
  std::uint32_t line_ = 1;
  bool users_ = true;
  std::size_t piece_ = 0;
};

}  // namespace

UserCode user_code(std::string_view text, bool system_headers) {
  return Walk(text, system_headers).go();
}

std::string place_of(std::string_view text, const char* at) {
  Marker here{1, "?", false};
  std::string_view rest = text.substr(0, static_cast<std::size_t>(at - text.data()));
  for (auto newline = rest.find('\n'); newline != std::string_view::npos; newline = rest.find('\n')) {
    const auto marker = parse_marker(rest.substr(0, newline));
    rest.remove_prefix(newline + 1);
    if (marker) {
      here = *marker;
    } else {
      ++here.line;
    }
  }
  return std::string(here.name) + ":" + std::to_string(here.line);
}

}  // namespace hg::compiler::indentation
