// Output files on this machine's disk.
#pragma once

#include "hg/client/ports.h"

namespace hg::client {

class RealFiles final : public Files {
 public:
  bool is_regular(const std::string& path) override;
  bool same(const std::string& a, const std::string& b) override;

  // Whole or absent: a temporary beside the target, then rename. Where the compiler itself would have written
  // into what is there (through a symlink, into a file with other names), that is done instead.
  // failed_precondition if the target is not a regular file, permission_denied if the compiler could not have
  // written it.
  Status install(const Installed& file) override;
};

}  // namespace hg::client
