// Takes what a compile left behind, without trusting it: whatever ran in the directory may have planted links
// there.
#pragma once

#include <vector>

#include "hg/base/result.h"
#include "hg/executor/request.h"
#include "hg/model/compile.h"

namespace hg::executor {

// The wanted outputs that exist, compressed, in the order wanted. The first must exist and hold something;
// others are left out if the compiler did not write them. data_loss if the first is missing or empty,
// permission_denied if one is not a regular file of the directory itself, resource_exhausted if one is larger
// than `limit`.
Result<std::vector<model::OutputFile>> collect_outputs(int directory, const JobFiles& files,
                                                       const std::vector<model::OutputKind>& wanted,
                                                       std::size_t limit);

}  // namespace hg::executor
