// The one line that a new worker needs (docs/formats/tokens.md).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "hg/base/result.h"
#include "hg/model/address.h"

namespace hg::auth {

struct Join {
  model::Address coordinator;
  std::string authority;  // the fingerprint of who has signed its certificate ("sha256:…"); empty: plain text
  std::string token;      // of a worker
};

// "hgj1,HOST:PORT,sha256:…,hgt_…"
std::string to_text(const Join& join);
// invalid_argument, without the text in the message, if it is not what to_text() writes.
Result<Join> join_from_text(std::string_view text);

// From a file that nobody else may read (permission_denied). The line itself in place of its name is not
// repeated.
Result<Join> join_from_file(const std::string& path);

}  // namespace hg::auth
