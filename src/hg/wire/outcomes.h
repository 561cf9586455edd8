// ClientOutcome <-> its message. decode() as in compile.h.
#pragma once

#include <vector>

#include "hg/base/result.h"
#include "hg/model/client_outcome.h"
#include "hybridgrid/v1/build.pb.h"

namespace hg::wire {

namespace pb = hybridgrid::v1;

// Of more than kMaxOutcomes the first; a build's id that the wire does not take is left out.
pb::ReportOutcomesRequest encode(const std::vector<model::ClientOutcome>& outcomes);
// A reason that is not known here (of a newer client) is Reason::none.
Result<std::vector<model::ClientOutcome>> decode(pb::ReportOutcomesRequest&& request);

}  // namespace hg::wire
