// Our own token, as a client of somebody.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "hg/base/guarded.h"
#include "hg/base/result.h"
#include "hg/os/file.h"

namespace hg::auth {

// Thread-safe.
class OwnToken {
 public:
  // From a value or a file, which is read again whenever it has changed; neither: no token. Refused, without
  // the value in the message: what is no token, a file that others may read.
  static Result<std::unique_ptr<OwnToken>> open(const std::string& value, const std::string& file);

  // What to send as "authorization"; empty without a token.
  [[nodiscard]] std::string header() const;
  [[nodiscard]] bool any() const { return !header().empty(); }

 private:
  struct Known {
    std::string token;
    std::optional<os::FileStamp> stamp;
  };
  explicit OwnToken(std::string file) : file_(std::move(file)) {}

  std::string file_;
  mutable Guarded<Known> known_;
};

// The metadata key that tokens travel under, and what stands before them.
inline constexpr std::string_view kHeaderName = "authorization";
inline constexpr std::string_view kScheme = "Bearer ";

}  // namespace hg::auth
