#include "hg/dashboard/api.h"

#include <limits>
#include <string>

#include "hg/base/version.h"
#include "hg/dashboard/embedded.h"
#include "hg/dashboard/json.h"
#include "hg/dashboard/query.h"

namespace hg::dashboard {
namespace {

using http::Request;
using http::Response;

constexpr std::uint64_t kMostItems = 1000;
constexpr std::uint64_t kUsualItems = 100;
constexpr std::uint64_t kHour = 3600;
constexpr std::uint64_t kLongestWindow = 30 * 24 * kHour;
constexpr std::uint64_t kLast = std::numeric_limits<std::int64_t>::max();
constexpr const char* kRoot = "/api/v1/";

Result<Json> status(const Sources& sources, const Query& query) {
  HG_TRY_ASSIGN(const std::uint64_t window, query.number("window", kHour, 1, kLongestWindow));
  Json json = {
      {"schema", "hybridgrid.status/1"},
      {"version", std::string(version())},
      {"epoch", sources.epoch},
      {"load", load_json(sources.grid())},
      {"window_s", window},
      {"totals", to_json(sources.history.tally(sources.clock.wall() - std::chrono::seconds(window)))}};
  return json;
}

Result<Json> workers(const Sources& sources, const Query& /*query*/) {
  Json list = Json::array();
  for (const auto& worker : sources.grid().workers) list.push_back(to_json(worker, sources.clock.wall()));
  return Json{{"schema", "hybridgrid.workers/1"}, {"workers", std::move(list)}};
}

Result<Json> worker(const Sources& sources, const std::string& id) {
  for (const auto& worker : sources.grid().workers) {
    if (worker.id.value() != id) continue;
    return Json{{"schema", "hybridgrid.worker/1"}, {"worker", to_json(worker, sources.clock.wall())}};
  }
  return fail(Code::not_found, "no worker has the id '" + id + "'");
}

Result<Json> builds(const Sources& sources, const Query& query) {
  HG_TRY_ASSIGN(const std::uint64_t most, query.number("limit", kUsualItems, 1, kMostItems));
  HG_TRY_ASSIGN(const std::uint64_t skip, query.number("skip", 0, 0, kLast));
  auto found = sources.history.builds(skip, most + 1);
  const bool more = found.size() > most;
  if (more) found.pop_back();
  return Json{{"schema", "hybridgrid.builds/1"},
              {"builds", list_json(found)},
              {"next_skip", more ? Json(skip + most) : Json()}};
}

Result<Json> build(const Sources& sources, const std::string& id) {
  const auto found = sources.history.build(id);
  if (!found) return fail(Code::not_found, "no build is remembered by the name '" + id + "'");
  return Json{{"schema", "hybridgrid.build/1"}, {"build", to_json(*found)}};
}

// The compiles of an unnamed build are those of its client and time that name none.
history::Memory::Wanted in_build(const Sources& sources, const std::string& id) {
  if (id.empty()) return [](const auto&) { return true; };
  const auto build = sources.history.build(id);
  if (!build || !build->inferred) return [id](const auto& record) { return record.build == id; };
  return [build = *build](const history::CompileRecord& record) {
    return record.build.empty() && record.client == build.client && record.ended >= build.first &&
           record.ended <= build.last;
  };
}

Result<Json> tasks(const Sources& sources, const Query& query) {
  HG_TRY_ASSIGN(const std::uint64_t most, query.number("limit", kUsualItems, 1, kMostItems));
  HG_TRY_ASSIGN(const std::uint64_t before, query.number("before", kLast, 1, kLast));
  const auto fits = [](const std::string& wanted, std::string_view has) {
    return wanted.empty() || wanted == has;
  };
  const auto wanted = [&, in_build = in_build(sources, query.text("build")), file = query.text("file"),
                       contains = query.text("contains"), worker = query.text("worker"),
                       client = query.text("client"),
                       outcome = query.text("outcome")](const history::CompileRecord& record) {
    return fits(file, record.file) && fits(worker, record.worker) && fits(client, record.client) &&
           fits(outcome, history::name(record.outcome)) && in_build(record) &&
           record.file.find(contains) != std::string::npos;
  };
  const auto page = sources.history.records(wanted, before, most);
  return Json{{"schema", "hybridgrid.tasks/1"},
              {"tasks", list_json(page.items)},
              {"next_before", page.older ? Json(*page.older) : Json()}};
}

Result<Json> task(const Sources& sources, const std::string& text) {
  HG_TRY_ASSIGN(const Query query, Query::parse("id=" + text, "id"));
  HG_TRY_ASSIGN(const std::uint64_t id, query.number("id", 0, 1, kLast - 1));
  const auto page = sources.history.records([id](const auto& record) { return record.id == id; }, id + 1, 1);
  if (page.items.empty()) return fail(Code::not_found, "no compile is remembered by this id");
  return Json{{"schema", "hybridgrid.task/1"}, {"task", to_json(page.items.front())}};
}

Result<Json> files(const Sources& sources, const Query& query) {
  HG_TRY_ASSIGN(const std::uint64_t most, query.number("limit", kUsualItems, 1, kMostItems));
  return Json{{"schema", "hybridgrid.files/1"},
              {"files", list_json(sources.history.files(query.text("contains"), most))}};
}

Result<Json> events(const Sources& sources, const Query& query) {
  HG_TRY_ASSIGN(const std::uint64_t most, query.number("limit", kUsualItems, 1, kMostItems));
  HG_TRY_ASSIGN(const std::uint64_t before, query.number("before", kLast, 1, kLast));
  const auto page = sources.history.events(before, most);
  return Json{{"schema", "hybridgrid.events/1"},
              {"events", list_json(page.items)},
              {"next_before", page.older ? Json(*page.older) : Json()}};
}

Result<Json> cache(const Sources& sources, const Query& /*query*/) {
  return Json{{"schema", "hybridgrid.cache/1"}, {"tiers", list_json(sources.grid().cache)}};
}

Response answer(const Result<Json>& result) {
  if (result) return {.status = 200, .body = dump(*result) + "\n", .headers = {}};
  const unsigned status = result.error().code() == Code::not_found ? 404 : 400;
  return http::error_response(status, result.error().to_string());
}

using List = Result<Json> (*)(const Sources&, const Query&);
using One = Result<Json> (*)(const Sources&, const std::string&);

http::Handler handler(List list, const Sources& sources, const char* parameters) {
  return [list, sources, parameters](const Request& request) {
    const auto query = Query::parse(request.query, parameters);
    return query ? answer(list(sources, *query)) : answer(fail(query.error()));
  };
}

http::Handler handler(One one, const Sources& sources, std::size_t prefix) {
  return [one, sources, prefix](const Request& request) {
    const auto query = Query::parse(request.query, "");
    if (!query) return answer(fail(query.error()));
    const auto id = percent_decoded(std::string_view(request.path).substr(prefix));
    return id ? answer(one(sources, *id)) : answer(fail(id.error()));
  };
}

}  // namespace

std::string_view openapi() {
  return embedded::openapi();
}

void add_api(http::Router& router, const Guard& guard, const Sources& sources) {
  const auto add = [&](const std::string& name, List list, const char* parameters) {
    router.add("GET", kRoot + name, guard.wrap(handler(list, sources, parameters)));
  };
  const auto add_one = [&](const std::string& name, One one) {
    const std::string prefix = kRoot + name + "/";
    router.add_below("GET", prefix, guard.wrap(handler(one, sources, prefix.size())));
  };
  add("status", status, "window");
  add("workers", workers, "");
  add("builds", builds, "limit skip");
  add("tasks", tasks, "limit before build file contains worker client outcome");
  add("files", files, "limit contains");
  add("events", events, "limit before");
  add("cache", cache, "");
  add_one("workers", worker);
  add_one("builds", build);
  add_one("tasks", task);
  router.add("GET", std::string(kRoot) + "openapi.json", guard.wrap([](const Request&) {
    return Response{.status = 200, .body = std::string(openapi()), .headers = {}};
  }));
  router.add_below("GET", kRoot, guard.wrap([](const Request& request) {
    return http::error_response(404, "no such page: " + request.path + "; /api/v1/openapi.json lists all");
  }));
}

}  // namespace hg::dashboard
