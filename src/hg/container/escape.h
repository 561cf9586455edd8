// What may stand in an address.
#pragma once

#include <string>
#include <string_view>

#include "hg/base/result.h"

namespace hg::container {

// For a value after "?name=": "a b" -> "a%20b".
std::string escaped(std::string_view value);

// "dockcross/linux-arm64", "host:5000/a/b:tag", "name@sha256:…", "sha256:…". invalid_argument for anything
// else: a name goes into an address.
Status check_image_name(std::string_view name);

}  // namespace hg::container
