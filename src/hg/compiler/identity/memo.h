// Remembers an identification between processes.
#pragma once

#include <optional>
#include <string>

#include "hg/compiler/identity/identity.h"

namespace hg::compiler::identity {

// What is remembered of `driver`, whether or not it still holds. nullopt if nothing is, if the file is
// damaged, not ours, or was made under another LD_LIBRARY_PATH or HOME.
std::optional<Identified> load_memo(const std::string& memo_directory, const std::string& driver,
                                    const SearchEnvironment& environment);

// Replaces the memo of identified.driver in one step. A failure is not worth a message: it only costs time
// later.
void store_memo(const std::string& memo_directory, const Identified& identified,
                const SearchEnvironment& environment);

}  // namespace hg::compiler::identity
