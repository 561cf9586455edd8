// What is around every stored payload: kind, version, key and checksum. docs/formats/cache-entry.md
#pragma once

#include <string>
#include <string_view>

#include "hg/base/result.h"
#include "hg/cache/store.h"

namespace hg::cache {

inline constexpr std::size_t kMaxStored = std::size_t{512} << 20U;  // bytes of one file, envelope included

// The payload inside its envelope. The caller has seen to it that it is not larger than kMaxStored.
std::string seal(const Id& id, std::string_view payload);

// The payload inside `bytes`, which it is a part of. data_loss if they are not, bit for bit, what seal() made
// for this very id; the message says which part is wrong.
Result<std::string_view> open_envelope(const Id& id, std::string_view bytes);

// The id that an intact envelope is for; data_loss as above. For tools that look at files by name.
Result<Id> read_envelope(std::string_view bytes);

}  // namespace hg::cache
