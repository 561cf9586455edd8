// Where a Redis is, as the user writes it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hg/base/result.h"
#include "hg/model/address.h"

namespace hg::cache::redis {

struct Place {
  std::vector<model::Address> seeds;  // at least one; of a Cluster any of its nodes
  std::string user;                   // "": none, as before Redis 6
  std::string password;               // "": no AUTH
  unsigned database = 0;              // always 0 in a Cluster
};

// "redis://[[user][:password]@]host[:port][,host[:port]...][/database]", with %XX where user or password need
// it; the port is 6379 unless said. invalid_argument, with what is wrong and never with the password.
Result<Place> parse_place(std::string_view url);

// "redis://host:port/0": for people and logs, without user and password.
std::string to_string(const Place& place);

}  // namespace hg::cache::redis
