// Real gRPC on loopback, a worker that does what the test says.
#include "hg/coordinator/service/build_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <list>

#include "hg/base/guarded.h"
#include "hg/cache/disk_store.h"
#include "hg/codec/zstd.h"
#include "hg/coordinator/service/build_service_fixture.h"
#include "hg/coordinator/service/fake_worker.h"
#include "hg/os/file.h"
#include "hg/rpc/deadline.h"
#include "hg/rpc/grpc_log.h"
#include "hg/rpc/server.h"
#include "hg/wire/handshake.h"
#include "hg/wire/status.h"

namespace hg::coordinator::service {
namespace {

using model::Reason;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using Mode = FakeWorker::Mode;

TEST_F(BuildServiceTest, HandshakeTellsTheEpochAndTheHeartbeat) {
  wire::Hello hello;
  hello.program_version = "test";
  pb::HandshakeResponse response;
  ASSERT_TRUE(shake_hands(hello, response).ok());
  EXPECT_EQ(response.coordinator_epoch(), service_->epoch());
  EXPECT_EQ(response.heartbeat_interval_ms(), 10'000U);
  EXPECT_EQ(response.worker_id(), "");
}

TEST_F(BuildServiceTest, SkewIsRefusedNamingBothVersions) {
  wire::Hello hello;
  hello.program_version = "99.0.0";
  hello.protocol.major = wire::kProtocol.major + 1;
  pb::HandshakeResponse response;
  const auto status = shake_hands(hello, response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(reason_of(status), Reason::version_skew);
  EXPECT_THAT(status.error_message(), HasSubstr("99.0.0"));
  EXPECT_THAT(status.error_message(), HasSubstr("ours 1.3"));
}

TEST_F(BuildServiceTest, ACompileIsRelayed) {
  FakeWorker worker;
  const auto id = enrol(worker);
  pb::CompileResponse response;
  const auto status = compile(some_request("payload"), response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.standard_output(), "payload");
  EXPECT_EQ(response.worker_id(), id);
  EXPECT_EQ(response.worker_address(), worker.address());
  EXPECT_EQ(response.attempts(), 1U);
}

TEST_F(BuildServiceTest, EveryEndIsToldOnce) {
  pb::CompileResponse response;
  EXPECT_FALSE(compile(some_request(), response).ok());
  FakeWorker worker;
  enrol(worker);
  EXPECT_TRUE(compile(some_request("payload"), response).ok());
  const auto ends = ends_.all.with([](const auto& list) { return list; });
  ASSERT_EQ(ends.size(), 2U);
  EXPECT_FALSE(ends[0].good);
  EXPECT_TRUE(ends[1].good);
  EXPECT_FALSE(ends[1].cancelled);
  EXPECT_EQ(ends[1].wire_bytes, 7U);
}

TEST_F(BuildServiceTest, WithoutWorkersTheReasonArrives) {
  pb::CompileResponse response;
  EXPECT_EQ(reason_of(compile(some_request(), response)), Reason::no_workers);
  FakeWorker worker;
  enrol(worker);
  auto request = some_request();
  request.set_toolchain_id(std::string(64, 'b'));
  EXPECT_EQ(reason_of(compile(request, response)), Reason::no_matching_toolchain);
}

TEST_F(BuildServiceTest, ABadRequestIsRefusedNamingTheField) {
  auto request = some_request();
  request.set_file_name("../x");
  pb::CompileResponse response;
  const auto status = compile(request, response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("file_name"));
  EXPECT_EQ(reason_of(status), Reason::rejected);
}

TEST_F(BuildServiceTest, UnavailableIsTriedOnAnotherWorker) {
  FakeWorker bad(Mode::unavailable);
  FakeWorker good;
  enrol(bad);
  enrol(good);
  for (int i = 0; i < 20; ++i) {
    pb::CompileResponse response;
    ASSERT_TRUE(compile(some_request(), response).ok());
    EXPECT_EQ(response.worker_address(), good.address());
  }
  EXPECT_GT(bad.calls, 0);
}

TEST_F(BuildServiceTest, AKilledWorkersTaskEndsOnAnother) {
  FakeWorker doomed(Mode::hang);
  enrol(doomed);
  pb::CompileResponse response;
  std::thread client([&] { EXPECT_TRUE(compile(some_request(), response).ok()); });
  ASSERT_TRUE(doomed.eventually([&] { return doomed.calls == 1; }));
  FakeWorker good;
  enrol(good);
  doomed.kill();
  client.join();
  EXPECT_EQ(response.attempts(), 2U);
  EXPECT_EQ(response.worker_address(), good.address());
}

TEST_F(BuildServiceTest, NobodyWaitsForADeadWorker) {
  FakeWorker worker;
  enrol(worker);
  worker.kill();
  pb::CompileResponse response;
  EXPECT_EQ(reason_of(compile(some_request(), response)), Reason::no_workers);
}

TEST_F(BuildServiceTest, CancellationReachesTheWorkerAndFreesTheSlot) {
  FakeWorker worker(Mode::hang);
  enrol(worker, 1);
  grpc::ClientContext context;
  std::thread client([&] {
    pb::CompileResponse response;
    EXPECT_EQ(stub_->Compile(&context, some_request(), &response).error_code(), grpc::StatusCode::CANCELLED);
  });
  ASSERT_TRUE(worker.eventually([&] { return worker.calls == 1; }));
  context.TryCancel();
  client.join();
  ASSERT_TRUE(worker.eventually([&] { return worker.cancelled == 1; }));
  worker.mode = Mode::answer;
  pb::CompileResponse response;
  EXPECT_TRUE(compile(some_request(), response).ok());
}

TEST_F(BuildServiceTest, ACancelledTaskLeavesTheQueue) {
  FakeWorker worker(Mode::hang);
  enrol(worker, 1);
  grpc::ClientContext first;
  pb::CompileResponse unused;
  std::thread holder([&] { std::ignore = stub_->Compile(&first, some_request(), &unused); });
  ASSERT_TRUE(worker.eventually([&] { return worker.calls == 1; }));
  grpc::ClientContext second;
  rpc::set_timeout(second, milliseconds(100));  // gives up while it waits
  pb::CompileResponse response;
  EXPECT_EQ(stub_->Compile(&second, some_request(), &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  first.TryCancel();
  holder.join();
  ASSERT_TRUE(worker.eventually([&] { return worker.cancelled == 1; }));
  worker.mode = Mode::answer;
  ASSERT_TRUE(compile(some_request(), response).ok());
  EXPECT_EQ(worker.calls, 2) << "the one that gave up was not started";
}

TEST_F(BuildServiceTest, AnAttemptHasItsDeadline) {
  TearDown();
  options_.links.attempt_timeout = milliseconds(50);
  options_.dispatch.retry_delays = {};
  start();
  FakeWorker worker(Mode::hang);
  enrol(worker);
  pb::CompileResponse response;
  const auto status = compile(some_request(), response);
  EXPECT_EQ(reason_of(status), Reason::worker_timeout);
  EXPECT_TRUE(worker.eventually([&] { return worker.cancelled == 1; }));
}

TEST_F(BuildServiceTest, AWorkerThatIsSilentIsLostAndItsTaskEnds) {
  TearDown();
  options_.dispatch.registry.heartbeat_interval = milliseconds(50);
  start();
  FakeWorker worker(Mode::hang);
  enrol(worker);
  pb::CompileResponse response;
  EXPECT_EQ(reason_of(compile(some_request(), response)), Reason::no_workers);
  EXPECT_TRUE(worker.eventually([&] { return worker.cancelled == 1; }));
}

TEST_F(BuildServiceTest, AThousandAtOnceOverFewSlots) {
  FakeWorker one;
  FakeWorker two;
  enrol(one, 8);
  enrol(two, 8);
  constexpr int kCalls = 1000;
  struct Call {
    grpc::ClientContext context;
    pb::CompileRequest request;
    pb::CompileResponse response;
  };
  std::vector<Call> calls(kCalls);
  std::latch done(kCalls);
  std::atomic<int> right = 0;
  for (int i = 0; i < kCalls; ++i) {
    Call& call = calls[static_cast<std::size_t>(i)];
    call.request = some_request("payload " + std::to_string(i));
    rpc::set_timeout(call.context, seconds(60));
    stub_->async()->Compile(&call.context, &call.request, &call.response, [&](const grpc::Status& status) {
      if (status.ok() && call.response.standard_output() == call.request.preprocessed().zstd()) ++right;
      done.count_down();
    });
  }
  done.wait();
  EXPECT_EQ(right, kCalls);
  EXPECT_EQ(one.calls + two.calls, kCalls);
  EXPECT_GT(one.calls, 0);
  EXPECT_GT(two.calls, 0);
}

TEST_F(BuildServiceTest, HeartbeatsAndStatus) {
  FakeWorker worker;
  const auto id = enrol(worker, 3);
  pb::HealthCheckResponse health;
  {
    grpc::ClientContext context;
    ASSERT_TRUE(
        stub_->HealthCheck(&context, wire::encode(wire::Heartbeat{model::WorkerId(id), {}}), &health).ok());
    EXPECT_EQ(health.coordinator_epoch(), service_->epoch());
  }
  {
    grpc::ClientContext context;
    const auto status =
        stub_->HealthCheck(&context, wire::encode(wire::Heartbeat{model::WorkerId("nobody"), {}}), &health);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_THAT(status.error_message(), HasSubstr("register again"));
  }
  grpc::ClientContext context;
  pb::GetWorkerStatusResponse status;
  ASSERT_TRUE(stub_->GetWorkerStatus(&context, {}, &status).ok());
  ASSERT_EQ(status.workers_size(), 1);
  EXPECT_EQ(status.workers(0).id(), id);
  EXPECT_EQ(status.workers(0).program_version(), "test");
  EXPECT_EQ(status.workers(0).capability().slots(), 3U);
}

TEST_F(BuildServiceTest, AWorkerIsDrainedFromThisMachine) {
  FakeWorker worker;
  const auto id = enrol(worker);
  const auto drain = [&](const std::string& name, bool drained, pb::DrainWorkerResponse& response) {
    grpc::ClientContext context;
    rpc::set_timeout(context, seconds(20));
    pb::DrainWorkerRequest request;
    request.set_worker(name);
    request.set_drain(drained);
    return stub_->DrainWorker(&context, request, &response);
  };
  pb::DrainWorkerResponse response;
  EXPECT_EQ(drain("nobody", true, response).error_code(), grpc::StatusCode::NOT_FOUND);
  ASSERT_TRUE(drain("fake", true, response).ok());
  EXPECT_EQ(response.worker_id(), id);
  pb::CompileResponse compiled;
  EXPECT_EQ(reason_of(compile(some_request(), compiled)), Reason::no_workers);
  ASSERT_TRUE(drain(id, false, response).ok());
  EXPECT_TRUE(compile(some_request(), compiled).ok());
}

TEST_F(BuildServiceTest, WhatAgentsReportCounts) {
  FakeWorker worker;
  enrol(worker);
  const auto report = [&](const char* reason) {
    grpc::ClientContext context;
    rpc::set_timeout(context, seconds(20));
    pb::ReportWorkerRequest request;
    request.set_worker(worker.address());
    request.set_reason(reason);
    pb::ReportWorkerResponse response;
    return stub_->ReportWorker(&context, request, &response);
  };
  EXPECT_EQ(report("bad mood").error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(report("bad-result").ok());
  EXPECT_EQ(service_->load().workers[0].circuit, resilience::CircuitState::open);
}

TEST_F(BuildServiceTest, WhatClientsDidWithoutTheGridIsToldToTheObserver) {
  const auto report = [&](const char* build) {
    grpc::ClientContext context;
    rpc::set_timeout(context, seconds(20));
    pb::ReportOutcomesRequest request;
    request.add_outcomes()->set_label("a.c");
    request.add_outcomes()->set_label("b.c");
    request.mutable_outcomes(1)->set_build_id(build);
    pb::ReportOutcomesResponse response;
    return stub_->ReportOutcomes(&context, request, &response);
  };
  EXPECT_EQ(report("b 1").error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_TRUE(ends_.reported.with([](const auto& all) { return all.empty(); })) << "all of it or nothing";
  ASSERT_TRUE(report("b-1").ok());
  ends_.reported.with([](const auto& all) {
    ASSERT_EQ(all.size(), 2U);
    EXPECT_TRUE(all[0].starts_with("ipv4:127.0.0.1:") && all[0].ends_with(" a.c")) << all[0];
    EXPECT_TRUE(all[1].ends_with(" b.c")) << all[1];
  });
}

TEST_F(BuildServiceTest, ShutdownEndsRunningCallsInBoundedTime) {
  FakeWorker worker(Mode::hang);
  enrol(worker);
  std::thread client([&] {
    pb::CompileResponse response;
    EXPECT_FALSE(compile(some_request(), response).ok());
  });
  ASSERT_TRUE(worker.eventually([&] { return worker.calls == 1; }));
  server_->shutdown(milliseconds(10));
  client.join();
  EXPECT_TRUE(worker.eventually([&] { return worker.cancelled == 1; }));
}

class WithResults : public BuildServiceTest {
 protected:
  void SetUp() override {
    options_.results = store_.get();
    start();
  }
  os::TempDir directory_ = os::TempDir::make("/tmp", "hg-test-").value();
  std::unique_ptr<cache::DiskStore> store_ =
      cache::DiskStore::open({.directory = directory_.path() + "/cache"}, system_clock()).value();
};

TEST_F(WithResults, ACompileThatWasDoneNeedsNoWorker) {
  pb::CompileRequest request = some_request(codec::compress("int x;"));
  request.mutable_preprocessed()->set_size(6);
  {
    const FakeWorker worker;
    enrol(worker);
    pb::CompileResponse response;
    ASSERT_TRUE(compile(request, response).ok());
    EXPECT_FALSE(response.cached());
    EXPECT_EQ(worker.calls, 1);
  }
  server_.reset();
  service_.reset();  // what it was about to keep is kept
  start();           // nobody has registered with this one
  pb::CompileResponse response;
  ASSERT_TRUE(compile(request, response).ok());
  EXPECT_TRUE(response.cached());
  ASSERT_EQ(response.outputs_size(), 1);
  EXPECT_EQ(codec::decompress(response.outputs(0).zstd(), 100).value(), "object");
  request.add_arguments("-O2");
  EXPECT_EQ(reason_of(compile(request, response)), Reason::no_workers);
}

TEST_F(WithResults, ASourceThatIsNoTextGoesToAWorkerAllTheSame) {
  const FakeWorker worker;
  enrol(worker);
  for (int call = 1; call <= 2; ++call) {
    pb::CompileResponse response;
    ASSERT_TRUE(compile(some_request(), response).ok());
    EXPECT_FALSE(response.cached());
    EXPECT_EQ(worker.calls, call);
  }
}

// Clients that want the same at the same time, on threads of their own.
class Together : public WithResults {
 protected:
  struct Client {
    grpc::ClientContext context;
    pb::CompileResponse response;
    grpc::Status status;
    std::thread thread;
  };
  Client& send() {
    Client& client = clients_.emplace_back();
    rpc::set_timeout(client.context, seconds(20));
    client.thread = std::thread([this, &client] {
      pb::CompileRequest request = some_request(codec::compress("int x;"));
      request.mutable_preprocessed()->set_size(6);
      client.status = stub_->Compile(&client.context, request, &client.response);
    });
    return client;
  }
  // Sends some that wait for the one that is being compiled.
  void send_waiting(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) send();
    const TimePoint deadline = system_clock().now() + seconds(20);
    while (service_->load().joined < count && system_clock().now() < deadline) std::this_thread::yield();
    ASSERT_EQ(service_->load().joined, count);
  }
  void join() {
    for (Client& client : clients_) client.thread.join();
  }
  std::list<Client> clients_;
};

TEST_F(Together, TheSameIsCompiledOnce) {
  FakeWorker worker(Mode::hold);
  enrol(worker);
  send();
  ASSERT_TRUE(worker.eventually([&] { return worker.calls == 1; }));
  send_waiting(5);
  worker.release();
  join();
  EXPECT_EQ(worker.calls, 1);
  int compiled = 0;
  for (const Client& client : clients_) {
    ASSERT_TRUE(client.status.ok());
    ASSERT_EQ(client.response.outputs_size(), 1);
    EXPECT_EQ(codec::decompress(client.response.outputs(0).zstd(), 100).value(), "object");
    if (!client.response.cached()) ++compiled;
  }
  EXPECT_EQ(compiled, 1);
}

TEST_F(Together, WhenTheFirstClientGoesAwayAnotherTakesOver) {
  FakeWorker worker(Mode::hold);
  enrol(worker);
  Client& first = send();
  ASSERT_TRUE(worker.eventually([&] { return worker.calls == 1; }));
  send_waiting(3);
  first.context.TryCancel();
  ASSERT_TRUE(worker.eventually([&] { return worker.calls == 2; }));
  worker.release();
  join();
  for (Client& client : clients_) EXPECT_EQ(client.status.ok(), &client != &first);
  EXPECT_EQ(worker.calls, 2);
}

TEST_F(Together, OneThatWaitsMayGoAway) {
  FakeWorker worker(Mode::hold);
  enrol(worker);
  send();
  ASSERT_TRUE(worker.eventually([&] { return worker.calls == 1; }));
  send_waiting(2);
  clients_.back().context.TryCancel();
  clients_.back().thread.join();
  EXPECT_EQ(clients_.back().status.error_code(), grpc::StatusCode::CANCELLED);
  clients_.pop_back();
  worker.release();
  join();
  for (const Client& client : clients_) EXPECT_TRUE(client.status.ok());
}

TEST_F(Together, WithoutWorkersNobodyHangs) {
  auto worker = std::make_unique<FakeWorker>(Mode::hold);
  enrol(*worker);
  send();
  ASSERT_TRUE(worker->eventually([&] { return worker->calls == 1; }));
  send_waiting(5);
  worker->kill();
  join();
  for (const Client& client : clients_) EXPECT_FALSE(client.status.ok());
}

}  // namespace
}  // namespace hg::coordinator::service
