#include "hg/pki/identity.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>

#include "hg/os/file.h"
#include "hg/pki/openssl.h"

namespace hg::pki {
namespace {

constexpr mode_t kOthers = 077;

template <typename T>
Result<T> named(const std::string& path, Result<T> result) {
  if (!result) return fail(std::move(result).error().context(path));
  return result;
}

Result<std::string> read(const std::string& path) {
  return named(path, os::read_file(path, kMostPemBytes));
}

}  // namespace

Status check_private(const std::string& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return fail(Error::from_errno(errno, path));
  if ((info.st_mode & kOthers) == 0) return {};
  return fail(Code::permission_denied, fmt::format("{} is open to others (mode {:04o}); chmod 600 {}", path,
                                                   info.st_mode & 07777U, path));
}

Result<Certificate> read_certificate_file(const std::string& path) {
  HG_TRY_ASSIGN(const std::string pem, read(path));
  HG_TRY_ASSIGN(auto chain, named(path, read_chain(pem)));
  return std::move(chain.front());
}

Result<Authorities> read_authorities_file(const std::string& path) {
  HG_TRY_ASSIGN(const std::string pem, read(path));
  return named(path, Authorities::from_pem(pem));
}

Result<Certificate> check_identity(const std::string& certificate_path, const std::string& key_path,
                                   WallTime now) {
  HG_TRY_ASSIGN(Certificate certificate, read_certificate_file(certificate_path));
  HG_TRY_ASSIGN(const std::string pem, read(certificate_path));
  HG_TRY_ASSIGN(const auto parsed, read_certificates(pem));
  HG_TRY(check_private(key_path));
  HG_TRY_ASSIGN(const std::string key_pem, read(key_path));
  HG_TRY_ASSIGN(const auto key, named(key_path, read_key(key_pem)));
  if (X509_check_private_key(parsed.front().get(), key.get()) != 1) {
    (void)crypto_error("");
    return fail(Code::failed_precondition,
                fmt::format("the key {} does not belong to the certificate {}", key_path, certificate_path));
  }
  if (now > certificate.not_after) {
    return fail(Code::failed_precondition, fmt::format("the certificate {} expired on {}", certificate_path,
                                                       day(certificate.not_after)));
  }
  if (now < certificate.not_before) {
    return fail(Code::failed_precondition, fmt::format("the certificate {} is not valid before {}",
                                                       certificate_path, day(certificate.not_before)));
  }
  return certificate;
}

}  // namespace hg::pki
