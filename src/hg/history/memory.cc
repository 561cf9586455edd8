#include "hg/history/memory.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace hg::history {
namespace {

// The first that is not below `id`.
template <typename T>
auto lower_bound(const std::deque<T>& all, RecordId id) {
  return std::ranges::lower_bound(all, id, {}, &T::id);
}

template <typename T, typename Wanted>
Memory::Page<T> page(const std::deque<T>& all, const Wanted& wanted, RecordId before, std::size_t most) {
  Memory::Page<T> found;
  for (auto at = std::make_reverse_iterator(lower_bound(all, before)); at != all.rend(); ++at) {
    if (!wanted(*at)) continue;
    if (found.items.size() == most) {
      found.older = found.items.back().id;
      break;
    }
    found.items.push_back(*at);
  }
  return found;
}

template <typename T>
std::vector<T> after(const std::deque<T>& all, RecordId id, std::size_t most) {
  const auto from = lower_bound(all, id + 1);
  const auto count = std::min<std::ptrdiff_t>(all.end() - from, static_cast<std::ptrdiff_t>(most));
  return {all.end() - count, all.end()};
}

template <typename T>
void append(std::deque<T>& all, const std::vector<T>& more, std::size_t most) {
  all.insert(all.end(), more.begin(), more.end());
  if (all.size() > most) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(most));
}

void add_to(FileSummary& summary, const CompileRecord& record) {
  ++summary.compiles;
  summary.last = record.ended;
  switch (record.outcome) {
    case Outcome::cached:
    case Outcome::cached_at_worker:
    case Outcome::joined:
    case Outcome::cached_at_client:
      ++summary.cached;
      return;
    case Outcome::failed:
      ++summary.failed;
      return;
    case Outcome::compile_error:
      ++summary.errors;
      break;
    default:
      break;
  }
  summary.compile += record.compile;
  summary.slowest = std::max(summary.slowest, record.compile);
}

}  // namespace

Memory::Memory(const Options& options) : options_(options), held_(options.builds) {}

void Memory::add(const std::vector<CompileRecord>& records, const std::vector<Event>& events) {
  held_.with([&](Held& held) {
    append(held.records, records, options_.records);
    append(held.events, events, options_.events);
    for (const CompileRecord& record : records) held.builds.add(record);
  });
}

Memory::Page<CompileRecord> Memory::records(const Wanted& wanted, RecordId before, std::size_t most) const {
  return held_.with([&](const Held& held) { return page(held.records, wanted, before, most); });
}

Memory::Page<Event> Memory::events(RecordId before, std::size_t most) const {
  return held_.with(
      [&](const Held& held) { return page(held.events, [](const Event&) { return true; }, before, most); });
}

std::vector<CompileRecord> Memory::records_after(RecordId id, std::size_t most) const {
  return held_.with([&](const Held& held) { return after(held.records, id, most); });
}

std::vector<Event> Memory::events_after(RecordId id, std::size_t most) const {
  return held_.with([&](const Held& held) { return after(held.events, id, most); });
}

std::vector<Build> Memory::builds(std::size_t skip, std::size_t most) const {
  return held_.with([&](const Held& held) {
    std::vector<Build> found;
    for (const Build& build : held.builds.all()) {
      if (found.size() == most) break;
      if (skip > 0) {
        --skip;
      } else {
        found.push_back(build);
      }
    }
    return found;
  });
}

std::optional<Build> Memory::build(const std::string& id) const {
  return held_.with([&](const Held& held) -> std::optional<Build> {
    const Build* found = held.builds.find(id);
    return found == nullptr ? std::nullopt : std::optional(*found);
  });
}

std::vector<FileSummary> Memory::files(const std::string& containing, std::size_t most) const {
  return held_.with([&](const Held& held) {
    std::unordered_map<std::string_view, FileSummary> by_file;
    for (const CompileRecord& record : held.records) {
      if (record.file.find(containing) == std::string::npos) continue;
      add_to(by_file[record.file], record);
    }
    std::vector<FileSummary> files;
    files.reserve(by_file.size());
    for (auto& [file, summary] : by_file) {
      summary.file = file;
      files.push_back(std::move(summary));
    }
    const auto count = static_cast<std::ptrdiff_t>(std::min(most, files.size()));
    const auto longer = [](const FileSummary& a, const FileSummary& b) {
      return a.compile != b.compile ? a.compile > b.compile : a.file < b.file;
    };
    std::partial_sort(files.begin(), files.begin() + count, files.end(), longer);
    files.resize(static_cast<std::size_t>(count));
    return files;
  });
}

Tally Memory::tally(WallTime since) const {
  return held_.with([&](const Held& held) {
    Tally sum;
    for (auto at = held.records.rbegin(); at != held.records.rend() && at->ended >= since; ++at) sum.add(*at);
    return sum;
  });
}

RecordId Memory::newest() const {
  return held_.with([](const Held& held) {
    const RecordId record = held.records.empty() ? 0 : held.records.back().id;
    const RecordId event = held.events.empty() ? 0 : held.events.back().id;
    return std::max(record, event);
  });
}

}  // namespace hg::history
