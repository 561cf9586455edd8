#include "hg/coordinator/service/relay_call.h"

#include <utility>

#include "hg/wire/compile.h"
#include "hg/wire/status.h"

namespace hg::coordinator::service {
namespace {

Demand demand_of(const pb::CompileRequest& request, const std::string& client) {
  return {.task = model::TaskId(request.task_id()),
          .build = model::BuildId(request.build_id()),
          .toolchain = model::ToolchainId(request.toolchain_id()),
          .arch = arch_of(request.target()),
          .client = client,
          .priority = wire::priority_of(request),
          .label = request.label(),
          .source_bytes = request.preprocessed().size()};
}

model::CompileOutcome cancelled() {
  return tl::unexpected(model::Failure{model::Reason::transport, "cancelled by the client"});
}

}  // namespace

grpc::ServerUnaryReactor* RelayCall::start(const Surroundings& surroundings,
                                           const std::shared_ptr<const pb::CompileRequest>& request,
                                           pb::CompileResponse* response) {
  auto call = std::make_shared<RelayCall>(surroundings, request, response);
  call->self_ = call;
  if (surroundings.cache == nullptr) {
    call->arrive(std::nullopt);
  } else {
    surroundings.cache->find(
        request, [call, request](SharedCache::Answer found) { call->on_found(request, std::move(found)); });
  }
  return call.get();
}

void RelayCall::arrive(std::optional<cache::ResultKey> key) {
  around_.strand.with([&](Dispatcher& dispatcher) {
    if (gone_) return finish(cancelled());
    key_ = std::move(key);
    if (key_) {
      leading_ = around_.inflight.join(*key_, self_);
      if (!leading_) return;
    }
    task_ = dispatcher.submit(self_);
  });
}

void RelayCall::lead() {
  around_.strand.with([&](Dispatcher& dispatcher) {
    leading_ = true;
    if (gone_) return finish(cancelled());
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
  arrive(found.key);
}

RelayCall::RelayCall(const Surroundings& surroundings,
                     const std::shared_ptr<const pb::CompileRequest>& request, pb::CompileResponse* response)
    : RelayedJob(demand_of(*request, surroundings.client), request),
      around_(surroundings),
      arrived_(surroundings.strand.clock().now()),
      response_(response) {}

void RelayCall::finish(model::CompileOutcome outcome) {
  around_.observer.compile_ended({demand(), outcome, gone_, joined_, around_.strand.clock().now() - arrived_,
                                  request()->preprocessed().size(), request()->preprocessed().zstd().size()});
  if (std::exchange(leading_, false)) around_.inflight.ended(*key_, outcome, gone_);
  outcome_ = std::move(outcome);
  around_.outbox.post([call = self_] { call->answer(); });
}

void RelayCall::answer() {
  if (!*outcome_) return Finish(wire::to_status(outcome_->error()));
  if (keep_) keep_(**outcome_);
  *response_ = wire::encode(std::move(**outcome_));
  Finish(grpc::Status::OK);
}

void RelayCall::follow(const model::CompileOutcome& outcome) {
  joined_ = true;
  if (!outcome) return finish(outcome);
  model::CompileResult result = *outcome;
  result.cached = model::CachedAt::coordinator;  // no compiler ran for this one
  result.attempts = 0;
  result.times = {};
  finish(std::move(result));
}

void RelayCall::OnCancel() {
  around_.strand.with([this](Dispatcher& dispatcher) {
    gone_ = true;
    if (task_ != 0) return dispatcher.cancel(task_);
    // Else it is being looked up, or about to lead: arrive() and lead() will see.
    if (key_ && around_.inflight.leave(*key_, *this)) finish(cancelled());
  });
}

void RelayCall::OnDone() {
  self_.reset();
}

}  // namespace hg::coordinator::service
