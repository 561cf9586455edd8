// Results that the grid keeps: what one client had compiled, the next one gets without a worker.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "hg/base/clock.h"
#include "hg/cache/cache.h"
#include "hg/coordinator/service/worker_links.h"

namespace hg::coordinator::service {

// Thread-safe. A store that fails costs a miss, never a compile. Keys are computed here, from the content
// that a client sends: nothing that it says of itself is believed, and only results of workers are kept.
class SharedCache {
 public:
  // `store` must be thread-safe; it and `clock` must outlive this.
  SharedCache(cache::Store& store, const Clock& clock);
  ~SharedCache();  // does what was asked for, then ends
  SharedCache(const SharedCache&) = delete;
  SharedCache& operator=(const SharedCache&) = delete;

  struct Answer {
    // Nothing: the source is not what it says, or there is too much to do. Then nothing can be kept either.
    std::optional<cache::ResultKey> key;
    std::optional<model::CompileResult> result;  // `cached` is set
  };

  // Calls `then` exactly once: on a thread of this object, or at once on the caller's if there is too much to
  // do. The request must have been checked.
  void find(std::shared_ptr<const pb::CompileRequest> request, std::function<void(Answer)> then);

  // Keeps a worker's result, later, if it is one to keep: exit code 0, and every output that was wanted is
  // there and whole.
  void keep(const cache::ResultKey& key, std::shared_ptr<const pb::CompileRequest> request,
            const model::CompileResult& result);

 private:
  using Work = std::function<void()>;
  bool post(Work work);  // false: too much to do
  void run();
  Answer look(const pb::CompileRequest& request);

  cache::Cache cache_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> work_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace hg::coordinator::service
