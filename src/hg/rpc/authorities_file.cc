#include "hg/rpc/authorities_file.h"

#include "hg/base/log.h"
#include "hg/pki/identity.h"

namespace hg::rpc {

Result<std::unique_ptr<AuthoritiesFile>> AuthoritiesFile::open(std::string path) {
  // The stamp first: what changes in between is read once more.
  const auto stamp = os::stamp(path).value_or(os::FileStamp());
  HG_TRY_ASSIGN(auto authorities, pki::read_authorities_file(path));
  return std::unique_ptr<AuthoritiesFile>(
      new AuthoritiesFile(std::move(path), {std::move(authorities), stamp}));
}

std::shared_ptr<AuthoritiesFile> AuthoritiesFile::fixed(pki::Authorities authorities) {
  return std::shared_ptr<AuthoritiesFile>(new AuthoritiesFile("", {std::move(authorities), {}}));
}

pki::Authorities AuthoritiesFile::current() {
  return known_.with([this](Known& known) {
    if (path_.empty()) return known.authorities;
    const auto stamp = os::stamp(path_);
    if (!stamp || *stamp == known.stamp) return known.authorities;
    known.stamp = *stamp;
    auto read = pki::read_authorities_file(path_);
    if (read) {
      known.authorities = *std::move(read);
    } else {
      log::warn("{}; the authorities that were read before still count", read.error().to_string());
    }
    return known.authorities;
  });
}

}  // namespace hg::rpc
