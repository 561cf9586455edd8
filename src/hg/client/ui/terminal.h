// The terminal that somebody else (the build tool) writes to at the same time.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace hg::client::ui {

class Terminal {
 public:
  struct Size {
    std::size_t rows = 0;
    std::size_t columns = 0;
  };

  virtual ~Terminal() = default;
  // All of `bytes` in one write, so that nothing of others comes in between. Failures are not noticed.
  virtual void write(std::string_view bytes) = 0;
  [[nodiscard]] virtual Size size() const = 0;           // 0 x 0 if unknown
  [[nodiscard]] virtual bool in_foreground() const = 0;  // are we in the job that the terminal belongs to?
};

// The terminal behind `fd`, which is borrowed.
std::unique_ptr<Terminal> terminal_on(int fd);

}  // namespace hg::client::ui
