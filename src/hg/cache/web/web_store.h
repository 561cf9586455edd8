// A store behind HTTP GET and PUT. docs/formats/cache-shared.md has the addresses. Hides libcurl.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "hg/cache/store.h"
#include "hg/cache/web/place.h"

namespace hg::cache::web {

struct Options {
  Place place;
  Duration timeout = std::chrono::seconds(1);       // of one operation, connecting included
  std::size_t most_bytes = std::size_t{64} << 20U;  // of one value
};

// Thread-safe; needs SIGPIPE ignored (os::set_up_signals). Connections are kept open between operations. What
// it gives out is what the server gave it: wrap it in a VerifyingStore. Errors:
//   unavailable, deadline_exceeded   the server is not there, broke off, is too slow, or answered another
//   code permission_denied                401, 403, or a certificate that does not prove who it is
//   resource_exhausted               the value is too large, or 413 or 507
class WebStore final : public Store {
 public:
  explicit WebStore(Options options);
  ~WebStore() override;
  Result<std::string> get(const Id& id) override;
  Status put(const Id& id, std::string_view bytes, Duration cost) override;
  Status remove(const Id& id) override;  // fine if the server knows no DELETE

 private:
  class Request;
  class Handles;
  [[nodiscard]] std::string url_of(const Id& id) const;

  const Options options_;
  const std::unique_ptr<Handles> handles_;
};

}  // namespace hg::cache::web
