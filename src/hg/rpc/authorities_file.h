// Authorities in a file that may be replaced while we run.
#pragma once

#include <memory>
#include <string>

#include "hg/base/guarded.h"
#include "hg/base/result.h"
#include "hg/os/file.h"
#include "hg/pki/authorities.h"

namespace hg::rpc {

// Thread-safe.
class AuthoritiesFile {
 public:
  static Result<std::unique_ptr<AuthoritiesFile>> open(std::string path);

  // Without a file: these and no others.
  static std::shared_ptr<AuthoritiesFile> fixed(pki::Authorities authorities);

  // Those in the file now; if it is no good any more, the last that were.
  pki::Authorities current();

 private:
  struct Known {
    pki::Authorities authorities;
    os::FileStamp stamp;
  };
  AuthoritiesFile(std::string path, Known known) : path_(std::move(path)), known_(std::move(known)) {}

  std::string path_;  // empty: there is none
  Guarded<Known> known_;
};

}  // namespace hg::rpc
