#include "hg/base/version.h"

namespace hg {

std::string_view version() {
  return HG_VERSION;
}

}  // namespace hg
