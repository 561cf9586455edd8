// The names of languages.
#pragma once

#include <string_view>

#include "hg/model/compile.h"

namespace hg::model {

// As the compilers' -x takes it: "c++". It enters the keys of cached results too, so it never changes.
std::string_view language_name(Language language);

}  // namespace hg::model
