// A folder that holds an authority ("ca.pem", "ca.key") and what it has signed ("NAME.pem", "NAME.key").
#pragma once

#include <string>

#include "hg/base/result.h"
#include "hg/pki/issue.h"

namespace hg::pki {

enum class Existing { keep, replace };

// Paths of what was written. Keys have mode 0600.
struct Written {
  std::string certificate;
  std::string key;
};

// Makes the folder (0700) where it is missing. already_exists, naming the file, if there is one of either
// name and it is to be kept; nothing is written then.
Result<Written> write_authority(const std::string& folder, const Subject& subject, Existing existing);

// Signed by the folder's authority, and in force no longer than that. not_found if the folder has none;
// invalid_argument if the subject's name cannot be a file's.
Result<Written> write_identity(const std::string& folder, Subject subject, Existing existing);

}  // namespace hg::pki
