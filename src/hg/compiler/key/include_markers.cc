#include "hg/compiler/key/include_markers.h"

#include <cstring>
#include <utility>

#include "hg/compiler/line_marker.h"

namespace hg::compiler::key {

// A file is entered with line 1: `# 1 "name" 1`, and a 3 or 4 behind it for system headers.
constexpr std::string_view kStart = "\n# 1 \"";

void IncludeMarkers::feed(std::string_view chunk) {
  const auto last = chunk.rfind('\n');
  if (last == std::string_view::npos) {
    pending_ += chunk;
    return;
  }
  const auto first = chunk.find('\n');
  pending_ += chunk.substr(0, first);
  scan(pending_);
  scan(chunk.substr(first, last - first));
  pending_ = chunk.substr(last);
}

std::vector<std::string> IncludeMarkers::finish() {
  scan(pending_);
  pending_ = "\n";
  return std::move(files_);
}

void IncludeMarkers::scan(std::string_view text) {
  const char* const end = text.data() + text.size();
  const char* from = text.data();
  while (from != end) {
    const void* hit = ::memmem(from, static_cast<std::size_t>(end - from), kStart.data(), kStart.size());
    if (hit == nullptr) return;
    from = static_cast<const char*>(hit) + kStart.size();
    const std::string_view rest(from, static_cast<std::size_t>(end - from));
    on_marker(rest.substr(0, rest.find('\n')));
  }
}

void IncludeMarkers::on_marker(std::string_view line) {
  if (!line.ends_with("\" 1") && line.find("\" 1 ") == std::string_view::npos) return;
  std::string name(line.size(), '\0');
  name.resize(unescape_marker_name(line, name.data()));
  if (name.empty() || name.front() == '<') return;
  if (seen_.insert(name).second) files_.push_back(std::move(name));
}

}  // namespace hg::compiler::key
