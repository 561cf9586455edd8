#include "commands/why_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "hg/cache/cacheable.h"
#include "hg/client/ui/table.h"
#include "hg/client/ui/text.h"

namespace hg::hgbuild {
namespace {

namespace journal = client::journal;
using client::ui::Ink;
using client::ui::printable;
using journal::Change;
using journal::Ending;
using journal::Record;

constexpr std::size_t kMostLines = 20;  // of changes, on a terminal
constexpr std::size_t kIdLength = 12;   // of a compiler's id: enough to tell two apart

std::string_view code(Ending ending) {
  switch (ending) {
    case Ending::compiled_here:
      return "compiled-here";
    case Ending::compiled_there:
      return "compiled-by-worker";
    case Ending::direct_hit:
      return "hit-direct";
    case Ending::text_hit:
      return "hit-by-text";
    case Ending::grid_hit:
      return "hit-on-grid";
    case Ending::not_compiled:
      return "not-compiled";
  }
  return "";
}

std::string_view code(Change::How how) {
  switch (how) {
    case Change::How::changed:
      return "changed";
    case Change::How::added:
      return "added";
    case Change::How::removed:
      return "removed";
    case Change::How::reordered:
      return "reordered";
  }
  return "";
}

Miss miss_of(const journal::Story& story, const std::vector<Change>& changes) {
  const Record& last = *story.last;
  if (last.ending == Ending::direct_hit) return Miss::none;
  if (last.parts.empty() || !cache::cacheable(last.reason)) return Miss::not_cacheable;
  if (!last.with_cache) return Miss::no_cache;
  if (story.before == nullptr) return Miss::first;
  if (story.known == nullptr) return Miss::forgotten;
  if (!changes.empty()) return Miss::changed;
  if (story.before->exit_code > 0) return Miss::failed_before;
  const bool kept = story.before->with_cache && story.before->not_kept.empty();
  return kept ? Miss::gone : Miss::not_kept;
}

std::string ago(WallTime then, WallTime now) {
  return client::ui::duration_text(std::max(now - then, Duration(0))) + " ago";
}

std::string took(const Record& record) {
  return record.took.count() > 0 ? " in " + client::ui::duration_text(record.took) : "";
}

std::string ending_text(const Record& record) {
  switch (record.ending) {
    case Ending::compiled_here:
      return "compiled here" + took(record);
    case Ending::compiled_there:
      return "compiled by " + printable(record.worker) + took(record);
    case Ending::direct_hit:
      return "from the cache, without preprocessing";
    case Ending::text_hit:
      return "from the cache, by its preprocessed text";
    case Ending::grid_hit:
      return "from the grid's cache";
    case Ending::not_compiled:
      return "not compiled";
  }
  return "";
}

std::string miss_text(const WhyView& view, WallTime now) {
  const std::string before = "the compile " + ago(view.before, now);
  switch (view.miss) {
    case Miss::none:
      return "";
    case Miss::not_cacheable:
      return "such a compile is never kept";
    case Miss::no_cache:
      return "there is no cache: it is off, or cannot be used";
    case Miss::first:
      return "no earlier compile of this file is on record";
    case Miss::changed:
      return "since " + before;
    case Miss::failed_before:
      return before + " failed";
    case Miss::not_kept:
      return fmt::format("of {} nothing was kept: {}", before, printable(view.not_kept));
    case Miss::forgotten:
      return "what " + before + " depended on is no longer on record";
    case Miss::gone:
      return "nothing has changed since " + before +
             ", but its result is not there: evicted, cleared, in another cache, or HG_RECACHE was set";
  }
  return "";
}

// What a value of this kind says to people.
std::string shown(const std::string& kind, const std::string& value) {
  if (kind == "compiler") return value.substr(0, kIdLength);
  if (kind == "gcc that clang finds") return value.substr(0, value.find('='));
  return printable(value);
}

std::string change_text(const Change& change) {
  const std::string before = shown(change.kind, change.before);
  const std::string after = shown(change.kind, change.after);
  switch (change.how) {
    case Change::How::changed:
      return before == after ? after + " changed" : before + " is now " + after;
    case Change::How::added:
      return after + " is new";
    case Change::How::removed:
      return before + " is gone";
    case Change::How::reordered:
      return "the same, in another order";
  }
  return "";
}

std::string changes_text(std::span<const Change> changes, const client::ui::Style& style) {
  std::vector<client::ui::Row> rows;
  for (const Change& change : changes.first(std::min(changes.size(), kMostLines)))
    rows.push_back({{"  " + change.kind, false, Ink::cyan}, {change_text(change)}});
  const std::size_t more = changes.size() - rows.size();
  const std::string rest = more > 0 ? fmt::format("  and {} more; --json lists all\n", more) : std::string();
  return client::ui::table(rows, style) + rest;
}

}  // namespace

std::string_view code(Miss miss) {
  switch (miss) {
    case Miss::none:
      return "none";
    case Miss::not_cacheable:
      return "not-cacheable";
    case Miss::no_cache:
      return "no-cache";
    case Miss::first:
      return "first";
    case Miss::changed:
      return "changed";
    case Miss::failed_before:
      return "failed-before";
    case Miss::not_kept:
      return "not-kept";
    case Miss::forgotten:
      return "forgotten";
    case Miss::gone:
      return "gone";
  }
  return "";
}

WhyView explain_compile(std::span<const Record> records) {
  const journal::Story story = journal::story_of(records);
  WhyView view{.last = *story.last, .miss = Miss::none, .changes = {}, .before = {}, .not_kept = {}};
  if (story.known != nullptr) view.changes = journal::changes(*story.known, *story.last);
  view.miss = miss_of(story, view.changes);
  if (view.miss != Miss::changed) view.changes.clear();
  if (story.before != nullptr) {
    view.before = story.before->when;
    view.not_kept = story.before->with_cache ? story.before->not_kept : "there was no cache";
  }
  return view;
}

std::string why_text(const WhyView& view, const client::ui::Style& style, WallTime now) {
  const Record& last = view.last;
  std::string text =
      fmt::format("{}, {}\n", style.paint(Ink::bold, printable(last.source)), ago(last.when, now));
  const auto line = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) text += style.paint(Ink::cyan, fmt::format("{:<10}", name)) + printable(value) + "\n";
  };
  line("output", last.output);
  line("outcome", ending_text(last));
  if (last.exit_code > 0) line("exit code", std::to_string(last.exit_code));
  if (last.reason != model::Reason::none)
    line("reason", fmt::format("{}: {}", model::code(last.reason), explain(last.reason)));
  line("detail", last.detail);
  line("not kept", last.not_kept);
  line(last.ending == Ending::text_hit ? "no sooner" : "no hit", miss_text(view, now));
  return text + changes_text(view.changes, style);
}

std::string why_json(const WhyView& view) {
  using Json = nlohmann::ordered_json;
  const Record& last = view.last;
  const auto seconds = [](WallTime time) {
    return std::chrono::duration<double>(time.time_since_epoch()).count();
  };
  Json changes = Json::array();
  for (const Change& change : view.changes) {
    changes.push_back({{"kind", change.kind},
                       {"how", code(change.how)},
                       {"before", change.before},
                       {"after", change.after}});
  }
  Json json = {
      {"schema", "hgbuild.why/1"},
      {"source", last.source},
      {"output", last.output},
      {"directory", last.directory},
      {"time", seconds(last.when)},
      {"seconds", last.took.count() > 0 ? Json(std::chrono::duration<double>(last.took).count()) : Json()},
      {"outcome", code(last.ending)},
      {"exit_code", last.exit_code == journal::kNotKnown ? Json() : Json(last.exit_code)},
      {"reason", model::code(last.reason)},
      {"detail", last.detail},
      {"worker", last.worker},
      {"not_kept", last.not_kept},
      {"miss", code(view.miss)},
      {"compared_with", view.before == WallTime{} ? Json() : Json(seconds(view.before))},
      {"changes", changes}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hg::hgbuild
