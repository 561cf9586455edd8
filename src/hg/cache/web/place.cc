#include "hg/cache/web/place.h"

#include <curl/curl.h>

#include <memory>

namespace hg::cache::web {
namespace {

struct Free {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(char* text) const { curl_free(text); }
};
using Url = std::unique_ptr<CURLU, Free>;

tl::unexpected<Error> bad(const std::string& what) {
  return fail(Code::invalid_argument, "bad HTTP address: " + what);
}

// "" if the URL has no such part.
std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return "";
  const std::unique_ptr<char, Free> owner(text);
  return text;
}

}  // namespace

Result<Place> parse_place(std::string_view text) {
  const Url url(curl_url());
  if (url == nullptr) return fail(Code::resource_exhausted, "out of memory");
  const CURLUcode parsed = curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0);
  if (parsed != CURLUE_OK) return bad(curl_url_strerror(parsed));
  const std::string scheme = part(url.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return bad("it must begin with http:// or https://");
  if (!part(url.get(), CURLUPART_QUERY).empty() || !part(url.get(), CURLUPART_FRAGMENT).empty())
    return bad("a path may follow the host, but no ? and no #");
  Place place;
  place.user = part(url.get(), CURLUPART_USER, CURLU_URLDECODE);
  place.password = part(url.get(), CURLUPART_PASSWORD, CURLU_URLDECODE);
  curl_url_set(url.get(), CURLUPART_USER, nullptr, 0);
  curl_url_set(url.get(), CURLUPART_PASSWORD, nullptr, 0);
  place.url = part(url.get(), CURLUPART_URL);
  while (place.url.ends_with('/')) place.url.pop_back();
  return place;
}

}  // namespace hg::cache::web
