// Text on a terminal: how wide it is, how figures are written.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace hg::client::ui {

// Columns that `text` takes: code points, without colour sequences. (Host names and our own words; no wide
// scripts.)
std::size_t width(std::string_view text);

// `text` in at most `columns`, with "…" at the end if something was cut. Must hold no colour sequences.
std::string truncate(std::string_view text, std::size_t columns);

// `text` from foreign sources with control characters replaced, so that it cannot steer the terminal.
std::string printable(std::string_view text);

std::string clock_text(std::chrono::nanoseconds time);          // "0:41", "12:03", "1:02:03"
std::string duration_text(std::chrono::nanoseconds time);       // "0.4s", "41s", "1m42s", "1h02m"
std::string bytes_text(std::uint64_t bytes);                    // "512 B", "1.5 GiB", "64 GiB"
std::string count_text(std::uint64_t n, std::string_view one);  // "1 compile", "2 compiles"

}  // namespace hg::client::ui
