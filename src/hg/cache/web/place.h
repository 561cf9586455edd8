// Where an HTTP store is, as the user writes it.
#pragma once

#include <string>
#include <string_view>

#include "hg/base/result.h"

namespace hg::cache::web {

struct Place {
  std::string url;  // "https://cache:8080/path": without login and without a slash at its end
  std::string user;
  std::string password;
};

// "http://[user:password@]host[:port][/path]" or https. invalid_argument, with what is wrong and never with
// the password.
Result<Place> parse_place(std::string_view url);

}  // namespace hg::cache::web
