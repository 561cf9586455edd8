#include "hg/compiler/identity/identity.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <vector>

#include "hg/compiler/identity/anatomy.h"
#include "hg/compiler/identity/memo.h"
#include "hg/digest/sha256.h"
#include "hg/os/path.h"
#include "hg/os/subprocess.h"
#include "hg/os/unique_fd.h"

namespace hg::compiler::identity {
namespace {

// Raised whenever the recipe below changes, so that old and new programs never agree by accident.
constexpr std::string_view kRecipe = "hybridgrid toolchain 1";

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

Result<std::string> content_digest(const std::string& path) {
  const os::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return fail(Error::from_errno(errno, path));
  digest::Sha256 hash;
  std::vector<char> buffer(256U << 10U);
  while (true) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(Error::from_errno(errno, path));
    if (got == 0) return digest::to_hex(hash.finish());
    hash.update({buffer.data(), static_cast<std::size_t>(got)});
  }
}

Result<std::vector<Identified::Part>> stamped(const std::vector<Anatomy::Part>& parts) {
  std::vector<Identified::Part> result;
  for (const Anatomy::Part& part : parts) {
    HG_TRY_ASSIGN(const os::FileStamp stamp, os::stamp(part.path));
    result.push_back({part.path, stamp});
  }
  return result;
}

// Roles and contents, sorted: neither paths nor the order in which libraries are loaded matter.
Result<model::ToolchainId> id_of(const Anatomy& anatomy) {
  std::vector<std::pair<std::string, std::string>> contents;
  for (const Anatomy::Part& part : anatomy.parts) {
    HG_TRY_ASSIGN(std::string digest, content_digest(part.path));
    contents.emplace_back(part.role, std::move(digest));
  }
  std::sort(contents.begin(), contents.end());
  contents.erase(std::unique(contents.begin(), contents.end()), contents.end());

  digest::Sha256 hash;
  hash.field(kRecipe);
  hash.field(anatomy.family == model::CompilerFamily::gcc ? "gcc" : "clang");
  hash.field(anatomy.cxx ? "c++" : "c");
  hash.field(anatomy.version);
  hash.field(anatomy.target);
  hash.field(anatomy.specs);
  for (const auto& [role, digest] : contents) {
    hash.field(role);
    hash.field(digest);
  }
  return model::ToolchainId(digest::to_hex(hash.finish()));
}

}  // namespace

SearchEnvironment SearchEnvironment::of_this_process() {
  return {variable("PATH"), variable("LD_LIBRARY_PATH"), variable("HOME")};
}

Result<Identified> identify(const std::string& driver, const SearchEnvironment& environment) {
  if (!driver.starts_with('/')) return fail(Code::invalid_argument, driver + " is not an absolute path");
  HG_TRY_ASSIGN(Anatomy anatomy, dissect(driver, environment));
  Identified identified;
  HG_TRY_ASSIGN(identified.parts, stamped(anatomy.parts));
  HG_TRY_ASSIGN(identified.toolchain.id, id_of(anatomy));
  HG_TRY_ASSIGN(const std::vector<Identified::Part> after, stamped(anatomy.parts));
  if (after != identified.parts) return fail(Code::aborted, driver + " changed while it was read");

  identified.driver = driver;
  identified.toolchain.family = anatomy.family;
  identified.toolchain.cxx = anatomy.cxx;
  identified.toolchain.version = std::move(anatomy.version);
  identified.toolchain.target = std::move(anatomy.target);
  identified.toolchain.name = os::base_name(driver);
  identified.absent = std::move(anatomy.absent);
  identified.assembler = std::move(anatomy.assembler);
  return identified;
}

bool still_holds(const Identified& identified, const SearchEnvironment& environment) {
  for (const Identified::Part& part : identified.parts) {
    const Result<os::FileStamp> now = os::stamp(part.path);
    if (!now || *now != part.stamp) return false;
  }
  if (std::any_of(identified.absent.begin(), identified.absent.end(), os::exists)) return false;
  return identified.assembler.empty() || os::find_program("as", environment.path) == identified.assembler;
}

Result<Identified> identify_memoised(const std::string& driver, const std::string& memo_directory,
                                     const SearchEnvironment& environment) {
  std::optional<Identified> remembered = load_memo(memo_directory, driver, environment);
  if (remembered && still_holds(*remembered, environment)) return *std::move(remembered);
  HG_TRY_ASSIGN(Identified identified, identify(driver, environment));
  store_memo(memo_directory, identified, environment);
  return identified;
}

}  // namespace hg::compiler::identity
