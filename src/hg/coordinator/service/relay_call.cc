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

grpc::ServerUnaryReactor* RelayCall::start(const Surroundings& surroundings,
                                           const std::shared_ptr<const pb::CompileRequest>& request,
                                           pb::CompileResponse* response) {
  auto call = std::make_shared<RelayCall>(surroundings, request, response);
  call->self_ = call;
  if (surroundings.cache == nullptr) {
    call->submit();
  } else {
    surroundings.cache->find(
        request, [call, request](SharedCache::Answer found) { call->on_found(request, std::move(found)); });
  }
  return call.get();
}

void RelayCall::submit() {
  around_.strand.with([this](Dispatcher& dispatcher) {
    if (gone_) return finish(tl::unexpected(model::Failure{model::Reason::transport, "cancelled"}));
    task_ = dispatcher.submit(self_);
  });
}

void RelayCall::on_found(const std::shared_ptr<const pb::CompileRequest>& request,
                         SharedCache::Answer found) {
  if (found.result) {
    around_.strand.with([&](Dispatcher& /*dispatcher*/) { finish(*std::move(found.result)); });
    return;
  }
  if (found.key) {
    keep_ = [cache = around_.cache, request, key = *found.key](const model::CompileResult& result) {
      cache->keep(key, request, result);
    };
  }
  submit();
}

RelayCall::RelayCall(const Surroundings& surroundings,
                     const std::shared_ptr<const pb::CompileRequest>& request, pb::CompileResponse* response)
    : RelayedJob(demand_of(*request), request),
      around_(surroundings),
      arrived_(surroundings.strand.clock().now()),
      response_(response) {}

void RelayCall::finish(model::CompileOutcome outcome) {
  around_.observer.compile_ended({demand(), outcome, gone_, around_.strand.clock().now() - arrived_,
                                  request()->preprocessed().size(), request()->preprocessed().zstd().size()});
  outcome_ = std::move(outcome);
  around_.outbox.post([call = self_] { call->answer(); });
}

void RelayCall::answer() {
  if (!*outcome_) return Finish(wire::to_status(outcome_->error()));
  if (keep_) keep_(**outcome_);
  *response_ = wire::encode(std::move(**outcome_));
  Finish(grpc::Status::OK);
}

void RelayCall::OnCancel() {
  around_.strand.with([this](Dispatcher& dispatcher) {
    gone_ = true;
    if (task_ != 0) dispatcher.cancel(task_);
  });
}

void RelayCall::OnDone() {
  self_.reset();
}

}  // namespace hg::coordinator::service
