// What entries and manifests are known by. docs/formats/cache-entry.md, docs/formats/cache-manifest.md
#pragma once

#include <compare>
#include <string>

#include "hg/base/strong.h"
#include "hg/digest/sha256.h"

namespace hg::cache {

// Everything that a worker needs to make a result; see result_key().
using ResultKey = Strong<struct ResultKeyTag, digest::Sha256Digest>;

// Everything that is known of a compile before a file is opened. What enters it is the compiler side's
// matter.
using ManifestKey = Strong<struct ManifestKeyTag, digest::Sha256Digest>;

// One thing that entered a key, for people to read: what it is ("argument") and what it was ("-O2").
struct KeyPart {
  std::string kind{};
  std::string value{};
  auto operator<=>(const KeyPart&) const = default;
};

}  // namespace hg::cache
