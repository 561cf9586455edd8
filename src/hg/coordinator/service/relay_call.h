// One Compile of a client on its way through the coordinator.
#pragma once

#include <grpcpp/support/server_callback.h>

#include <memory>
#include <optional>
#include <string>

#include "hg/coordinator/observer.h"
#include "hg/coordinator/service/inflight.h"
#include "hg/coordinator/service/shared_cache.h"
#include "hg/coordinator/service/strand.h"
#include "hg/coordinator/service/worker_links.h"

namespace hg::coordinator::service {

// The reactor that gRPC drives, the job that the dispatcher knows, and one of perhaps several clients that
// want the same. Owns itself until gRPC is done with it.
class RelayCall final : public RelayedJob, public Contender, public grpc::ServerUnaryReactor {
 public:
  // What a call needs of the service; what is referred to outlives it.
  struct Surroundings {
    Strand& strand;
    Outbox& outbox;
    Observer& observer;
    Inflight& inflight;
    SharedCache* cache = nullptr;  // none: every compile is a worker's
    std::string client{};          // whose connection the call came over
  };

  // Starts the relay, after a look into the cache if there is one. `request` must have been checked;
  // `response` is gRPC's. Never blocks.
  static grpc::ServerUnaryReactor* start(const Surroundings& surroundings,
                                         const std::shared_ptr<const pb::CompileRequest>& request,
                                         pb::CompileResponse* response);

  RelayCall(const Surroundings& surroundings, const std::shared_ptr<const pb::CompileRequest>& request,
            pb::CompileResponse* response);

  void finish(model::CompileOutcome outcome) override;  // from the dispatcher
  void lead() override;
  void follow(const model::CompileOutcome& outcome) override;
  void OnCancel() override;  // the client is gone
  void OnDone() override;

 private:
  void arrive(std::optional<cache::ResultKey> key);  // compiles, or waits for who compiles the same
  void on_found(const std::shared_ptr<const pb::CompileRequest>& request, SharedCache::Answer found);
  void answer();

  Surroundings around_;
  TimePoint arrived_;
  pb::CompileResponse* response_;
  std::shared_ptr<RelayCall> self_;
  std::function<void(const model::CompileResult&)> keep_;  // for a result of a worker; set before arrive()
  // Under the strand's lock:
  std::optional<cache::ResultKey> key_;  // once it is looked up
  TaskNumber task_ = 0;                  // 0: not submitted yet
  bool leading_ = false;                 // others may wait for what comes of this
  bool joined_ = false;                  // another's compile was this one's
  bool gone_ = false;
  std::optional<model::CompileOutcome> outcome_;
};

}  // namespace hg::coordinator::service
