#include "hg/worker/service/build_service.h"

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <condition_variable>
#include <future>
#include <mutex>

#include "hg/codec/zstd.h"
#include "hg/rpc/channel.h"
#include "hg/rpc/deadline.h"
#include "hg/rpc/server.h"
#include "hg/wire/compile.h"
#include "hg/wire/status.h"
#include "hg/wire/worker.h"

namespace hg::worker::service {
namespace {

using model::Reason;
using testing::HasSubstr;

// Answers by label: an object, a failure, or nothing until it is cancelled.
class FakeExecutor final : public executor::Executor {
 public:
  model::CompileOutcome execute(const model::CompileTask& task,
                                executor::Cancellation cancellation) override {
    if (task.label == "fail") return tl::unexpected(model::Failure{Reason::worker_disk_full, "no room"});
    if (task.label == "hang") {
      set(hanging_);
      pollfd event{cancellation.fd, POLLIN, 0};
      if (::poll(&event, 1, 20'000) == 1) set(cancelled_);
      return tl::unexpected(model::Failure{Reason::transport, "cancelled"});
    }
    model::CompileResult result;
    result.standard_error = "warned";
    result.outputs = {{model::OutputKind::object, codec::compress("object"), 6}};
    return result;
  }
  bool wait_hanging() { return wait(hanging_); }
  bool wait_cancelled() { return wait(cancelled_); }

 private:
  void set(bool& flag) {
    const std::lock_guard lock(mutex_);
    flag = true;
    changed_.notify_all();
  }
  bool wait(bool& flag) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return flag; });
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  bool hanging_ = false;
  bool cancelled_ = false;
};

class BuildServiceTest : public testing::Test {
 protected:
  auto stub() {
    return pb::BuildService::NewStub(rpc::open_channel({"127.0.0.1", server_->port()}, *credentials_));
  }
  static pb::CompileRequest request(const std::string& label) {
    model::CompileTask task;
    task.id = model::TaskId("t1");
    task.toolchain = model::ToolchainId(std::string(64, 'a'));
    task.target = "x86_64-linux-gnu";
    task.file_name = "a.c";
    task.label = label;
    task.outputs = {model::OutputKind::object};
    task.source = model::PreprocessedSource{codec::compress("int a;\n"), 7};
    return wire::encode(std::move(task));
  }
  grpc::Status compile(const std::string& label, pb::CompileResponse* response) {
    grpc::ClientContext context;
    rpc::set_timeout(context, std::chrono::seconds(20));
    return stub()->Compile(&context, request(label), response);
  }
  // A call that hangs in the executor until `context` is cancelled.
  std::future<grpc::Status> hang(grpc::ClientContext& context) {
    return std::async(std::launch::async, [this, &context] {
      pb::CompileResponse response;
      return stub()->Compile(&context, request("hang"), &response);
    });
  }
  static model::Failure failure(const grpc::Status& status) {
    return wire::to_failure(status, Reason::none, Reason::none);
  }

  FakeExecutor executor_;
  TaskPool pool_{executor_, 1};
  model::Capability capability_{"host", "127.0.0.1:50052", "0.1.0", "x86_64", 4, 1U << 30U, 1, {}};
  BuildService service_{pool_, [this] { return capability_; }};
  std::unique_ptr<rpc::Credentials> credentials_ = rpc::plain_text();
  std::unique_ptr<rpc::Server> server_ =
      rpc::Server::start({{"127.0.0.1", 0}, "--grpc-port"}, *credentials_, service_).value();
};

TEST_F(BuildServiceTest, Compiles) {
  pb::CompileResponse response;
  const grpc::Status status = compile("ok", &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  const auto result = wire::decode(std::move(response));
  ASSERT_TRUE(result) << result.error().to_string();
  EXPECT_EQ(result->standard_error, "warned");
  ASSERT_EQ(result->outputs.size(), 1U);
  EXPECT_EQ(*codec::decompress(result->outputs[0].zstd, 100), "object");
}

TEST_F(BuildServiceTest, AFailureKeepsItsReason) {
  pb::CompileResponse response;
  const model::Failure failed = failure(compile("fail", &response));
  EXPECT_EQ(failed.reason, Reason::worker_disk_full);
  EXPECT_EQ(failed.message, "no room");
}

TEST_F(BuildServiceTest, ABadRequestIsRejectedByName) {
  grpc::ClientContext context;
  pb::CompileRequest bad = request("ok");
  bad.clear_outputs();
  pb::CompileResponse response;
  const model::Failure failed = failure(stub()->Compile(&context, bad, &response));
  EXPECT_EQ(failed.reason, Reason::rejected);
  EXPECT_THAT(failed.message, HasSubstr("outputs"));
}

TEST_F(BuildServiceTest, ACancelledCallIsCancelledInTheExecutor) {
  grpc::ClientContext context;
  auto call = hang(context);
  ASSERT_TRUE(executor_.wait_hanging());
  context.TryCancel();
  EXPECT_TRUE(executor_.wait_cancelled());
  EXPECT_EQ(call.get().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(BuildServiceTest, ACallWhoseDeadlinePassedIsCancelledInTheExecutor) {
  grpc::ClientContext context;
  rpc::set_timeout(context, std::chrono::milliseconds(200));
  auto call = hang(context);
  EXPECT_TRUE(executor_.wait_cancelled());
  EXPECT_EQ(call.get().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
}

// Bug: this was the worker's fault to the coordinator, and a few clients killed together opened its circuit.
TEST_F(BuildServiceTest, AFullWorkerSendsTheTaskElsewhereAndIsNotToBlame) {
  grpc::ClientContext context;
  auto call = hang(context);
  ASSERT_TRUE(executor_.wait_hanging());
  pb::CompileResponse response;
  EXPECT_EQ(failure(compile("ok", &response)).reason, Reason::queue_full);
  context.TryCancel();
  call.get();
}

TEST_F(BuildServiceTest, ADrainingWorkerSaysSo) {
  const auto serving = [this] {
    grpc::ClientContext context;
    pb::HealthCheckResponse response;
    EXPECT_TRUE(stub()->HealthCheck(&context, {}, &response).ok());
    return response.serving();
  };
  EXPECT_TRUE(serving());
  pool_.drain();
  EXPECT_FALSE(serving());
  pb::CompileResponse response;
  EXPECT_EQ(failure(compile("ok", &response)).reason, Reason::queue_full);
}

TEST_F(BuildServiceTest, TellsItsStatus) {
  pb::CompileResponse ignored;
  ASSERT_TRUE(compile("ok", &ignored).ok());
  (void)compile("fail", &ignored);
  grpc::ClientContext context;
  pb::GetWorkerStatusResponse response;
  ASSERT_TRUE(stub()->GetWorkerStatus(&context, {}, &response).ok());
  ASSERT_EQ(response.workers_size(), 1);
  EXPECT_EQ(response.workers(0).capability().address(), "127.0.0.1:50052");
  EXPECT_EQ(response.workers(0).finished_tasks(), 1U);
  EXPECT_EQ(response.workers(0).failed_tasks(), 1U);
}

TEST_F(BuildServiceTest, TheHandshakeIsTheCoordinators) {
  grpc::ClientContext context;
  pb::HandshakeResponse response;
  EXPECT_EQ(stub()->Handshake(&context, {}, &response).error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

}  // namespace
}  // namespace hg::worker::service
