// Search paths as the compiler tells them, remembered in small files.
#pragma once

#include <string>

#include "hg/client/ports.h"

namespace hg::client {

class RealSearchPaths final : public SearchPaths {
 public:
  // `memo_directory` as for RealToolchains.
  RealSearchPaths(std::string memo_directory, std::string working_directory)
      : memo_directory_(std::move(memo_directory)), working_directory_(std::move(working_directory)) {}

  Result<compiler::key::SearchPath> of(const std::string& driver, const model::Toolchain& toolchain,
                                       const compiler::Plan& plan) override;

 private:
  std::string memo_directory_;
  std::string working_directory_;
};

}  // namespace hg::client
