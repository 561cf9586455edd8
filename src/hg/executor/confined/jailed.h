// Compilers in hg-jail: namespaces, Landlock, seccomp, limits.
#pragma once

#include <string>

#include "hg/executor/confinement.h"

namespace hg::executor {

struct JailFiles {
  std::string program;  // hg-jail
  std::string filter;   // the seccomp program that it loads
};

// Most processes and threads of one compile. gcc has three, clang one.
inline constexpr std::uint64_t kProcesses = 256;

class Jailed final : public Confinement {
 public:
  explicit Jailed(JailFiles files) : files_(std::move(files)) {}
  [[nodiscard]] os::Command confine(os::Command command) const override;
  [[nodiscard]] std::optional<model::Failure> failure(os::Captured& run) const override;

 private:
  JailFiles files_;
};

// What hg-jail itself says of a run, for all who use it.
std::optional<model::Failure> failure_of_jail(const os::Captured& run);

}  // namespace hg::executor
