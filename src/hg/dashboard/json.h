// The shapes of docs/api.md. Internal to hg::dashboard: it shows the JSON library.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "hg/dashboard/source.h"
#include "hg/history/builds.h"

namespace hg::dashboard {

using Json = nlohmann::ordered_json;

// Names are bytes: what is not UTF-8 is replaced.
std::string dump(const Json& json);

std::int64_t milliseconds(WallTime time);  // since 1970
double milliseconds(Duration duration);    // with microseconds behind the point

Json to_json(const model::WorkerStatus& worker, WallTime now);
Json to_json(const history::CompileRecord& record);
Json to_json(const history::Tally& tally);
Json to_json(const history::Build& build);
Json to_json(const history::FileSummary& file);
Json to_json(const history::Event& event);
Json to_json(const CacheTier& tier);
// Slots, queue, workers by state.
Json load_json(const Grid& grid);

template <typename T>
Json list_json(const std::vector<T>& items) {
  Json list = Json::array();
  for (const T& item : items) list.push_back(to_json(item));
  return list;
}

}  // namespace hg::dashboard
