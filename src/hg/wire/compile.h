// CompileTask and CompileResult <-> their messages. Payload bytes are moved, never copied: pass with
// std::move. decode() believes nothing: invalid_argument with the field's name ("outputs[1].kind: 9 is
// unknown here").
#pragma once

#include "hg/base/result.h"
#include "hg/model/compile.h"
#include "hybridgrid/v1/build.pb.h"

namespace hg::wire {

namespace pb = hybridgrid::v1;

pb::CompileRequest encode(model::CompileTask task);
pb::CompileResponse encode(model::CompileResult result);

Result<model::CompileTask> decode(pb::CompileRequest&& request);
Result<model::CompileResult> decode(pb::CompileResponse&& response);

// The task but for its source, of a request that check() has passed.
model::CompileTask without_source(const pb::CompileRequest& request);

// Of a request that check() has passed.
model::Priority priority_of(const pb::CompileRequest& request);

// The checks of decode() alone, for one who passes the message on as it is.
Status check(const pb::CompileRequest& request);

}  // namespace hg::wire
