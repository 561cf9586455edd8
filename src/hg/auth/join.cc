#include "hg/auth/join.h"

#include "hg/auth/secret.h"
#include "hg/base/split.h"
#include "hg/os/file.h"
#include "hg/pki/authorities.h"
#include "hg/pki/identity.h"

namespace hg::auth {
namespace {

constexpr std::string_view kVersion = "hgj1";
constexpr std::size_t kFields = 4;
constexpr std::size_t kMostBytes = 4096;

}  // namespace

std::string to_text(const Join& join) {
  return std::string(kVersion) + "," + model::to_string(join.coordinator) + "," + join.authority + "," +
         join.token;
}

Result<Join> join_from_text(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
    text.remove_suffix(1);
  const auto fields = split(text, ',');
  const bool good = fields.size() == kFields && fields[0] == kVersion && from_text(fields[3]) &&
                    (fields[2].empty() || pki::Authorities::pinned(fields[2]));
  const auto coordinator = good ? model::parse_address(fields[1]) : fail(Code::invalid_argument, "");
  if (!coordinator) {
    return fail(Code::invalid_argument,
                "it is not the line that hg-coord token create --role worker printed: copy all of it");
  }
  return Join{*coordinator, std::string(fields[2]), std::string(fields[3])};
}

Result<Join> join_from_file(const std::string& path) {
  // Not repeated: somebody has confused the line with the name of its file.
  if (path.starts_with(kVersion))
    return fail(Code::invalid_argument,
                "the name of a file is wanted, and everybody here has read the line now: revoke it");
  HG_TRY(pki::check_private(path));
  HG_TRY_ASSIGN(const std::string text, os::read_file(path, kMostBytes));
  auto join = join_from_text(text);
  if (!join) return fail(std::move(join).error().context(path));
  return join;
}

}  // namespace hg::auth
