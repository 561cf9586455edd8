// Compiles and stored entries: the key of a task, what a stored entry means, which results are to be kept.
#pragma once

#include <vector>

#include "hg/base/clock.h"
#include "hg/cache/entry.h"
#include "hg/cache/key.h"
#include "hg/model/compile.h"

namespace hg::cache::results {

// The key by the text that is really in `source`, never by what somebody says of it; `task.source` is not
// looked at. data_loss, or as codec::decompress(), if it is not what it says.
Result<ResultKey> key_of(const model::CompileTask& task, std::string_view zstd, std::uint64_t size);

// The entry for a result that is to be kept: exit code 0, and every output of `wanted` is there and whole.
// invalid_argument or data_loss if it is not.
Result<Entry> entry_of(const model::CompileResult& result, const std::vector<model::OutputKind>& wanted,
                       const Clock& clock);

// The result that an entry of the store at `where` stands for: no worker, no attempts, no times.
model::CompileResult result_of(Entry entry, model::CachedAt where);

}  // namespace hg::cache::results
