// WorkerTransport over gRPC: one channel per worker, one call per attempt.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "hg/base/clock.h"
#include "hg/coordinator/service/outbox.h"
#include "hg/coordinator/transport.h"
#include "hg/rpc/channel.h"
#include "hg/rpc/credentials.h"
#include "hybridgrid/v1/build.grpc.pb.h"

namespace hg::coordinator::service {

namespace pb = hybridgrid::v1;

// A job that came over the network: what the worker gets is what the client sent.
class RelayedJob : public Job {
 public:
  RelayedJob(Demand demand, std::shared_ptr<const pb::CompileRequest> request)
      : Job(std::move(demand)), request_(std::move(request)) {}
  [[nodiscard]] const std::shared_ptr<const pb::CompileRequest>& request() const { return request_; }

 private:
  std::shared_ptr<const pb::CompileRequest> request_;
};

struct LinkOptions {
  Duration attempt_timeout = std::chrono::minutes(10);  // one compile on one worker
  Duration answer_timeout = std::chrono::seconds(3);    // to the question whether it is there
  rpc::ChannelOptions channel;
};

// Thread-safe, except start(), which like the outbox belongs to the strand. Every job that it is given is a
// RelayedJob.
class WorkerLinks final : public WorkerTransport {
 public:
  // Called from gRPC's threads, exactly once per attempt and question.
  struct Events {
    std::function<void(AttemptId, model::CompileOutcome)> ended;
    std::function<void(const model::WorkerId&, bool yes)> answered;
  };
  // The references must outlive the links.
  WorkerLinks(const LinkOptions& options, const rpc::Credentials& credentials, Outbox& outbox, Events events);
  ~WorkerLinks() override;  // as wait_until_idle()

  std::shared_ptr<RunningAttempt> start(const Attempt& attempt) override;
  void ask(const model::WorkerId& worker, const std::string& address) override;
  void forget(const std::string& address) override;

  // The process at this address is another one than before: connect anew instead of waiting for the old one
  // to return. `fingerprint`: of the certificate that it has made itself, or empty.
  void renew(const std::string& address, const std::string& fingerprint = "");

  // Blocks until every attempt has ended and every question was answered.
  void wait_until_idle();

 private:
  class Call;
  struct Question;
  static bool is_there(const grpc::Status& status);
  void call_begins();
  void call_ended();
  using Stub = pb::BuildService::Stub;
  std::shared_ptr<Stub> stub_for(const std::string& address);

  LinkOptions options_;
  const rpc::Credentials& credentials_;
  Outbox& outbox_;
  Events events_;
  std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t calls_ = 0;
  std::unordered_map<std::string, std::shared_ptr<Stub>> stubs_;  // by address
  std::unordered_map<std::string, std::string> fingerprints_;     // likewise, where there is one
};

}  // namespace hg::coordinator::service
