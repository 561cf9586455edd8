// For tests: a worker's BuildService that does what the test says.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "hg/codec/zstd.h"
#include "hg/rpc/server.h"
#include "hybridgrid/v1/build.grpc.pb.h"

namespace hg::coordinator::service {

namespace pb = hybridgrid::v1;

class FakeWorker final : public pb::BuildService::CallbackService {
  class Reactor;

 public:
  enum class Mode { answer, hang, unavailable, hold };  // hold: answers at release()

  explicit FakeWorker(Mode initially = Mode::answer) : mode(initially) {
    server_ = rpc::Server::start({{"127.0.0.1", 0}, "--grpc-port"}, *credentials_, *this).value();
  }
  ~FakeWorker() override { server_.reset(); }

  [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(server_->port()); }
  void kill() { server_->shutdown(std::chrono::nanoseconds(0)); }

  // Waits until `condition` holds of the counters below.
  template <typename F>
  [[nodiscard]] bool eventually(F condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), condition);
  }

  std::atomic<Mode> mode;
  std::atomic<int> calls = 0;
  std::atomic<int> cancelled = 0;

  grpc::ServerUnaryReactor* Compile(grpc::CallbackServerContext* /*context*/,
                                    const pb::CompileRequest* request,
                                    pb::CompileResponse* response) override {
    count(calls);
    auto* reactor = new Reactor(*this);
    if (mode == Mode::hang) return reactor;
    response->set_standard_output(request->preprocessed().zstd());
    response->set_compile_ns(1);
    pb::OutputFile& object = *response->add_outputs();
    object.set_kind(pb::OUTPUT_KIND_OBJECT);
    object.set_zstd(codec::compress("object"));
    object.set_size(6);
    const std::lock_guard lock(mutex_);
    if (mode == Mode::hold) {
      held_.push_back(reactor);
    } else {
      reactor->end(mode == Mode::answer ? grpc::Status::OK
                                        : grpc::Status(grpc::StatusCode::UNAVAILABLE, "busy"));
    }
    return reactor;
  }

  // Answers what was held, and everything from now on.
  void release() {
    const std::lock_guard lock(mutex_);
    mode = Mode::answer;
    for (Reactor* reactor : held_) reactor->end(grpc::Status::OK);
    held_.clear();
  }

 private:
  class Reactor final : public grpc::ServerUnaryReactor {
   public:
    explicit Reactor(FakeWorker& worker) : worker_(worker) {}
    void OnCancel() override {
      worker_.let_go(this);
      worker_.count(worker_.cancelled);
      end(grpc::Status::CANCELLED);
    }
    void OnDone() override { delete this; }
    void end(const grpc::Status& status) {
      if (!ended_.exchange(true)) Finish(status);
    }

   private:
    FakeWorker& worker_;
    std::atomic<bool> ended_ = false;
  };

  void let_go(const Reactor* reactor) {
    const std::lock_guard lock(mutex_);
    std::erase(held_, reactor);
  }

  void count(std::atomic<int>& counter) {
    const std::lock_guard lock(mutex_);
    ++counter;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Reactor*> held_;
  std::unique_ptr<rpc::Credentials> credentials_ = rpc::plain_text();
  std::unique_ptr<rpc::Server> server_;
};

}  // namespace hg::coordinator::service
