#include "hg/wire/outcomes.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "hg/wire/check.h"
#include "hg/wire/limits.h"

namespace hg::wire {
namespace {

Result<model::ClientOutcome> decode(const std::string& field, pb::ClientOutcome&& message) {
  HG_TRY(check_id(field + ".build_id", message.build_id(), Empty::allowed));
  HG_TRY(check_text(field + ".label", message.label(), kMaxTextLength));
  HG_TRY_ASSIGN(const auto total, duration(field + ".total_ns", message.total_ns()));
  return model::ClientOutcome{
      .build = model::BuildId(std::move(*message.mutable_build_id())),
      .label = std::move(*message.mutable_label()),
      .cached = message.cached(),
      .reason = model::reason_from_code(message.reason()).value_or(model::Reason::none),
      .total = total};
}

}  // namespace

pb::ReportOutcomesRequest encode(const std::vector<model::ClientOutcome>& outcomes) {
  pb::ReportOutcomesRequest request;
  const std::size_t sent = std::min<std::size_t>(outcomes.size(), kMaxOutcomes);
  for (std::size_t i = 0; i < sent; ++i) {
    const model::ClientOutcome& outcome = outcomes[i];
    pb::ClientOutcome& message = *request.add_outcomes();
    if (check_id("build_id", outcome.build.value())) message.set_build_id(outcome.build.value());
    message.set_label(outcome.label.substr(0, kMaxTextLength));
    message.set_cached(outcome.cached);
    message.set_reason(std::string(model::code(outcome.reason)));
    message.set_total_ns(static_cast<std::uint64_t>(outcome.total.count()));
  }
  return request;
}

Result<std::vector<model::ClientOutcome>> decode(pb::ReportOutcomesRequest&& request) {
  HG_TRY(check_at_most("outcomes", static_cast<std::uint64_t>(request.outcomes_size()), kMaxOutcomes));
  std::vector<model::ClientOutcome> outcomes;
  for (int i = 0; i < request.outcomes_size(); ++i) {
    HG_TRY_ASSIGN(auto outcome,
                  decode(fmt::format("outcomes[{}]", i), std::move(*request.mutable_outcomes(i))));
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace hg::wire
