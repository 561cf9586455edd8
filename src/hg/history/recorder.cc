#include "hg/history/recorder.h"

#include <algorithm>
#include <utility>

#include "hg/base/log.h"

namespace hg::history {

Recorder::Recorder(const Options& options, const Clock& clock, Memory& memory, Open open)
    : options_(options), clock_(clock), memory_(memory), open_(std::move(open)) {
  if (open_) open_at_ = clock_.now();
  thread_ = std::thread([this] { run(); });
}

Recorder::~Recorder() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

template <typename T>
void Recorder::take(std::vector<T> Batch::* into, T item) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= options_.waiting) {
      ++dropped_;
      return;
    }
    first = waiting_.size() == 0;
    (waiting_.*into).push_back(std::move(item));
  }
  if (first) changed_.notify_one();
}

void Recorder::add(CompileRecord record) {
  take(&Batch::records, std::move(record));
}

void Recorder::add(Event event) {
  take(&Batch::events, std::move(event));
}

// Everything that came until a batch's time after its first; what is left when the program ends, at once.
Recorder::Batch Recorder::wait_for_batch() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stopping_ || waiting_.size() > 0; });
  changed_.wait_for(lock, options_.batch, [&] { return stopping_; });
  return std::exchange(waiting_, {});
}

void Recorder::run() {
  open_archive();
  while (true) {
    Batch batch = wait_for_batch();
    if (batch.size() == 0) return;
    for (CompileRecord& record : batch.records) {
      record.id = next_id();
      savings_.fill(record);
    }
    for (Event& event : batch.events) event.id = next_id();
    memory_.add(batch.records, batch.events);
    recorded_ += batch.size();
    open_archive();
    write(batch);
  }
}

RecordId Recorder::next_id() {
  const auto wall = std::chrono::duration_cast<std::chrono::microseconds>(clock_.wall().time_since_epoch());
  last_id_ = std::max(last_id_ + 1, static_cast<RecordId>(wall.count()));
  return last_id_;
}

void Recorder::open_archive() {
  if (!open_at_ || clock_.now() < *open_at_) return;
  auto opened = open_();
  if (!opened) return failed("opened", opened.error());
  archive_ = *std::move(opened);
  open_at_.reset();
  works_ = true;
  if (std::exchange(complained_, false)) log::info("the history database works again");
  if (!std::exchange(remembered_, true)) remember();
}

// Only at the start: later there is something newer in memory, whose place is after this.
void Recorder::remember() {
  if (memory_.newest() != 0) return;
  auto records = archive_->records(options_.remembered);
  auto events = archive_->events(options_.remembered);
  if (!records) return failed("read", records.error());
  if (!events) return failed("read", events.error());
  for (CompileRecord& record : *records) savings_.fill(record);
  memory_.add(*records, *events);
  last_id_ = std::max(last_id_, memory_.newest());
}

void Recorder::write(const Batch& batch) {
  if (!archive_) {
    if (open_) unwritten_ += batch.size();
    return;
  }
  if (const auto written = archive_->append(batch.records, batch.events); !written) {
    unwritten_ += batch.size();
    return failed("written", written.error());
  }
  if (clock_.now() < prune_at_) return;
  prune_at_ = clock_.now() + options_.prune;
  if (const auto pruned = archive_->prune(options_.retention, clock_.wall()); !pruned) {
    failed("pruned", pruned.error());
  }
}

void Recorder::failed(const char* what, const Error& error) {
  archive_.reset();
  works_ = false;
  open_at_ = clock_.now() + options_.reopen;
  if (std::exchange(complained_, true)) return;
  log::warn("history is kept in memory only: its database cannot be {}: {}", what, error.to_string());
}

Recorder::Counts Recorder::counts() const {
  return {recorded_.load(), dropped_.load(), unwritten_.load(), works_.load()};
}

}  // namespace hg::history
