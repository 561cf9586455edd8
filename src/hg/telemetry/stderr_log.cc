#include "hg/telemetry/stderr_log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>

#include "hg/base/log.h"

namespace hg::telemetry {
namespace {

// What the facade's plain function pointer cannot carry. Written before any thread starts, like the pointer
// itself.
std::unique_ptr<spdlog::logger>& the_logger() {
  static std::unique_ptr<spdlog::logger> logger;
  return logger;
}

log::Level level_named(std::string_view name) {
  if (name == "debug") return log::Level::debug;
  if (name == "warn") return log::Level::warn;
  if (name == "error") return log::Level::error;
  return log::Level::info;
}

spdlog::level::level_enum spdlog_level(log::Level level) {
  switch (level) {
    case log::Level::debug:
      return spdlog::level::debug;
    case log::Level::info:
      return spdlog::level::info;
    case log::Level::warn:
      return spdlog::level::warn;
    case log::Level::error:
      break;
  }
  return spdlog::level::err;
}

// "%N" of our patterns: what a line's level looks like.
struct Labels {
  std::string_view debug, info, warn, error;
};
constexpr Labels kWords{"debug ", "info  ", "warn  ", "error "};
constexpr Labels kPriorities{"<7>", "<6>", "<4>", "<3>"};  // by which journald files a line

class LevelLabel final : public spdlog::custom_flag_formatter {
 public:
  explicit LevelLabel(const Labels& labels) : labels_(labels) {}
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    const std::string_view label = label_of(message.level);
    out.append(label.data(), label.data() + label.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<LevelLabel>(labels_);
  }

 private:
  std::string_view label_of(spdlog::level::level_enum level) const {
    if (level >= spdlog::level::err) return labels_.error;
    if (level == spdlog::level::warn) return labels_.warn;
    return level == spdlog::level::info ? labels_.info : labels_.debug;
  }

  const Labels& labels_;
};

// systemd says in JOURNAL_STREAM which "device:inode" is the journal, so that a redirected stderr is seen.
bool stderr_is_journal() {
  const char* journal = std::getenv("JOURNAL_STREAM");
  struct stat info{};
  if (journal == nullptr || ::fstat(STDERR_FILENO, &info) != 0) return false;
  return journal == std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino);
}

std::unique_ptr<spdlog::formatter> make_formatter() {
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  const bool journal = stderr_is_journal();
  formatter->add_flag<LevelLabel>('N', journal ? kPriorities : kWords);
  formatter->set_pattern(journal ? "%N%v" : "%Y-%m-%dT%H:%M:%S.%eZ %N%v");
  return formatter;
}

void write_line(log::Level level, std::string_view line) {
  std::string clean(line);
  const auto is_control = [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7F'; };
  std::replace_if(clean.begin(), clean.end(), is_control, '?');
  the_logger()->log(spdlog_level(level), spdlog::string_view_t(clean));
}

}  // namespace

void log_to_stderr(std::string_view level) {
  auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  auto logger = std::make_unique<spdlog::logger>("hg", std::move(sink));
  logger->set_level(spdlog::level::trace);  // the facade has filtered already
  logger->set_formatter(make_formatter());
  the_logger() = std::move(logger);
  log::set_sink(&write_line, level_named(level));
}

}  // namespace hg::telemetry
