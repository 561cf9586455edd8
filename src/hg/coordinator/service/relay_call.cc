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

grpc::ServerUnaryReactor* RelayCall::start(Strand& strand, Outbox& outbox, SharedCache* cache,
                                           const std::shared_ptr<const pb::CompileRequest>& request,
                                           pb::CompileResponse* response) {
  auto call = std::make_shared<RelayCall>(strand, outbox, request, response);
  call->self_ = call;
  if (cache == nullptr) {
    call->submit();
  } else {
    cache->find(request, [call, cache, request](SharedCache::Answer found) {
      call->on_found(*cache, request, std::move(found));
    });
  }
  return call.get();
}

void RelayCall::submit() {
  strand_.with([this](Dispatcher& dispatcher) {
    if (gone_) return finish(tl::unexpected(model::Failure{model::Reason::transport, "cancelled"}));
    task_ = dispatcher.submit(self_);
  });
}

void RelayCall::on_found(SharedCache& cache, const std::shared_ptr<const pb::CompileRequest>& request,
                         SharedCache::Answer found) {
  if (found.result) {
    strand_.with([&](Dispatcher& /*dispatcher*/) { finish(*std::move(found.result)); });
    return;
  }
  if (found.key) {
    keep_ = [&cache, request, key = *found.key](const model::CompileResult& result) {
      cache.keep(key, request, result);
    };
  }
  submit();
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
  if (keep_) keep_(**outcome_);
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
