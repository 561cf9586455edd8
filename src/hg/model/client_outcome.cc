#include "hg/model/client_outcome.h"

namespace hg::model {

bool is_compile(Reason reason) {
  switch (reason) {
    case Reason::link:
    case Reason::preprocess_only:
    case Reason::info_query:
    case Reason::syntax_only:
    case Reason::no_input:
    case Reason::dependencies_only:
      return false;
    default:
      return true;
  }
}

}  // namespace hg::model
