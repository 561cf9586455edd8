#include "hg/model/language.h"

namespace hg::model {

std::string_view language_name(Language language) {
  switch (language) {
    case Language::c:
      return "c";
    case Language::cxx:
      return "c++";
    case Language::objective_c:
      return "objective-c";
    case Language::objective_cxx:
      return "objective-c++";
  }
  return "c";
}

}  // namespace hg::model
