#include "hg/coordinator/service/relay_call.h"

#include <utility>

#include "hg/wire/compile.h"
#include "hg/wire/status.h"

namespace hg::coordinator::service {
namespace {

Demand demand_of(const pb::CompileRequest& request) {
  return {model::TaskId(request.task_id()), model::BuildId(request.build_id()),
          model::ToolchainId(request.toolchain_id()), arch_of(request.target())};
}

}  // namespace

grpc::ServerUnaryReactor* RelayCall::start(Strand& strand, Outbox& outbox,
                                           const std::shared_ptr<const pb::CompileRequest>& request,
                                           pb::CompileResponse* response) {
  auto call = std::make_shared<RelayCall>(strand, outbox, request, response);
  call->self_ = call;
  strand.with([&](Dispatcher& dispatcher) {
    if (call->gone_)
      return call->finish(tl::unexpected(model::Failure{model::Reason::transport, "cancelled"}));
    call->task_ = dispatcher.submit(call);
  });
  return call.get();
}

RelayCall::RelayCall(Strand& strand, Outbox& outbox, const std::shared_ptr<const pb::CompileRequest>& request,
                     pb::CompileResponse* response)
    : RelayedJob(demand_of(*request), request), strand_(strand), outbox_(outbox), response_(response) {}

void RelayCall::finish(model::CompileOutcome outcome) {
  outcome_ = std::move(outcome);
  outbox_.post([call = self_] { call->answer(); });
}

void RelayCall::answer() {
  if (!*outcome_) return Finish(wire::to_status(outcome_->error()));
  *response_ = wire::encode(std::move(**outcome_));
  Finish(grpc::Status::OK);
}

void RelayCall::OnCancel() {
  strand_.with([this](Dispatcher& dispatcher) {
    gone_ = true;
    if (task_ != 0) dispatcher.cancel(task_);
  });
}

void RelayCall::OnDone() {
  self_.reset();
}

}  // namespace hg::coordinator::service
