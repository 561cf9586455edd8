#include "hg/auth/token_file.h"

#include "hg/auth/secret.h"
#include "hg/pki/identity.h"

namespace hg::auth {
namespace {

constexpr std::size_t kMostBytes = 4096;

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
  return text;
}

Result<std::string> read(const std::string& file) {
  // Not repeated: somebody has confused the token with the name of its file.
  if (from_text(file))
    return fail(Code::invalid_argument, "the name of a file is wanted, and not the token that is in it");
  HG_TRY(pki::check_private(file));
  HG_TRY_ASSIGN(std::string text, os::read_file(file, kMostBytes));
  text = trimmed(std::move(text));
  if (!from_text(text)) return fail(Code::invalid_argument, file + " holds no token");
  return text;
}

}  // namespace

Result<std::unique_ptr<OwnToken>> OwnToken::open(const std::string& value, const std::string& file) {
  std::unique_ptr<OwnToken> own(new OwnToken(value.empty() ? file : ""));
  std::string token = value;
  if (!value.empty() && !from_text(value)) return fail(Code::invalid_argument, "HG_TOKEN is no token");
  if (!own->file_.empty()) {
    HG_TRY_ASSIGN(token, read(own->file_));
  }
  own->known_.with([&](Known& known) { known.token = std::move(token); });
  return own;
}

std::string OwnToken::header() const {
  return known_.with([this](Known& known) {
    if (!file_.empty()) {
      const auto stamp = os::stamp(file_);
      if (stamp && known.stamp != *stamp) {
        known.stamp = *stamp;
        if (auto token = read(file_)) known.token = *std::move(token);
      }
    }
    return known.token.empty() ? std::string() : std::string(kScheme) + known.token;
  });
}

}  // namespace hg::auth
