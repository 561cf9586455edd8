#include "commands/build_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include "hg/client/ui/build_view.h"
#include "hg/client/ui/text.h"

namespace hg::hgbuild {
namespace {

// A build that ends at once needs no bar.
constexpr std::chrono::milliseconds kFirstDraw{500};

}  // namespace

BuildProgress::BuildProgress(ProgressOptions options, const Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      begin_(clock.now()),
      terminal_(client::ui::terminal_on(STDERR_FILENO)),
      bar_(*terminal_) {}

void BuildProgress::ask() {
  const auto answer = options_.client.query_build(options_.build_id);
  if (answer && answer->known) {
    view_ = client::ui::view_of(*answer);
    grid_hits_ = view_->cached;
  }
  if (auto hits = options_.hits ? options_.hits() : std::vector<std::string>(); !hits.empty()) {
    own_hits_ += hits.size();
    (void)options_.client.tell_hits(options_.build_id, std::move(hits));
  }
  if (own_hits_ == 0) return;
  if (!view_) view_.emplace();
  view_->cached = grid_hits_ + own_hits_;
}

void BuildProgress::draw() {
  if (!view_ || elapsed() < kFirstDraw) return;
  bar_.show(client::ui::progress_line(*view_, elapsed(), bar_.columns(), options_.style));
}

void BuildProgress::tick() {
  if (!options_.show_bar) return;
  ask();
  draw();
}

void BuildProgress::resized() {
  bar_.resized();
}
void BuildProgress::stopping() {
  bar_.close();
}
void BuildProgress::continued() {}

void BuildProgress::finish() {
  bar_.close();
  ask();
}

std::string BuildProgress::summary(std::uint64_t calls) const {
  using client::ui::Ink;
  if (view_ && view_->done() != 0) return client::ui::summary(*view_, elapsed(), options_.style) + "\n";
  const std::string name = options_.style.paint(Ink::cyan, "hgbuild:");
  const std::string time = client::ui::duration_text(elapsed());
  if (calls == 0) return fmt::format("{} no compile was started  {}\n", name, time);
  if (view_)
    return fmt::format("{} 0 compiles  {}  {}\n", name, client::ui::count_text(calls, "other compiler call"),
                       time);
  return fmt::format(
      "{} {} on this machine  {}\n         {}: {}\n", name, client::ui::count_text(calls, "compiler call"),
      time, model::code(model::Reason::agent_unreachable), model::explain(model::Reason::agent_unreachable));
}

}  // namespace hg::hgbuild
