// The tokens that a coordinator knows: who may do what, and not a word of their secrets
// (docs/formats/tokens.md).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/guarded.h"
#include "hg/base/result.h"
#include "hg/model/role.h"
#include "hg/os/file.h"

namespace hg::auth {

struct Token {
  std::string id;
  model::Role role{};
  std::string name;  // whose; for people
  WallTime created{};
  std::string hash;  // SHA-256 of the secret, in hexadecimal
};

// Thread-safe. Several processes may change the file at a time; who reads it sees each change at once.
class TokenStore {
 public:
  // A file that is missing holds no token. Refused: one that others may read or write, or that is no such
  // file; the message names it, and its line.
  static Result<std::unique_ptr<TokenStore>> open(std::string path);

  // What create() gives back is the only place where the secret stands. The name has 1 to 64 printable
  // characters (invalid_argument).
  Result<std::string> create(model::Role role, const std::string& name, WallTime now);
  // not_found if there is none with this id.
  Status revoke(std::string_view id);
  [[nodiscard]] Result<std::vector<Token>> list() const;

  // The token that this text is, if the file has it now. As long as the file cannot be read there is none.
  [[nodiscard]] std::optional<Token> find(std::string_view text) const;

 private:
  struct Known {
    std::vector<Token> tokens;
    std::optional<os::FileStamp> stamp;
  };
  explicit TokenStore(std::string path) : path_(std::move(path)) {}
  [[nodiscard]] Status refresh(Known& known) const;
  Status change(const std::function<Status(std::vector<Token>&)>& edit);

  std::string path_;
  mutable Guarded<Known> known_;
};

}  // namespace hg::auth
