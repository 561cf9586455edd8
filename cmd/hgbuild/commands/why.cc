#include "commands/why.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "commands/commands.h"
#include "commands/why_view.h"
#include "hg/base/clock.h"
#include "hg/client/journal/journal.h"
#include "hg/os/file.h"

namespace hg::hgbuild {
namespace {

namespace journal = client::journal;

std::string working_directory() {
  char* cwd = ::getcwd(nullptr, 0);
  std::string directory = cwd == nullptr ? "" : cwd;
  std::free(cwd);  // NOLINT: getcwd's contract
  return directory;
}

// As a compile names it: by $PWD where that leads here. Both names of a linked directory are looked under.
std::vector<journal::Record> records_of(const journal::Journal& journal, const std::string& file) {
  auto records = journal.of(journal::source_name(working_directory(), file));
  const auto pwd = variable("PWD");
  if (records.empty() && pwd && pwd->starts_with('/')) records = journal.of(journal::source_name(*pwd, file));
  return records;
}

}  // namespace

int why_command(const Context& context, const std::vector<std::string>& arguments) {
  constexpr std::string_view kHint = "see hgbuild help why";
  bool json = false;
  std::string file;
  for (const std::string& argument : arguments) {
    if (argument == "--json") {
      json = true;
    } else if (argument.starts_with("-") || !file.empty()) {
      return complain(context, kExitUsage, fmt::format("why takes one source file, got {}", argument), kHint);
    } else {
      file = argument;
    }
  }
  if (file.empty()) return complain(context, kExitUsage, "why takes a source file", kHint);
  const std::string directory = journal::journal_directory(variable);
  if (directory.empty()) {
    return complain(context, kExitFailed, "no journal is kept",
                    "HG_JOURNAL=off says so, or HOME is not set to an absolute path");
  }
  const auto records = records_of(journal::Journal(directory), file);
  if (records.empty()) {
    return complain(context, kExitFailed, fmt::format("no compile of {} is on record", file),
                    "name the source file as it lies on disk; its compiles must go through hgbuild");
  }
  const WhyView view = explain_compile(records);
  const std::string text =
      json ? why_json(view) : why_text(view, context.style(STDOUT_FILENO), system_clock().wall());
  (void)os::write_all(STDOUT_FILENO, text);
  return kExitOk;
}

}  // namespace hg::hgbuild
