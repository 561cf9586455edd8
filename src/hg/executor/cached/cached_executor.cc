#include "hg/executor/cached/cached_executor.h"

#include "hg/base/log.h"
#include "hg/cache/results/results.h"

namespace hg::executor {

model::CompileOutcome CachedExecutor::execute(const model::CompileTask& task, Cancellation cancellation) {
  const auto& source = std::get<model::PreprocessedSource>(task.source);
  const auto key = cache::results::key_of(task, source.zstd, source.size);
  if (!key) return inner_.execute(task, cancellation);  // which says what is wrong with it
  if (auto entry = cache_.find(*key))
    return cache::results::result_of(*std::move(entry), model::CachedAt::worker);
  model::CompileOutcome outcome = inner_.execute(task, cancellation);
  if (!outcome) return outcome;
  if (const auto entry = cache::results::entry_of(*outcome, task.outputs, clock_)) {
    if (const auto stored = cache_.store(*key, *entry); !stored)
      log::debug("a result was not kept: {}", stored.error().to_string());
  }
  return outcome;
}

}  // namespace hg::executor
