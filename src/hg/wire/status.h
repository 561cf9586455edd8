// Error and Failure <-> grpc::Status. A Failure travels in the status' details, so that its Reason arrives
// unchanged.
#pragma once

#include <grpcpp/support/status.h>

#include "hg/base/error.h"
#include "hg/model/failure.h"

namespace hg::wire {

grpc::Status to_status(const Error& error);
grpc::Status to_status(const model::Failure& failure);

// `status` must not be OK.
Error to_error(const grpc::Status& status);

// The Failure in the details; where there is none (the peer is gone, or is no program of ours) one made from
// the code: DEADLINE_EXCEEDED -> `on_timeout`, UNAVAILABLE -> `on_unreachable`, RESOURCE_EXHAUSTED and
// INVALID_ARGUMENT -> rejected, FAILED_PRECONDITION -> version_skew, everything else -> transport. `status`
// must not be OK.
model::Failure to_failure(const grpc::Status& status, model::Reason on_timeout, model::Reason on_unreachable);

// Which status code a Reason travels with.
Code status_code(model::Reason reason);

}  // namespace hg::wire
