// What a compiler consists of, before anything is hashed.
#pragma once

#include <string>
#include <vector>

#include "hg/base/result.h"
#include "hg/compiler/identity/identity.h"
#include "hg/model/toolchain.h"

namespace hg::compiler::identity {

struct Anatomy {
  model::CompilerFamily family = model::CompilerFamily::gcc;
  bool cxx = false;
  std::string version;
  std::string target;
  std::string specs;  // gcc's built-in rules, which hold its configured defaults
  struct Part {
    std::string role;  // "driver", "cc1plus", "as", "library libisl.so.23": enters the id; the path does not
    std::string path;
    auto operator<=>(const Part&) const = default;
  };
  std::vector<Part> parts;  // sorted, no duplicates
  std::vector<std::string> absent;
  std::string assembler;
};

// Errors as identify().
Result<Anatomy> dissect(const std::string& driver, const SearchEnvironment& environment);

// dissect() for each family: what only it has. The caller fills in what they share.
Status dissect_gcc(const std::string& driver, const SearchEnvironment& environment, Anatomy& anatomy);
Status dissect_clang(const std::string& driver, const SearchEnvironment& environment, Anatomy& anatomy);

// The shared libraries that `program` loads, as parts.
Result<std::vector<Anatomy::Part>> shared_libraries(const std::string& program,
                                                    const SearchEnvironment& environment);

}  // namespace hg::compiler::identity
