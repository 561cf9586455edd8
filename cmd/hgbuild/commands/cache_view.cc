#include "commands/cache_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "hg/cache/entry.h"
#include "hg/cache/envelope.h"
#include "hg/cache/manifest.h"
#include "hg/cache/output_code.h"
#include "hg/client/ui/table.h"
#include "hg/client/ui/text.h"

namespace hg::hgbuild {
namespace {

using cache::Counter;
using client::ui::bytes_text;
using client::ui::count_text;
using client::ui::printable;

constexpr int kReasons = static_cast<int>(model::Reason::remote_error_unconfirmed) + 1;

std::uint64_t value(const CacheView& view, Counter counter) {
  return view.counters[static_cast<std::size_t>(counter)].second;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "";
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string hex(const digest::Sha256Digest& digest) {
  return digest::to_hex(digest);
}

std::string entry_text(const cache::Entry& entry) {
  std::string text =
      fmt::format("made by  {} in {}\nprinted  {} on stdout, {} on stderr\n", printable(entry.creator),
                  client::ui::duration_text(entry.compile_time), bytes_text(entry.standard_output.size()),
                  bytes_text(entry.standard_error.size()));
  for (const model::OutputFile& output : entry.outputs) {
    text += fmt::format("output   {} {} ({} stored)\n", cache::suffix(output.kind), bytes_text(output.size),
                        bytes_text(output.zstd.size()));
  }
  return text;
}

std::string manifest_text(const cache::Manifest& manifest) {
  std::string text;
  for (std::size_t i = 0; i < manifest.size(); ++i) {
    const cache::Variant variant = manifest.variant(i);
    text += fmt::format("variant  {}: result {}\n", i, hex(variant.result.value()));
    for (const cache::Included& file : variant.files) {
      text += fmt::format("  file   {} {}\n", hex(file.content), printable(file.path));
    }
    for (const cache::Absent& group : variant.absent) {
      text += fmt::format("  absent {} below {}{}\n", count_text(group.paths.size(), "path"),
                          printable(group.directory), group.stamp ? "" : ", each asked for");
    }
  }
  return text;
}

}  // namespace

CacheView look_at_cache(const std::string& directory, std::uint64_t limit) {
  CacheView view{.directory = directory,
                 .limit = limit,
                 .usage = cache::usage(directory),
                 .counters = {},
                 .not_cacheable = {}};
  const cache::Counters counters = cache::Counters::open(directory);
  for (int i = 0; i < cache::kCounters; ++i) {
    const auto counter = static_cast<Counter>(i);
    view.counters.emplace_back(counter, counters.value(counter));
  }
  for (int i = 0; i < kReasons; ++i) {
    const auto reason = static_cast<model::Reason>(i);
    if (const std::uint64_t n = counters.value(reason); n > 0) view.not_cacheable.emplace_back(reason, n);
  }
  std::stable_sort(view.not_cacheable.begin(), view.not_cacheable.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return view;
}

std::string cache_text(const CacheView& view, const client::ui::Style& style) {
  using client::ui::Ink;
  const std::uint64_t direct = value(view, Counter::direct_hit);
  const std::uint64_t by_text = value(view, Counter::text_hit);
  const std::uint64_t misses = value(view, Counter::miss);
  const std::uint64_t all = direct + by_text + misses;
  std::vector<client::ui::Row> rows;
  const auto row = [&](std::string what, std::string figure, std::string more) {
    rows.push_back({{std::move(what)}, {std::move(figure), true}, {std::move(more), false, Ink::dim}});
  };
  const auto number = [](std::uint64_t n) { return fmt::format("{}", n); };
  row("hits", number(direct + by_text), percent(direct + by_text, all));
  row("  direct", number(direct), "nothing was preprocessed");
  row("  by text", number(by_text), "the preprocessed text was known");
  row("misses", number(misses), percent(misses, all));
  row("time saved", client::ui::duration_text(std::chrono::microseconds(value(view, Counter::saved_us))),
      "that the hits took to compile");
  for (const auto& [reason, n] : view.not_cacheable)
    row("not cacheable", number(n), std::string(explain(reason)));
  row("stored", bytes_text(view.usage.bytes),
      fmt::format("of {}: {}, {}", bytes_text(view.limit), count_text(view.usage.entries, "result"),
                  count_text(view.usage.manifests, "manifest")));
  row("evicted", number(value(view, Counter::evicted)), bytes_text(value(view, Counter::evicted_bytes)));
  if (const std::uint64_t n = value(view, Counter::damaged); n > 0) row("damaged", number(n), "removed");
  if (const std::uint64_t n = value(view, Counter::not_stored); n > 0) row("not stored", number(n), "");
  if (const std::uint64_t n = value(view, Counter::failed); n > 0)
    row("failed", number(n), "the store did not work");
  return fmt::format("{}\n", printable(view.directory)) + client::ui::table(rows, style);
}

std::string cache_json(const CacheView& view) {
  using Json = nlohmann::ordered_json;
  Json counters = Json::object();
  for (const auto& [counter, n] : view.counters) counters[std::string(code(counter))] = n;
  Json reasons = Json::object();
  for (const auto& [reason, n] : view.not_cacheable) reasons[std::string(code(reason))] = n;
  const Json json = {{"schema", "hgbuild.cache/1"},   {"directory", view.directory},
                     {"limit_bytes", view.limit},     {"stored_bytes", view.usage.bytes},
                     {"results", view.usage.entries}, {"manifests", view.usage.manifests},
                     {"counters", counters},          {"not_cacheable", reasons}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<std::string> stored_text(std::string_view bytes) {
  HG_TRY_ASSIGN(const cache::Id id, cache::read_envelope(bytes));
  HG_TRY_ASSIGN(const std::string_view payload, cache::open_envelope(id, bytes));
  if (id.kind == cache::Kind::manifest) {
    HG_TRY_ASSIGN(const cache::Manifest manifest, cache::decode_manifest(payload));
    return fmt::format("manifest {}\n", hex(id.key)) + manifest_text(manifest);
  }
  HG_TRY_ASSIGN(const cache::Entry entry, cache::decode_entry(payload));
  return fmt::format("result   {}\n", hex(id.key)) + entry_text(entry);
}

}  // namespace hg::hgbuild
