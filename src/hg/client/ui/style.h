// Colours, where they are wanted.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hg::client::ui {

enum class Ink { plain, bold, dim, red, green, yellow, cyan };

// Paints, or returns the text as it is. A plain value.
class Style {
 public:
  Style() = default;
  explicit Style(bool colours) : colours_(colours) {}
  [[nodiscard]] std::string paint(Ink ink, std::string_view text) const;
  [[nodiscard]] bool colours() const { return colours_; }

 private:
  bool colours_ = false;
};

using Variable = std::function<std::optional<std::string>(std::string_view name)>;

// NO_COLOR (not empty) beats CLICOLOR_FORCE (not "0") beats what the stream is: a terminal that is not dumb.
Style style_for(bool is_terminal, const Variable& variable);

}  // namespace hg::client::ui
