// Toolchains as they are on this machine, remembered in small files.
#pragma once

#include <string>

#include "hg/client/ports.h"

namespace hg::client {

class RealToolchains final : public Toolchains {
 public:
  // `memo_directory` holds the memos; empty = nothing is remembered.
  explicit RealToolchains(std::string memo_directory) : memo_directory_(std::move(memo_directory)) {}

  Result<model::Toolchain> identify(const std::string& driver) override;
  Result<std::vector<std::string>> expand_native(const std::string& driver, const model::Toolchain& toolchain,
                                                 const std::vector<std::string>& remote) override;

 private:
  std::string memo_directory_;
};

}  // namespace hg::client
