#include "hg/pki/folder.h"

#include <fmt/format.h>

#include <algorithm>

#include "hg/os/file.h"
#include "hg/os/path.h"
#include "hg/pki/identity.h"

namespace hg::pki {
namespace {

constexpr std::string_view kAuthority = "ca";

Written files(const std::string& folder, std::string_view name) {
  const std::string stem = os::join(folder, name);
  return {stem + ".pem", stem + ".key"};
}

Status check_free(const Written& files, Existing existing) {
  if (existing == Existing::replace) return {};
  for (const std::string& path : {files.certificate, files.key}) {
    if (os::exists(path)) return fail(Code::already_exists, path + " is there already; --force replaces it");
  }
  return {};
}

Result<Written> write(const Written& files, const KeyPair& pair) {
  // The key first: a certificate whose key is missing would be of no use to anybody.
  HG_TRY(os::write_file_atomic(files.key, pair.key, 0600));
  HG_TRY(os::write_file_atomic(files.certificate, pair.certificate, 0644));
  return files;
}

Status check_file_name(const std::string& name) {
  const bool plain = std::ranges::all_of(name, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == '@';
  });
  if (!name.empty() && plain && name.front() != '.' && name != kAuthority) return {};
  return fail(
      Code::invalid_argument,
      "'" + name + "' is no name for a certificate: letters, digits, '-', '_', '.' and '@', and not ca");
}

}  // namespace

Result<Written> write_authority(const std::string& folder, const Subject& subject, Existing existing) {
  const Written to = files(folder, kAuthority);
  HG_TRY(check_free(to, existing));
  HG_TRY_ASSIGN(const KeyPair pair, make_authority(subject));
  HG_TRY(os::make_directories(folder, 0700));
  return write(to, pair);
}

Result<Written> write_identity(const std::string& folder, Subject subject, Existing existing) {
  HG_TRY(check_file_name(subject.name));
  const Written to = files(folder, subject.name);
  const Written ca = files(folder, kAuthority);
  if (!os::exists(ca.certificate)) {
    return fail(Code::not_found,
                fmt::format("{} has no authority yet; make one with hg-coord tls ca", folder));
  }
  HG_TRY(check_free(to, existing));
  HG_TRY(check_private(ca.key));
  KeyPair authority;
  HG_TRY_ASSIGN(authority.certificate, os::read_file(ca.certificate, kMostPemBytes));
  HG_TRY_ASSIGN(authority.key, os::read_file(ca.key, kMostPemBytes));
  HG_TRY_ASSIGN(const Certificate above, read_certificate_file(ca.certificate));
  if (above.not_after <= subject.not_before) {
    return fail(Code::failed_precondition,
                fmt::format("the authority {} expired on {}", ca.certificate, day(above.not_after)));
  }
  subject.not_after = std::min(subject.not_after, above.not_after);
  HG_TRY_ASSIGN(const KeyPair pair, issue(authority, subject));
  return write(to, pair);
}

}  // namespace hg::pki
