#include "hg/cache/stack/place.h"

namespace hg::cache::stack {

Result<SharedPlace> parse_place(std::string_view url) {
  if (url.starts_with("redis://")) return redis::parse_place(url);
  if (url.starts_with("http://") || url.starts_with("https://")) return web::parse_place(url);
  return fail(Code::invalid_argument, "must begin with redis://, http:// or https://");
}

std::string to_string(const SharedPlace& place) {
  if (const auto* server = std::get_if<redis::Place>(&place)) return redis::to_string(*server);
  return std::get<web::Place>(place).url;
}

}  // namespace hg::cache::stack
