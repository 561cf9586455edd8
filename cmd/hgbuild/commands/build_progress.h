// Shows a running build: asks the agent now and then, draws the bar, and says at the end what came of it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hg/base/clock.h"
#include "hg/client/ipc/query.h"
#include "hg/client/ui/progress.h"
#include "hg/client/ui/status_bar.h"
#include "hg/client/ui/style.h"
#include "hg/client/wrap/tool.h"

namespace hg::hgbuild {

struct ProgressOptions {
  client::ipc::Client client;
  std::string build_id;
  std::function<std::vector<std::string>()>
      hits;               // since the last call: of the cache, of which no agent hears
  bool show_bar = false;  // stderr is a terminal
  client::ui::Style style;
};

class BuildProgress final : public client::wrap::Onlooker {
 public:
  BuildProgress(ProgressOptions options, const Clock& clock);

  void tick() override;
  void resized() override;
  void stopping() override;
  void continued() override;

  // Takes the bar away and asks a last time.
  void finish();

  // One or two lines, with a newline. `calls`: compiler calls that the interposer saw.
  [[nodiscard]] std::string summary(std::uint64_t calls) const;

 private:
  void ask();
  void draw();
  [[nodiscard]] Duration elapsed() const { return clock_.now() - begin_; }

  ProgressOptions options_;
  const Clock& clock_;
  TimePoint begin_;
  std::unique_ptr<client::ui::Terminal> terminal_;
  client::ui::StatusBar bar_;
  std::optional<client::ui::BuildView> view_;  // once there is something to show
  std::uint64_t grid_hits_ = 0;                // of the last answer
  std::uint64_t own_hits_ = 0;
};

}  // namespace hg::hgbuild
