// The key of a compile's result.
#pragma once

#include "hg/cache/key.h"
#include "hg/model/compile.h"

namespace hg::cache {

// `text` is the SHA-256 of the preprocessed text, uncompressed: hgbuild has it from producing the text, the
// coordinator and the worker from the task's source. task.source is not looked at, and nothing that does not
// change the result (id, build, label) counts. Never changes for equal input, on any machine, unless the
// recipe's version does.
ResultKey result_key(const model::CompileTask& task, const digest::Sha256Digest& text);

}  // namespace hg::cache
