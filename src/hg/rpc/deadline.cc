#include "hg/rpc/deadline.h"

#include <grpc/support/time.h>

namespace hg::rpc {

void set_timeout(grpc::ClientContext& context, std::chrono::nanoseconds timeout) {
  context.set_deadline(
      gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_nanos(timeout.count(), GPR_TIMESPAN)));
}

}  // namespace hg::rpc
