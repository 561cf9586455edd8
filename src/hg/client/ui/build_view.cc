#include "hg/client/ui/build_view.h"

#include "hg/model/client_outcome.h"

namespace hg::client::ui {

BuildView view_of(const ipc::BuildAnswer& answer) {
  BuildView view;
  view.running = std::uint64_t{answer.running_remote} + answer.running_local + answer.waiting;
  view.remote = answer.remote;
  view.cached = answer.cached;
  view.workers = answer.workers.size();
  for (const auto& [reason, n] : answer.reasons) {
    if (model::is_compile(reason)) {
      view.local += n;
      view.reasons.emplace_back(reason, n);
    } else {
      view.other += n;
    }
  }
  return view;
}

}  // namespace hg::client::ui
