// The files of a finished compile, put where the compiler would have put them.
#pragma once

#include <string_view>
#include <vector>

#include "hg/client/prepare.h"

namespace hg::client {

// Everything is checked before the first file is written; the object, on which build tools decide, comes
// last. bad_result if `outputs` are not what the plan asked for, output_not_regular where a file cannot be
// written.
tl::expected<void, model::Failure> install_outputs(const Job& job,
                                                   const std::vector<model::OutputFile>& outputs,
                                                   std::string_view dependencies, Files& files);

}  // namespace hg::client
