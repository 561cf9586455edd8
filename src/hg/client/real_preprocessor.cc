#include "hg/client/real_preprocessor.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>

#include "hg/codec/zstd.h"
#include "hg/compiler/text_scan.h"
#include "hg/os/file.h"
#include "hg/os/subprocess.h"
#include "hg/os/unique_fd.h"

namespace hg::client {
namespace {

using model::Failure;
using model::Reason;

constexpr int kPipeSize = 1 << 20;
constexpr std::size_t kChunk = std::size_t{128} << 10U;
constexpr std::size_t kMaxSource = std::size_t{256} << 20U;
constexpr std::size_t kMaxDependencies = std::size_t{16} << 20U;

tl::unexpected<Failure> stay(Reason reason, std::string detail) {
  return tl::unexpected(Failure{reason, std::move(detail)});
}

// A file without a name: nothing is left behind, however we end.
os::UniqueFd nameless(const char* purpose) {
  return os::UniqueFd(::memfd_create(purpose, MFD_CLOEXEC));
}

bool is_empty(int fd) {
  struct stat info{};
  return ::fstat(fd, &info) == 0 && info.st_size == 0;
}

// The compiler, our child, reaches our descriptor by this name.
std::vector<std::string> with_depfile(std::vector<std::string> arguments, int fd) {
  const std::string path = fmt::format("/proc/{}/fd/{}", ::getpid(), fd);
  for (std::string& argument : arguments) {
    const std::size_t at = argument.find(compiler::kDepfile);
    if (at != std::string::npos) argument.replace(at, compiler::kDepfile.size(), path);
  }
  return arguments;
}

std::optional<std::string> read_source(const std::string& path) {
  auto content = os::read_file(path, kMaxSource);
  return content ? std::optional(*std::move(content)) : std::nullopt;
}

// Reads the text to its end.
class Reader {
 public:
  Reader(model::CompilerFamily family, std::size_t max_text, const RealPreprocessor::Onlooker& onlooker)
      : scan_(family, read_source), max_text_(max_text), onlooker_(onlooker) {}

  tl::expected<void, Failure> read_all(int fd, int interrupt_fd) {
    const auto chunk = std::make_unique_for_overwrite<std::array<char, kChunk>>();
    while (true) {
      std::array<pollfd, 2> fds{pollfd{fd, POLLIN, 0}, pollfd{interrupt_fd, POLLIN, 0}};
      if (::poll(fds.data(), fds.size(), -1) < 0 && errno != EINTR)
        return stay(Reason::preprocessor_output, "poll");
      if (fds[1].revents != 0) return stay(Reason::preprocessor_output, "interrupted");
      if (fds[0].revents == 0) continue;
      const ssize_t got = ::read(fd, chunk->data(), chunk->size());
      if (got == 0) return end();
      if (got < 0) return stay(Reason::preprocessor_output, "read");
      const std::string_view text(chunk->data(), static_cast<std::size_t>(got));
      scan_.feed(text);
      if (scan_.needs_local()) return stay(Reason::source_not_plain, scan_.found());
      compressor_.add(text);
      if (onlooker_) onlooker_(text);
      if (compressor_.consumed() > max_text_) return stay(Reason::too_large, "");
    }
  }

  tl::expected<void, Failure> end() {
    scan_.finish();
    if (scan_.needs_local()) return stay(Reason::source_not_plain, scan_.found());
    return {};
  }

  [[nodiscard]] const compiler::TextScan& scan() const { return scan_; }
  model::PreprocessedSource finish() {
    const std::size_t size = compressor_.consumed();
    return {.zstd = compressor_.finish(), .size = size};
  }

 private:
  compiler::TextScan scan_;
  codec::Compressor compressor_;
  std::size_t max_text_;
  const RealPreprocessor::Onlooker& onlooker_;
};

}  // namespace

tl::expected<Preprocessed, Failure> RealPreprocessor::preprocess(const std::string& driver,
                                                                 const model::Toolchain& toolchain,
                                                                 const compiler::Plan& plan,
                                                                 int interrupt_fd) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return stay(Reason::preprocessor_output, "pipe");
  const os::UniqueFd text(ends[0]);
  os::UniqueFd into(ends[1]);
  ::fcntl(into.get(), F_SETPIPE_SZ, kPipeSize);  // fewer switches between the two; refused = the usual size
  const os::UniqueFd messages = nameless("stderr");
  const os::UniqueFd dependencies = plan.depfile ? nameless("depfile") : os::UniqueFd();

  os::Command command;
  command.program = driver;
  command.argv = with_depfile(plan.preprocess, dependencies.get());
  command.argv.insert(command.argv.begin(), driver);
  command.stdout_fd = into.get();
  command.stderr_fd = messages.get();
  auto process = os::Subprocess::start(command);
  if (!process) return stay(Reason::preprocessor_output, process.error().to_string());
  into.reset();

  Reader reader(toolchain.family, max_text_, onlooker_);
  if (auto read = reader.read_all(text.get(), interrupt_fd); !read)
    return tl::unexpected(std::move(read).error());
  if (!process->wait().ok()) return stay(Reason::preprocessor_output, "it failed");
  if (!is_empty(messages.get())) return stay(Reason::preprocessor_output, "it printed something");
  if (const auto& first = reader.scan().first_include(); first && os::exists(*first + ".gch")) {
    return stay(Reason::precompiled_header, *first + ".gch");
  }
  Preprocessed done{.source = reader.finish(), .dependencies = {}};
  if (plan.depfile) {
    auto content = os::read_fd(dependencies.get(), kMaxDependencies);
    if (!content || content->empty()) return stay(Reason::preprocessor_output, "no dependency file");
    done.dependencies = *std::move(content);
  }
  return done;
}

}  // namespace hg::client
