// A daemon's log: one line per event on standard error, where systemd and containers expect it.
#pragma once

#include <string_view>

namespace hg::telemetry {

// Sends hg::log to stderr from now on, each line with one write(2), so that those of several threads do not
// mix:
//   2026-01-31T12:00:00.123Z info  worker 7 registered
// or, where stderr is systemd's journal (which has the time), behind its priority: <6>worker 7 registered
// Control characters become '?', so that what a stranger sent cannot look like a line of ours.
// `level` is one of debug, info, warn, error, the lowest that is written; anything else means info. Called in
// `main`, before any thread starts, by a program that ignores SIGPIPE: a reader that is gone then costs lines
// only.
void log_to_stderr(std::string_view level);

}  // namespace hg::telemetry
