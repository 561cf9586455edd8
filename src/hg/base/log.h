// The log facade. Libraries write here; the program decides where it goes (nowhere, until a sink is set).
#pragma once

#include <fmt/core.h>

#include <string_view>

namespace hg::log {

enum class Level { debug, info, warn, error };

// Called from any thread, for levels at or above the sink's level. Must not log itself. `line` has no newline.
using Sink = void (*)(Level level, std::string_view line);

// Set once by `main`, before any thread starts.
void set_sink(Sink sink, Level minimum);
[[nodiscard]] bool enabled(Level level);
void write(Level level, std::string_view line);

template <typename... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::debug)) write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::info)) write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void warn(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::warn)) write(Level::warn, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::error)) write(Level::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace hg::log
