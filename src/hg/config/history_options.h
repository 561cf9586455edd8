// The options of a daemon that remembers what it saw.
#pragma once

#include <cstdint>
#include <string>

#include "hg/config/command_line.h"
#include "hg/history/recorder.h"

namespace hg::config {

struct HistoryOptions {
  bool on = true;
  std::string file;  // "": there is no place for one
  std::uint32_t days = 14;
  std::uint32_t compiles = 500'000;
};

// history.db in ~/.hybridgrid. Without $HOME, or with one that is not absolute, there is no file.
HistoryOptions default_history(const Environment& environment);

// Adds --history, --history-file, --history-days and --history-compiles. `into` must outlive the command.
void add_history_options(Command& command, HistoryOptions& into);

history::Recorder::Options recorder_options(const HistoryOptions& options);

}  // namespace hg::config
