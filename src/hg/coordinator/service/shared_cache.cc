#include "hg/coordinator/service/shared_cache.h"

#include <utility>

#include "hg/base/log.h"
#include "hg/cache/results/results.h"
#include "hg/wire/compile.h"

namespace hg::coordinator::service {
namespace {

constexpr unsigned kThreads = 2;         // a text of 3 MB takes one of them 5 ms
constexpr std::size_t kMostWork = 1000;  // each holds a source

}  // namespace

SharedCache::SharedCache(cache::Store& store, const Clock& clock) : cache_(store), clock_(clock) {
  for (unsigned i = 0; i < kThreads; ++i) threads_.emplace_back([this] { run(); });
}

SharedCache::~SharedCache() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void SharedCache::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || !work_.empty(); });
    if (work_.empty()) return;
    const Work work = std::move(work_.front());
    work_.pop_front();
    lock.unlock();
    work();
    lock.lock();
  }
}

bool SharedCache::post(Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || work_.size() >= kMostWork) return false;
    work_.push_back(std::move(work));
  }
  changed_.notify_one();
  return true;
}

SharedCache::Answer SharedCache::look(const pb::CompileRequest& request) {
  const pb::PreprocessedSource& source = request.preprocessed();
  const auto key = cache::results::key_of(wire::without_source(request), source.zstd(), source.size());
  if (!key) return {};
  Answer answer{.key = *key, .result = std::nullopt};
  auto entry = cache_.find(*key);
  if (entry) answer.result = cache::results::result_of(*std::move(entry), model::CachedAt::coordinator);
  return answer;
}

void SharedCache::find(std::shared_ptr<const pb::CompileRequest> request, std::function<void(Answer)> then) {
  if (!post([this, request = std::move(request), then] { then(look(*request)); })) then({});
}

void SharedCache::keep(const cache::ResultKey& key, std::shared_ptr<const pb::CompileRequest> request,
                       const model::CompileResult& result) {
  if (result.exit_code != 0 || result.cached == model::CachedAt::coordinator) return;
  (void)post([this, key, request = std::move(request), result] {
    const auto entry = cache::results::entry_of(result, wire::without_source(*request).outputs, clock_);
    if (!entry) return;
    if (const auto stored = cache_.store(key, *entry); !stored) {
      log::debug("a result was not kept: {}", stored.error().to_string());
    }
  });
}

}  // namespace hg::coordinator::service
