#include "hg/client/ipc/connect.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <optional>
#include <vector>

#include "hg/base/clock.h"
#include "hg/os/file.h"
#include "hg/os/host.h"
#include "hg/os/path.h"
#include "hg/os/socket.h"
#include "hg/os/subprocess.h"

namespace hg::client::ipc {
namespace {

constexpr std::chrono::milliseconds kPatience{200};
// A start takes 20 ms, and many times that on a machine that is building with all its might; an agent that is
// slow now serves the next compiles all the same, so it is not given up lightly.
constexpr std::chrono::milliseconds kStartPatience{3000};
constexpr std::chrono::milliseconds kPatienceOfPeople{5000};
constexpr time_t kForgetFailureSeconds = 3;
constexpr time_t kTrySilentAgainSeconds = 10;

std::string socket_path(const std::string& directory) {
  return directory + "/agent.sock";
}
std::string stamp_path(const std::string& directory) {
  return directory + "/agent-failed";
}

std::string silence_path(const std::string& directory) {
  return directory + "/agent-silent";
}

// In seconds; nullopt if there is none. One of the future counts as very old.
std::optional<time_t> age_of(const std::string& stamp) {
  struct stat info{};
  if (::stat(stamp.c_str(), &info) != 0) return std::nullopt;
  // The kernel's time stamp is compared, so it must be the kernel's clock.
  const time_t now = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(system_clock().wall()));
  const time_t age = now - info.st_mtim.tv_sec;
  return age >= 0 ? age : std::numeric_limits<time_t>::max();
}

bool failed_lately(const std::string& directory) {
  const auto age = age_of(stamp_path(directory));
  return age && *age < kForgetFailureSeconds;
}

// The agent outlives the build that started it, so it takes nothing from that build's environment but this.
std::vector<std::string> agent_environment() {
  constexpr std::array kKept = {"HOME",           "PATH",   "USER",          "LOGNAME",     "XDG_RUNTIME_DIR",
                                "XDG_STATE_HOME", "TMPDIR", "HG_AGENT_IDLE", "HG_AGENT_LOG"};
  std::vector<std::string> environment;
  for (const char* name : kKept) {
    if (const char* value = std::getenv(name)) environment.push_back(std::string(name) + "=" + value);
  }
  return environment;
}

// Runs `program`, which puts itself into the background once it has the socket.
Status spawn_agent(const ConnectOptions& options, int listener) {
  const os::UniqueFd nowhere(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!nowhere) return fail(Error::from_errno(errno, "/dev/null"));
  const os::Command command{.program = options.agent_program,
                            .argv = {"hg-agent"},
                            .environment = agent_environment(),
                            .working_directory = "/",
                            .limits = {},
                            .stdin_fd = listener,
                            .stdout_fd = nowhere.get(),
                            .stderr_fd = nowhere.get()};
  HG_TRY_ASSIGN(auto process, os::Subprocess::start(command));
  pollfd end{process.pidfd(), POLLIN, 0};
  const auto patience = options.patient ? kPatienceOfPeople : kStartPatience;
  if (::poll(&end, 1, static_cast<int>(patience.count())) != 1)
    return fail(Code::deadline_exceeded, "hg-agent does not start");
  if (!process.wait().ok()) return fail(Code::unavailable, "hg-agent failed to start");
  return {};
}

// Of many that come here at once one gets to listen; for the others the agent is there already, though it may
// take a moment to answer.
Result<os::UniqueFd> start_agent(const ConnectOptions& options) {
  auto listener = os::listen_unix(socket_path(options.directory));
  if (!listener && listener.error().code() != Code::already_exists) return fail(std::move(listener).error());
  if (listener) {
    if (auto status = spawn_agent(options, listener->get()); !status) {
      mark_agent_failed(options.directory);
      return fail(std::move(status).error());
    }
    listener->reset();  // only the agent has it now: if that is gone, so is the socket
  }
  return connect_running_agent(options.directory);
}

}  // namespace

std::string find_agent_program() {
  return os::companion_program("hg-agent");
}

void mark_agent_failed(const std::string& directory) {
  // The file's time is the message; if it cannot be written, the next compile tries again.
  (void)os::write_file_atomic(stamp_path(directory), "", 0600);
}

Trust trust_in_agent(const std::string& directory) {
  const std::string stamp = silence_path(directory);
  const auto age = age_of(stamp);
  if (!age) return Trust::usual;
  if (*age < kTrySilentAgainSeconds) return Trust::none;
  mark_agent_silent(directory);  // one tries, the others still keep away
  return Trust::brief;
}

void mark_agent_silent(const std::string& directory) {
  (void)os::write_file_atomic(silence_path(directory), "", 0600);
}

void mark_agent_heard(const std::string& directory) {
  ::unlink(silence_path(directory).c_str());
}

Result<os::UniqueFd> connect_running_agent(const std::string& directory) {
  if (directory.empty()) return fail(Code::unavailable, "no runtime directory");
  return os::connect_unix(socket_path(directory), kPatience);
}

Result<os::UniqueFd> connect_agent(const ConnectOptions& options) {
  auto connected = connect_running_agent(options.directory);
  if (connected || options.directory.empty()) return connected;
  if (options.agent_program.empty()) return fail(Code::unavailable, "hg-agent is not running");
  if (!options.patient && failed_lately(options.directory))
    return fail(Code::unavailable, "hg-agent could not be started");
  return start_agent(options);
}

}  // namespace hg::client::ipc
