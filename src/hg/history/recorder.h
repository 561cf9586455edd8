// Takes records from the busy threads and brings them to memory and archive on one of its own.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "hg/history/archive.h"
#include "hg/history/memory.h"
#include "hg/history/savings.h"

namespace hg::history {

// Thread-safe. Compiles never wait for it: what is too much is dropped and counted, and an archive that fails
// is one line in the log, a number, and a new attempt later.
class Recorder {
 public:
  struct Options {
    std::size_t waiting = 20'000;                    // not yet in memory; above that they are dropped
    Duration batch{std::chrono::milliseconds(200)};  // one is gathered for so long
    Duration reopen{std::chrono::seconds(30)};       // after a failure of the archive
    Duration prune{std::chrono::minutes(10)};
    Retention retention{};
    std::size_t remembered = 50'000;  // records read from the archive at the start
  };
  // Empty: nothing is kept beyond the program's life. Called on the recorder's thread, at the start and after
  // each failure.
  using Open = std::function<Result<std::unique_ptr<Archive>>()>;

  // The references must outlive the recorder.
  Recorder(const Options& options, const Clock& clock, Memory& memory, Open open);
  ~Recorder();  // what has been added is written before it ends
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // `id` is given here; ends and events must be added in their order. Never blocks on a disk.
  void add(CompileRecord record);
  void add(Event event);

  struct Counts {
    std::uint64_t recorded = 0;
    std::uint64_t dropped = 0;    // too many waited
    std::uint64_t unwritten = 0;  // only in memory, because the archive failed
    bool archive_works = false;   // false too where there is none
  };
  [[nodiscard]] Counts counts() const;

 private:
  struct Batch {
    std::vector<CompileRecord> records;
    std::vector<Event> events;
    [[nodiscard]] std::size_t size() const { return records.size() + events.size(); }
  };

  template <typename T>
  void take(std::vector<T> Batch::* into, T item);
  void run();
  Batch wait_for_batch();
  void open_archive();
  void remember();
  void write(const Batch& batch);
  void failed(const char* what, const Error& error);
  RecordId next_id();

  const Options options_;
  const Clock& clock_;
  Memory& memory_;
  const Open open_;

  std::mutex mutex_;
  std::condition_variable changed_;
  Batch waiting_;
  bool stopping_ = false;

  std::atomic<std::uint64_t> recorded_{0};
  std::atomic<std::uint64_t> dropped_{0};
  std::atomic<std::uint64_t> unwritten_{0};
  std::atomic<bool> works_{false};

  // Of the thread:
  std::unique_ptr<Archive> archive_;
  std::optional<TimePoint> open_at_;  // nullopt: it is open, or there is none
  TimePoint prune_at_{};
  bool remembered_ = false;
  bool complained_ = false;
  RecordId last_id_ = 0;
  Savings savings_;
  std::thread thread_;
};

}  // namespace hg::history
