#include "hg/coordinator/service/shared_cache.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "hg/base/log.h"
#include "hg/cache/result_key.h"
#include "hg/codec/zstd.h"
#include "hg/wire/compile.h"

namespace hg::coordinator::service {
namespace {

constexpr unsigned kThreads = 2;         // a text of 3 MB takes one of them 5 ms
constexpr std::size_t kMostWork = 1000;  // each holds a source

// The key of what is really in the request.
Result<cache::ResultKey> key_of(const pb::CompileRequest& request) {
  const pb::PreprocessedSource& source = request.preprocessed();
  HG_TRY_ASSIGN(const std::string text, codec::decompress(source.zstd(), source.size()));
  if (text.size() != source.size())
    return fail(Code::invalid_argument, "the source is not as long as it says");
  return cache::result_key(wire::without_source(request), digest::sha256(text));
}

model::CompileResult result_of(cache::Entry entry) {
  model::CompileResult result;
  result.outputs = std::move(entry.outputs);
  result.standard_output = std::move(entry.standard_output);
  result.standard_error = std::move(entry.standard_error);
  result.worker_address = std::move(entry.creator);
  result.attempts = 0;
  result.cached = true;
  return result;
}

bool has_all(const std::vector<model::OutputFile>& outputs, const std::vector<model::OutputKind>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](model::OutputKind kind) {
    return std::any_of(outputs.begin(), outputs.end(),
                       [&](const auto& output) { return output.kind == kind; });
  });
}

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
  const auto key = key_of(request);
  if (!key) return {};
  Answer answer{.key = *key, .result = std::nullopt};
  auto entry = cache_.find(*key);
  if (entry) answer.result = result_of(*std::move(entry));
  return answer;
}

void SharedCache::find(std::shared_ptr<const pb::CompileRequest> request, std::function<void(Answer)> then) {
  if (!post([this, request = std::move(request), then] { then(look(*request)); })) then({});
}

void SharedCache::keep(const cache::ResultKey& key, std::shared_ptr<const pb::CompileRequest> request,
                       const model::CompileResult& result) {
  if (result.exit_code != 0 || result.cached) return;
  cache::Entry entry;
  entry.outputs = result.outputs;
  entry.standard_output = result.standard_output;
  entry.standard_error = result.standard_error;
  entry.compile_time = result.times.compile;
  entry.creator = result.worker_address;
  const auto now = clock_.wall().time_since_epoch();
  entry.created = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
  (void)post([this, key, request = std::move(request), entry = std::move(entry)] {
    // A frame that is broken would go to every later client; each would find out and compile for itself.
    if (!has_all(entry.outputs, wire::without_source(*request).outputs) || !cache::check_outputs(entry))
      return;
    if (const auto stored = cache_.store(key, entry); !stored) {
      log::debug("a result was not kept: {}", stored.error().to_string());
    }
  });
}

}  // namespace hg::coordinator::service
