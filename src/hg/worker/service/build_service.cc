#include "hg/worker/service/build_service.h"

#include "hg/wire/compile.h"
#include "hg/wire/status.h"
#include "hg/wire/worker.h"

namespace hg::worker::service {
namespace {

// One Compile call. gRPC keeps it alive until the handler has returned it, Finish has been called and
// OnCancel has returned; so the pool may report the end at any time, also before start() returns.
class CompileCall final : public grpc::ServerUnaryReactor {
 public:
  CompileCall(TaskPool& pool, pb::CompileResponse& response) : pool_(pool), response_(response) {}

  void start(model::CompileTask task) {
    auto submitted =
        pool_.submit(std::move(task), [this](model::CompileOutcome outcome) { end(std::move(outcome)); });
    if (submitted) {
      task_ = *std::move(submitted);
      return;
    }
    // Full or draining: not for this worker now, and no fault of its own, or clients that end in the middle of
    // their compiles would open its circuit.
    Finish(wire::to_status(model::Failure{model::Reason::queue_full, submitted.error().message()}));
  }

 private:
  void end(model::CompileOutcome outcome) {
    if (!outcome) return Finish(wire::to_status(outcome.error()));
    response_ = wire::encode(*std::move(outcome));
    Finish(grpc::Status::OK);
  }
  void OnCancel() override {
    if (task_) pool_.cancel(*task_);
  }
  void OnDone() override { delete this; }

  TaskPool& pool_;
  pb::CompileResponse& response_;
  std::shared_ptr<RunningTask> task_;
};

grpc::ServerUnaryReactor* finish(grpc::CallbackServerContext& context, const grpc::Status& status) {
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

}  // namespace

grpc::ServerUnaryReactor* BuildService::Compile(grpc::CallbackServerContext* context,
                                                const pb::CompileRequest* request,
                                                pb::CompileResponse* response) {
  // The message is this call's own and nobody else reads it: its payload is moved, not copied.
  auto task = wire::decode(std::move(*const_cast<pb::CompileRequest*>(request)));
  if (!task)
    return finish(*context,
                  wire::to_status(model::Failure{model::Reason::rejected, task.error().to_string()}));
  auto* call = new CompileCall(pool_, *response);  // deletes itself in OnDone
  call->start(*std::move(task));
  return call;
}

grpc::ServerUnaryReactor* BuildService::HealthCheck(grpc::CallbackServerContext* context,
                                                    const pb::HealthCheckRequest* /*request*/,
                                                    pb::HealthCheckResponse* response) {
  response->set_serving(!pool_.counts().draining);
  return finish(*context, grpc::Status::OK);
}

grpc::ServerUnaryReactor* BuildService::GetWorkerStatus(grpc::CallbackServerContext* context,
                                                        const pb::GetWorkerStatusRequest* /*request*/,
                                                        pb::GetWorkerStatusResponse* response) {
  const TaskCounts counts = pool_.counts();
  model::WorkerStatus status;
  status.capability = describe_();
  status.state = counts.draining ? model::WorkerState::draining : model::WorkerState::online;
  status.active_tasks = counts.active;
  status.finished_tasks = counts.finished;
  status.failed_tasks = counts.failed;
  *response = wire::encode(wire::GridStatus{{std::move(status)}, 0});
  return finish(*context, grpc::Status::OK);
}

}  // namespace hg::worker::service
