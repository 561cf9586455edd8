// From the files that a compile has read to everything that it has looked for.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hg/cache/manifest.h"
#include "hg/compiler/key/search_path.h"
#include "hg/compiler/key/source_facts.h"
#include "hg/model/toolchain.h"
#include "hg/os/file.h"

namespace hg::compiler::key {

// A file that went into the compile.
struct Source {
  std::string path{};  // as the compiler named it
  os::FileStamp stamp{};
  std::uint32_t facts = 0;  // bits of Fact
};

struct Compiled {
  model::CompilerFamily family = model::CompilerFamily::gcc;
  SearchPath search{};
  std::vector<std::string> preincluded{};  // -include
  std::vector<Source> files{};             // the source first
  std::int64_t started_ns = 0;             // since 1970: what changed later may not be what the compiler saw
  std::int64_t now_ns = 0;
};

struct Lookups {
  std::vector<cache::Absent> absent{};
  std::vector<std::string> present{};  // files beside Compiled::files whose content counts too
};

using ReadSource = std::function<std::optional<std::string>(const std::string& path)>;

// failed_precondition: it cannot be told what would have been another compile, or it can be told that it soon
// will be (a precompiled header has appeared, a directory is changing). `read` gives contents of `files`.
Result<Lookups> lookups_of(const Compiled& compiled, const ReadSource& read);

// Without "./" and doubled slashes; ".." stays.
std::string plain_path(std::string_view path);

}  // namespace hg::compiler::key
