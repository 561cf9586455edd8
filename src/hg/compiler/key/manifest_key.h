// What is known of a compile before a file is opened, in one digest (docs/formats/cache-keys.md).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hg/cache/key.h"
#include "hg/cache/manifest.h"
#include "hg/compiler/invocation.h"
#include "hg/model/toolchain.h"

namespace hg::compiler::key {

struct Command {
  const model::Toolchain& toolchain;
  const Plan& plan;        // with "native" expanded
  std::string driver{};    // as it is called: a path, absolute
  std::string own_name{};  // argv[0]: how it calls itself in its messages
};

// Every word and variable that reaches the compiler, in order and framed. `variable` is the environment.
cache::ManifestKey manifest_key(const Command& command, const Surroundings& surroundings);

// What manifest_key() is made of, in the same order.
std::vector<cache::KeyPart> key_parts(const Command& command, const Surroundings& surroundings);

// manifest_key() of a compile that says something: with all that decides how its messages look. `columns` is
// the width of the terminal that they go to, 0 if there is none.
cache::ManifestKey spoken_manifest_key(const cache::ManifestKey& key, const Command& command,
                                       const Surroundings& surroundings, unsigned columns);

// What spoken_manifest_key() adds.
std::vector<cache::KeyPart> spoken_key_parts(const Command& command, const Surroundings& surroundings,
                                             unsigned columns);

// A result that was made from files and not from text.
cache::ResultKey result_key_of_files(const cache::ManifestKey& key,
                                     const std::vector<cache::Included>& files);

}  // namespace hg::compiler::key
