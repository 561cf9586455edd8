#include "hg/auth/token_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>

#include "hg/auth/secret.h"
#include "hg/base/log.h"
#include "hg/base/split.h"
#include "hg/digest/sha256.h"
#include "hg/os/file_lock.h"
#include "hg/os/path.h"
#include "hg/pki/identity.h"

namespace hg::auth {
namespace {

constexpr std::string_view kHeader = "# tokens of hg-coord, version 1: id role created hash name";
constexpr std::size_t kMostBytes = 4U << 20U;
constexpr std::size_t kMostName = 64;
constexpr std::size_t kFields = 5;

std::string hash_of(const std::string& secret) {
  return to_hex(digest::sha256(secret));
}

bool printable(std::string_view name) {
  const bool shown = std::ranges::all_of(name, [](unsigned char c) { return c > 0x20 && c < 0x7F; });
  return shown && !name.empty() && name.size() <= kMostName;
}

std::string line_of(const Token& token) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(token.created.time_since_epoch());
  return fmt::format("{} {} {} {} {}\n", token.id, model::code(token.role), seconds.count(), token.hash,
                     token.name);
}

std::optional<Token> token_of(std::string_view line) {
  const auto fields = split(line, ' ');
  if (fields.size() != kFields) return std::nullopt;
  const auto role = model::role_from_code(fields[1]);
  std::int64_t seconds = 0;
  const auto read = std::from_chars(fields[2].data(), fields[2].data() + fields[2].size(), seconds);
  const bool good = role && read.ec == std::errc() &&
                    from_text(fmt::format("hgt_{}_{}", fields[0], fields[3])) && printable(fields[4]);
  if (!good) return std::nullopt;
  return Token{.id = std::string(fields[0]),
               .role = *role,
               .name = std::string(fields[4]),
               .created = WallTime(std::chrono::seconds(seconds)),
               .hash = std::string(fields[3])};
}

Result<std::vector<Token>> parse(const std::string& path, std::string_view text) {
  std::vector<Token> tokens;
  int number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    auto token = token_of(line);
    if (!token) return fail(Code::data_loss, fmt::format("{}:{}: is no token's line", path, number));
    tokens.push_back(*std::move(token));
  }
  return tokens;
}

Result<std::vector<Token>> read(const std::string& path) {
  if (!os::exists(path)) return std::vector<Token>();
  HG_TRY(pki::check_private(path));
  HG_TRY_ASSIGN(const std::string text, os::read_file(path, kMostBytes));
  return parse(path, text);
}

}  // namespace

Result<std::unique_ptr<TokenStore>> TokenStore::open(std::string path) {
  std::unique_ptr<TokenStore> store(new TokenStore(std::move(path)));
  HG_TRY(store->known_.with([&](Known& known) { return store->refresh(known); }));
  return store;
}

Status TokenStore::refresh(Known& known) const {
  // The stamp first: what changes in between is read once more.
  const auto stamp = os::stamp(path_);
  const auto now = stamp ? std::optional(*stamp) : std::nullopt;
  if (now && now == known.stamp) return {};
  known.tokens.clear();
  known.stamp.reset();
  HG_TRY_ASSIGN(known.tokens, read(path_));
  known.stamp = now;
  return {};
}

Status TokenStore::change(const std::function<Status(std::vector<Token>&)>& edit) {
  HG_TRY(os::make_directories(std::string(os::directory_name(path_)), 0700));
  HG_TRY_ASSIGN(const auto lock, os::FileLock::acquire(path_ + ".lock"));
  HG_TRY_ASSIGN(auto tokens, read(path_));
  HG_TRY(edit(tokens));
  std::string text(kHeader);
  text += '\n';
  for (const Token& token : tokens) text += line_of(token);
  return os::write_file_atomic(path_, text, 0600);
}

Result<std::string> TokenStore::create(model::Role role, const std::string& name, WallTime now) {
  if (!printable(name))
    return fail(Code::invalid_argument, "a token's name has 1 to 64 printable characters and no space");
  HG_TRY_ASSIGN(const Secret secret, new_secret());
  HG_TRY(change([&](std::vector<Token>& tokens) -> Status {
    tokens.push_back({secret.id, role, name, now, hash_of(secret.secret)});
    return {};
  }));
  return to_text(secret);
}

Status TokenStore::revoke(std::string_view id) {
  return change([id](std::vector<Token>& tokens) -> Status {
    const auto gone = std::erase_if(tokens, [id](const Token& token) { return token.id == id; });
    if (gone != 0) return {};
    return fail(Code::not_found, fmt::format("no token has the id '{}'; hg-coord token list shows them", id));
  });
}

Result<std::vector<Token>> TokenStore::list() const {
  return read(path_);
}

std::optional<Token> TokenStore::find(std::string_view text) const {
  const auto secret = from_text(text);
  if (!secret) return std::nullopt;
  const std::string hash = hash_of(secret->secret);
  return known_.with([&](Known& known) -> std::optional<Token> {
    if (const auto read = refresh(known); !read) log::warn("tokens: {}", read.error().to_string());
    for (const Token& token : known.tokens) {
      if (token.id == secret->id && same(token.hash, hash)) return token;
    }
    return std::nullopt;
  });
}

}  // namespace hg::auth
