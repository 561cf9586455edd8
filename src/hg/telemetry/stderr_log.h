// A daemon's log: one line per event on standard error, where systemd and containers expect it.
#pragma once

#include <string_view>

namespace hg::telemetry {

// "2025-11-23T12:00:00.123Z info registered with …". `level` is one of debug, info, warn, error; anything
// else means info. Call once, before threads start. A reader that is gone or slow costs lines, never the
// daemon's life.
void log_to_stderr(std::string_view level);

}  // namespace hg::telemetry
