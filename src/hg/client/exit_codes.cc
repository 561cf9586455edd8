#include "hg/client/exit_codes.h"

namespace hg::client {

using model::Reason;

int exit_code_of(Reason reason) {
  switch (reason) {
    case Reason::not_configured:
    case Reason::agent_unreachable:
    case Reason::coordinator_refused:
    case Reason::coordinator_untrusted:
    case Reason::access_denied:
    case Reason::transport:
      return kExitConnect;
    case Reason::no_matching_toolchain:
      return kExitCompilerMissing;
    case Reason::no_workers:
    case Reason::no_matching_arch:
    case Reason::queue_full:
      return kExitNoWorker;
    case Reason::coordinator_timeout:
    case Reason::worker_timeout:
      return kExitTimeout;
    default:
      return kExitFailed;
  }
}

bool is_grid_failure(Reason reason) {
  return reason >= Reason::not_configured && reason != Reason::remote_error_unconfirmed;
}

}  // namespace hg::client
