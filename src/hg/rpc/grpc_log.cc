#include "hg/rpc/grpc_log.h"

#include <grpc/support/log.h>

#include "hg/base/log.h"

namespace hg::rpc {
namespace {

void forward(gpr_log_func_args* line) {
  if (line->severity == GPR_LOG_SEVERITY_ERROR) {
    log::warn("grpc: {}", line->message);
  } else {
    log::debug("grpc: {}", line->message);
  }
}

}  // namespace

void route_grpc_log() {
  gpr_set_log_function(&forward);
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
}

}  // namespace hg::rpc
