// Which compiler is this? By content: two machines whose ids are equal make equal objects (docs/formats/toolchain-id.md).
#pragma once

#include <string>
#include <vector>

#include "hg/base/result.h"
#include "hg/model/toolchain.h"
#include "hg/os/file.h"

namespace hg::compiler::identity {

// A toolchain and the files whose content its id stands for.
struct Identified {
  model::Toolchain toolchain;
  std::string driver;  // absolute path
  struct Part {
    std::string path;
    os::FileStamp stamp;
    auto operator<=>(const Part&) const = default;
  };
  std::vector<Part> parts;
};

// Asks the compiler and reads its parts: 50-200 ms. `driver` is an absolute path.
Result<Identified> identify(const std::string& driver);

// The same, remembered in `memo_directory` (one small file per driver path) and believed only while every part still has
// its stamp: about 30 us. A damaged or unwritable memo costs only time. Safe for many processes at once.
Result<Identified> identify_memoised(const std::string& driver, const std::string& memo_directory);

}  // namespace hg::compiler::identity
