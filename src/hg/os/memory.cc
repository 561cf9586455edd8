#include "hg/os/memory.h"

#include <charconv>

#include "hg/os/file.h"

namespace hg::os {
namespace {

// The number behind `name` and blanks; 0 if there is none.
template <typename Number>
Number number_after(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return 0;
  text.remove_prefix(at + name.size());
  const std::size_t digits = text.find_first_not_of(" \t");
  if (digits == std::string_view::npos) return 0;
  Number number = 0;
  std::from_chars(text.data() + digits, text.data() + text.size(), number);
  return number;
}

constexpr std::size_t kLargest = 1U << 20U;  // of these files

std::string text_of(const char* path) {
  return read_file(path, kLargest).value_or("");
}

}  // namespace

MemoryState memory_state(std::string_view meminfo, std::string_view pressure) {
  constexpr std::uint64_t kKilo = 1024;
  return {.total = number_after<std::uint64_t>(meminfo, "MemTotal:") * kKilo,
          .available = number_after<std::uint64_t>(meminfo, "MemAvailable:") * kKilo,
          .stalled_percent = number_after<double>(pressure, "some avg10=")};
}

MemoryState memory_state() {
  return memory_state(text_of("/proc/meminfo"), text_of("/proc/pressure/memory"));
}

std::uint64_t oom_kills() {
  return number_after<std::uint64_t>(text_of("/proc/vmstat"), "\noom_kill ");
}

}  // namespace hg::os
