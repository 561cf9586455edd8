#include "hg/dashboard/live.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

#include "hg/base/version.h"
#include "hg/dashboard/json.h"

namespace hg::dashboard {
namespace {

constexpr std::size_t kTasksOfSnapshot = 2000;
constexpr std::size_t kBuilds = 50;
constexpr std::size_t kEvents = 200;
constexpr Duration kQuiet = std::chrono::seconds(5);  // then a delta is sent though nothing changed
constexpr std::uint64_t kTicksUnwatched = 4;          // with nobody listening every fourth look is enough
constexpr std::int64_t kNoise = 500;                  // milliseconds

Json base_message(const char* type, std::uint64_t sequence, const Sources& sources) {
  return {{"type", type}, {"seq", sequence}, {"now_ms", milliseconds(sources.clock.wall())}};
}

void add_rest(Json& message, const Grid& grid, const Sources& sources) {
  message["load"] = load_json(grid);
  message["totals"] = to_json(sources.history.tally(sources.clock.wall() - std::chrono::hours(1)));
  message["cache"] = list_json(grid.cache);
}

// The builds that the new records belong to are the ones that ended last.
Json builds_since(const history::Memory& history, history::RecordId id) {
  Json list = Json::array();
  for (const history::Build& build : history.builds(0, kBuilds)) {
    if (build.last_record > id) list.push_back(to_json(build));
  }
  return list;
}

// A time that is computed anew each time is the same if it is nearly so.
void steady(Json& time, const Json& before, const char* name) {
  if (time.is_null() || !before.contains(name) || before[name].is_null()) return;
  if (std::abs(time.get<std::int64_t>() - before[name].get<std::int64_t>()) < kNoise) time = before[name];
}

}  // namespace

// How a worker was shown last, so that only changes are sent.
struct LiveFeed::Shown {
  std::string text{};
  Json json = Json::object();
};

LiveFeed::~LiveFeed() = default;

LiveFeed::LiveFeed(Sources sources, std::function<void(history::Event)> tell)
    : sources_(std::move(sources)), watch_(std::move(tell)) {}

void LiveFeed::add_to(http::Router& router, const Guard& guard) {
  router.add_socket("/api/v1/live",
                    {.refuse = [guard](const http::Request& request) { return guard.refuse(request); },
                     .opened = [this](const std::shared_ptr<http::Socket>& socket,
                                      const http::Request&) { greet(socket); }});
  router.add("GET", "/api/v1/live", guard.wrap([](const http::Request&) {
    return http::error_response(426, "this is a WebSocket");
  }));
}

// A newcomer's snapshot is of the last tick: the next delta is for him too.
void LiveFeed::greet(const std::shared_ptr<http::Socket>& socket) {
  if (listeners_.empty()) {
    shown_until_ = sources_.history.newest();
    shown_.clear();
  }
  const Grid grid = sources_.grid();
  const WallTime now = sources_.clock.wall();
  Json message = base_message("snapshot", sequence_, sources_);
  message["schema"] = "hybridgrid.live/1";
  message["epoch"] = sources_.epoch;
  message["version"] = std::string(version());
  add_rest(message, grid, sources_);
  message["workers"] = Json::array();
  for (const auto& worker : grid.workers) message["workers"].push_back(to_json(worker, now));
  message["tasks"] = list_json(sources_.history.records_after(0, kTasksOfSnapshot));
  message["builds"] = list_json(sources_.history.builds(0, kBuilds));
  message["events"] = list_json(sources_.history.events_after(0, kEvents));
  listeners_.push_back(socket);
  socket->send(std::make_shared<const std::string>(dump(message)));
}

void LiveFeed::tick() {
  std::erase_if(listeners_, [](const auto& one) { return one.expired(); });
  ++ticks_;
  if (listeners_.empty() && ticks_ % kTicksUnwatched != 0) return;
  const Grid grid = sources_.grid();
  watch_.look(grid);
  if (listeners_.empty()) return;

  const history::RecordId newest = sources_.history.newest();
  const WallTime now = sources_.clock.wall();
  Json workers = Json::array();
  std::set<std::string> listed;
  for (const model::WorkerStatus& worker : grid.workers) {
    Json json = to_json(worker, now);
    Shown& shown = shown_[worker.id.value()];
    for (const char* time : {"last_seen_ms", "probe_at_ms"}) steady(json[time], shown.json, time);
    std::string text = dump(json);
    listed.insert(worker.id.value());
    if (text == shown.text) continue;
    shown = {std::move(text), json};
    workers.push_back(std::move(json));
  }
  Json gone = Json::array();
  std::erase_if(shown_, [&](const auto& entry) {
    if (listed.contains(entry.first)) return false;
    gone.push_back(entry.first);
    return true;
  });
  Json rest = Json::object();
  add_rest(rest, grid, sources_);
  std::string rest_text = dump(rest);
  const bool changed =
      newest != shown_until_ || !workers.empty() || !gone.empty() || rest_text != shown_rest_;
  const TimePoint clock = sources_.clock.now();
  if (!changed && clock - last_sent_ < kQuiet) return;

  Json message = base_message("delta", ++sequence_, sources_);
  message.update(rest);
  message["workers"] = std::move(workers);
  message["gone"] = std::move(gone);
  message["tasks"] = list_json(sources_.history.records_after(shown_until_, kTasksOfSnapshot));
  message["builds"] = builds_since(sources_.history, shown_until_);
  message["events"] = list_json(sources_.history.events_after(shown_until_, kEvents));
  shown_until_ = newest;
  shown_rest_ = std::move(rest_text);
  last_sent_ = clock;
  send(std::make_shared<const std::string>(dump(message)));
}

void LiveFeed::send(std::shared_ptr<const std::string> text) {
  for (const auto& listener : listeners_) {
    if (const auto socket = listener.lock()) socket->send(text);
  }
}

}  // namespace hg::dashboard
