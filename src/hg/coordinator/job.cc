#include "hg/coordinator/job.h"

namespace hg::coordinator {

std::string arch_of(std::string_view target) {
  return std::string(target.substr(0, target.find('-')));
}

}  // namespace hg::coordinator
