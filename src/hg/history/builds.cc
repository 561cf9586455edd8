#include "hg/history/builds.h"

#include <fmt/core.h>

#include <algorithm>

namespace hg::history {
namespace {}  // namespace

Build& Builds::build_of(const CompileRecord& record) {
  std::string id = record.build;
  const bool inferred = id.empty();
  if (inferred) {
    std::string& last = unnamed_[record.client];
    const auto known = by_id_.find(last);
    if (known == by_id_.end() || record.ended - record.total - known->second->last > options_.gap) {
      last = fmt::format("at-{}", record.id);
    }
    id = last;
  }
  const auto known = by_id_.find(id);
  if (known != by_id_.end()) {
    builds_.splice(builds_.begin(), builds_, known->second);
    return builds_.front();
  }
  builds_.push_front({.id = id,
                      .inferred = inferred,
                      .client = record.client,
                      .first = record.ended - record.total,
                      .last = record.ended});
  by_id_[id] = builds_.begin();
  if (builds_.size() > options_.most) {
    const Build& oldest = builds_.back();
    const auto unnamed = unnamed_.find(oldest.client);
    if (unnamed != unnamed_.end() && unnamed->second == oldest.id) unnamed_.erase(unnamed);
    by_id_.erase(oldest.id);
    builds_.pop_back();
  }
  return builds_.front();
}

const Build& Builds::add(const CompileRecord& record) {
  Build& build = build_of(record);
  build.first = std::min(build.first, record.ended - record.total);
  build.last = std::max(build.last, record.ended);
  build.last_record = record.id;
  build.tally.add(record);
  return build;
}

const Build* Builds::find(const std::string& id) const {
  const auto known = by_id_.find(id);
  return known == by_id_.end() ? nullptr : &*known->second;
}

}  // namespace hg::history
