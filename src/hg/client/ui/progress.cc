#include "hg/client/ui/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "hg/client/ui/text.h"

namespace hg::client::ui {
namespace {

constexpr std::string_view kGap = "  ";
constexpr std::size_t kReasonsShown = 3;

// A figure with its label; `rank` says what goes first when the line is too long (highest rank first).
struct Field {
  std::string figure;
  std::string label;
  Ink ink = Ink::bold;
  int rank = 0;
};

Field field(std::uint64_t n, std::string label, Ink ink, int rank) {
  return {std::to_string(n), std::move(label), ink, rank};
}

std::size_t width_of(const std::vector<Field>& fields) {
  std::size_t columns = 0;
  for (const Field& f : fields) {
    columns +=
        (columns == 0 ? 0 : kGap.size()) + width(f.figure) + (f.label.empty() ? 0 : width(f.label) + 1);
  }
  return columns;
}

// Is this the grid's doing, which its owner may want to mend?
bool is_of_grid(model::Reason reason) {
  return reason >= model::Reason::not_configured && reason <= model::Reason::retries_exhausted;
}

std::string reasons_text(const BuildView& build) {
  std::string text;
  std::uint64_t rest = build.local;
  for (std::size_t i = 0; i < build.reasons.size() && i < kReasonsShown; ++i) {
    const auto& [reason, n] = build.reasons[i];
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", n, model::code(reason));
    rest -= std::min(rest, n);
  }
  if (!text.empty() && rest != 0) text += fmt::format(", {} other", rest);
  return text;
}

}  // namespace

std::string progress_line(const BuildView& build, std::chrono::nanoseconds elapsed, std::size_t columns,
                          const Style& style) {
  std::vector<Field> fields = {{"hgbuild", "", Ink::cyan, 5}, field(build.done(), "done", Ink::bold, 0)};
  fields.push_back(field(build.running, "running", Ink::bold, 1));
  fields.push_back(field(build.remote, "remote", Ink::green, 2));
  if (build.cached != 0) fields.push_back(field(build.cached, "cached", Ink::green, 6));
  fields.push_back(field(build.local, "local", build.local == 0 ? Ink::plain : Ink::yellow, 4));
  if (build.workers != 0) {
    fields.push_back(field(build.workers, build.workers == 1 ? "worker" : "workers", Ink::plain, 7));
  }
  fields.push_back({clock_text(elapsed), "", Ink::plain, 3});

  while (!fields.empty() && width_of(fields) > columns) {
    fields.erase(std::max_element(fields.begin(), fields.end(),
                                  [](const Field& a, const Field& b) { return a.rank < b.rank; }));
  }
  std::string line;
  for (const Field& f : fields) {
    if (!line.empty()) line += kGap;
    line += style.paint(f.ink, f.figure);
    if (!f.label.empty()) line += " " + style.paint(Ink::dim, f.label);
  }
  return line;
}

std::string summary(const BuildView& build, std::chrono::nanoseconds elapsed, const Style& style) {
  std::string line =
      style.paint(Ink::cyan, "hgbuild:") + " " + style.paint(Ink::bold, count_text(build.done(), "compile"));
  const auto add = [&](const std::string& text) { line.append(kGap).append(text); };
  if (build.cached != 0) add(style.paint(Ink::green, std::to_string(build.cached)) + " cached");
  if (build.remote != 0) {
    add(style.paint(Ink::green, std::to_string(build.remote)) + " remote" +
        (build.workers == 0 ? "" : " on " + count_text(build.workers, "worker")));
  }
  if (build.local != 0) {
    const std::string reasons = reasons_text(build);
    add(style.paint(Ink::yellow, std::to_string(build.local)) + " local" +
        (reasons.empty() ? "" : style.paint(Ink::dim, " (" + reasons + ")")));
  }
  add(duration_text(elapsed));
  if (build.reasons.empty() || !is_of_grid(build.reasons[0].first)) return line;
  const model::Reason reason = build.reasons[0].first;
  return line + fmt::format("\n         {}: {}", model::code(reason), model::explain(reason));
}

}  // namespace hg::client::ui
