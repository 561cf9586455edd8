#include "hg/base/log.h"

namespace hg::log {
namespace {

Sink g_sink = nullptr;
Level g_minimum = Level::info;

}  // namespace

void set_sink(Sink sink, Level minimum) {
  g_sink = sink;
  g_minimum = minimum;
}

bool enabled(Level level) { return g_sink != nullptr && level >= g_minimum; }

void write(Level level, std::string_view line) {
  if (enabled(level)) g_sink(level, line);
}

}  // namespace hg::log
