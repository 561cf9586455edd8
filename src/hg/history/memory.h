// The newest records, events and builds, in memory: what the dashboard and the API are answered from.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hg/base/guarded.h"
#include "hg/history/builds.h"
#include "hg/history/record.h"

namespace hg::history {

// What became of all compiles of one file.
struct FileSummary {
  std::string file{};
  std::uint64_t compiles = 0;
  std::uint64_t cached = 0;  // by the client, the coordinator or a worker, or joined
  std::uint64_t failed = 0;
  std::uint64_t errors = 0;  // the compiler's
  Duration compile{0};       // compilers' time altogether
  Duration slowest{0};
  WallTime last{};
};

// Thread-safe. Nothing here waits for a disk.
class Memory {
 public:
  struct Options {
    std::size_t records = 50'000;  // about 500 bytes each
    std::size_t events = 2'000;
    Builds::Options builds{};
  };
  explicit Memory(const Options& options);

  // In the order of their ids. The oldest are forgotten.
  void add(const std::vector<CompileRecord>& records, const std::vector<Event>& events);

  template <typename T>
  struct Page {
    std::vector<T> items;           // newest first
    std::optional<RecordId> older;  // there is more: ask for what is before this
  };
  using Wanted = std::function<bool(const CompileRecord&)>;
  // Up to `most` records that are wanted and have an id below `before`.
  [[nodiscard]] Page<CompileRecord> records(const Wanted& wanted, RecordId before, std::size_t most) const;
  [[nodiscard]] Page<Event> events(RecordId before, std::size_t most) const;
  // Those with a higher id, oldest first; of more than `most` the newest.
  [[nodiscard]] std::vector<CompileRecord> records_after(RecordId id, std::size_t most) const;
  [[nodiscard]] std::vector<Event> events_after(RecordId id, std::size_t most) const;

  // The builds that ended last, newest first.
  [[nodiscard]] std::vector<Build> builds(std::size_t skip, std::size_t most) const;
  [[nodiscard]] std::optional<Build> build(const std::string& id) const;
  // Of the records held: the files that took compilers the longest, longest first.
  [[nodiscard]] std::vector<FileSummary> files(const std::string& containing, std::size_t most) const;

  // Of the records held that ended at `since` or later.
  [[nodiscard]] Tally tally(WallTime since) const;

  // Grows whenever anything does: 0 when empty.
  [[nodiscard]] RecordId newest() const;

 private:
  struct Held {
    explicit Held(const Builds::Options& options) : builds(options) {}
    std::deque<CompileRecord> records;
    std::deque<Event> events;
    Builds builds;
  };

  Options options_;
  Guarded<Held> held_;
};

}  // namespace hg::history
