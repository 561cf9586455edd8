// Records for tests, and an archive that fails when told to.
#pragma once

#include <string>
#include <utility>

#include "hg/base/guarded.h"
#include "hg/history/archive.h"

namespace hg::history {

inline CompileRecord record(std::string file, Outcome outcome = Outcome::success) {
  CompileRecord made;
  made.file = std::move(file);
  made.client = "10.0.0.1";
  made.outcome = outcome;
  made.attempts = 1;
  return made;
}

// What was written, shared by all FakeArchives that are opened on it.
struct FakeDisk {
  std::vector<CompileRecord> records;
  std::vector<Event> events;
  bool broken = false;
  int opened = 0;
  int pruned = 0;
};

class FakeArchive final : public Archive {
 public:
  explicit FakeArchive(Guarded<FakeDisk>& disk) : disk_(disk) {}

  static Result<std::unique_ptr<Archive>> open(Guarded<FakeDisk>& disk) {
    return disk.with([&](FakeDisk& held) -> Result<std::unique_ptr<Archive>> {
      ++held.opened;
      if (held.broken) return fail(Code::unavailable, "broken");
      return std::make_unique<FakeArchive>(disk);
    });
  }

  Status append(const std::vector<CompileRecord>& records, const std::vector<Event>& events) override {
    return disk_.with([&](FakeDisk& disk) -> Status {
      if (disk.broken) return fail(Code::unavailable, "broken");
      disk.records.insert(disk.records.end(), records.begin(), records.end());
      disk.events.insert(disk.events.end(), events.begin(), events.end());
      return {};
    });
  }
  Status prune(const Retention& /*retention*/, WallTime /*now*/) override {
    disk_.with([](FakeDisk& disk) { ++disk.pruned; });
    return {};
  }
  Result<std::vector<CompileRecord>> records(std::size_t /*most*/) override {
    return disk_.with([](FakeDisk& disk) { return disk.records; });
  }
  Result<std::vector<Event>> events(std::size_t /*most*/) override {
    return disk_.with([](FakeDisk& disk) { return disk.events; });
  }

 private:
  Guarded<FakeDisk>& disk_;
};

}  // namespace hg::history
