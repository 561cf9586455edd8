// hg-jail: runs one program where it can do no harm. hg-worker starts it for every compile; people need not.
#include <unistd.h>

#include <string>
#include <vector>

#include "hg/base/version.h"
#include "hg/jail/jail.h"
#include "hg/jail/launch.h"
#include "hg/os/file.h"

namespace {

constexpr std::string_view kUsage =
    "usage: hg-jail [--read=PATH]… [--filter=FILE] [--processes=N] [--parent=PID] [--no-namespaces] "
    "[--report] -- PROGRAM…\n"
    "Runs PROGRAM with nothing of this machine but PATHs, read-only, and the working directory. hg-worker "
    "does so with\n"
    "every compile; `hg-worker probe` says what works here.\n";

}  // namespace

int main(int argc, char** argv) {
  using namespace hg;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 1 && arguments[0] == "--help") {
    return os::write_all(STDOUT_FILENO, kUsage) ? 0 : jail::kFailed;
  }
  if (arguments.size() == 1 && arguments[0] == "--version") {
    return os::write_all(STDOUT_FILENO, "hg-jail " + std::string(version()) + "\n") ? 0 : jail::kFailed;
  }
  const auto parsed = jail::parse(arguments);
  if (!parsed) {
    (void)os::write_all(STDERR_FILENO,
                        std::string(jail::kPrefix) + parsed.error().to_string() + " (--help tells more)\n");
    return jail::kFailed;
  }
  return jail::launch(parsed->jail, argv + 1 + parsed->command);
}
