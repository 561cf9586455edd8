// Compilers in bubblewrap, where this user may make no namespaces but bwrap may. hg-jail runs inside of it
// for Landlock, seccomp and limits.
#pragma once

#include "hg/executor/confined/jailed.h"

namespace hg::executor {

class Bubblewrapped final : public Confinement {
 public:
  Bubblewrapped(std::string bwrap, JailFiles files) : bwrap_(std::move(bwrap)), files_(std::move(files)) {}
  [[nodiscard]] os::Command confine(os::Command command) const override;
  [[nodiscard]] std::optional<model::Failure> failure(os::Captured& run) const override;

 private:
  std::string bwrap_;
  JailFiles files_;
};

}  // namespace hg::executor
