#include "hg/client/ui/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace hg::client::ui {
namespace {

class FdTerminal final : public Terminal {
 public:
  explicit FdTerminal(int fd) : fd_(fd) {}

  void write(std::string_view bytes) override {
    [[maybe_unused]] const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
  }

  [[nodiscard]] Size size() const override {
    winsize size{};
    if (::ioctl(fd_, TIOCGWINSZ, &size) != 0) return {};
    return {size.ws_row, size.ws_col};
  }

  [[nodiscard]] bool in_foreground() const override { return ::tcgetpgrp(fd_) == ::getpgrp(); }

 private:
  int fd_;
};

}  // namespace

std::unique_ptr<Terminal> terminal_on(int fd) {
  return std::make_unique<FdTerminal>(fd);
}

}  // namespace hg::client::ui
