// What a person can do about a reason: the longer word behind the one line of model::explain().
#pragma once

#include <string_view>

#include "hg/model/reason.h"

namespace hg::hgbuild {

// One or two sentences; empty where nothing needs to be done.
std::string_view advice(model::Reason reason);

}  // namespace hg::hgbuild
