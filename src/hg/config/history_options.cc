#include "hg/config/history_options.h"

#include "hg/config/values.h"
#include "hg/os/path.h"

namespace hg::config {
namespace {

constexpr std::uint32_t kMostDays = 3650;
constexpr std::uint32_t kMostCompiles = 100'000'000;

}  // namespace

HistoryOptions default_history(const Environment& environment) {
  HistoryOptions options;
  const char* home = environment("HOME");
  if (home != nullptr && *home == '/') options.file = os::join(os::join(home, ".hybridgrid"), "history.db");
  return options;
}

void add_history_options(Command& command, HistoryOptions& into) {
  command.options.push_back(
      {"history", "on|off", "Remember compiles over restarts (on)", "", true, on_off(&into.on)});
  command.options.push_back({"history-file", "FILE",
                             "The database they are kept in (~/.hybridgrid/history.db)", "", true,
                             text(&into.file)});
  command.options.push_back(
      {"history-days", "N", "For how long (14)", "", true, count(&into.days, 1, kMostDays)});
  command.options.push_back({"history-compiles", "N", "How many of them (500000)", "", true,
                             count(&into.compiles, 1, kMostCompiles)});
}

history::Recorder::Options recorder_options(const HistoryOptions& options) {
  history::Recorder::Options recorder;
  recorder.retention.age = std::chrono::hours(24) * options.days;
  recorder.retention.records = options.compiles;
  return recorder;
}

}  // namespace hg::config
