// Our own certificate and key, as files.
#pragma once

#include <string>

#include "hg/base/clock.h"
#include "hg/base/result.h"
#include "hg/pki/authorities.h"
#include "hg/pki/certificate.h"

namespace hg::pki {

inline constexpr std::size_t kMostPemBytes = 1U << 20U;

// The first certificate in a file. The message names the file and says what is wrong with it.
Result<Certificate> read_certificate_file(const std::string& path);
Result<Authorities> read_authorities_file(const std::string& path);

// Can we use these? Refused, with one line for people that names the file: one that is missing, unreadable or
// no PEM; a key that others may read (the mode is asked, not the owner) or that does not belong to the
// certificate; a certificate that has expired, or is not valid yet. Gives back what the certificate says.
Result<Certificate> check_identity(const std::string& certificate_path, const std::string& key_path,
                                   WallTime now);

// Fails, naming the file and how to mend it, unless only its owner may read it.
Status check_private(const std::string& path);

}  // namespace hg::pki
