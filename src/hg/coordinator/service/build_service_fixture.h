// For the tests of BuildService: real gRPC on loopback, a worker that does what the test says.
#pragma once

#include "hg/coordinator/service/build_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <list>

#include "hg/base/guarded.h"
#include "hg/cache/disk_store.h"
#include "hg/codec/zstd.h"
#include "hg/coordinator/service/fake_worker.h"
#include "hg/coordinator/service/request_fixture.h"
#include "hg/os/file.h"
#include "hg/rpc/deadline.h"
#include "hg/rpc/grpc_log.h"
#include "hg/rpc/server.h"
#include "hg/wire/handshake.h"
#include "hg/wire/status.h"

namespace hg::coordinator::service {

inline wire::Hello worker_hello(const std::string& address, std::uint32_t slots) {
  wire::Hello hello;
  hello.program_version = "test";
  hello.role = wire::Role::worker;
  auto& capability = hello.capability.emplace();
  capability.name = "fake";
  capability.address = address;
  capability.arch = "x86_64";
  capability.slots = slots;
  capability.toolchains = {{model::ToolchainId(std::string(64, 'a')), model::CompilerFamily::gcc, true, "12",
                            "x86_64-linux-gnu", "g++"}};
  return hello;
}

// Keeps what it is told of each end.
class Ends final : public Observer {
 public:
  struct End {
    bool good;
    bool cancelled;
    std::uint64_t wire_bytes;
  };
  void compile_ended(const CompileEnd& end) override {
    all.with([&](auto& list) { list.push_back({end.outcome.has_value(), end.cancelled, end.wire_bytes}); });
  }
  void client_reported(const ClientReport& report) override {
    reported.with([&](auto& list) {
      for (const auto& outcome : report.outcomes) list.push_back(report.client + " " + outcome.label);
    });
  }
  Guarded<std::vector<End>> all;
  Guarded<std::vector<std::string>> reported;  // "client label"
};

class BuildServiceTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { rpc::route_grpc_log(); }
  void SetUp() override { start(); }
  void start() {
    service_.emplace(options_, system_clock(), 1, *credentials_, ends_);
    server_ = rpc::Server::start({{"127.0.0.1", 0}, "--grpc-port"}, *credentials_, *service_).value();
    stub_ = pb::BuildService::NewStub(rpc::open_channel({"127.0.0.1", server_->port()}, *credentials_));
  }
  void TearDown() override {
    server_.reset();
    service_.reset();
  }

  grpc::Status shake_hands(const wire::Hello& hello, pb::HandshakeResponse& response) {
    grpc::ClientContext context;
    rpc::set_timeout(context, std::chrono::seconds(20));
    return stub_->Handshake(&context, wire::encode(hello), &response);
  }
  std::string enrol(const FakeWorker& worker, std::uint32_t slots = 4) {
    pb::HandshakeResponse response;
    EXPECT_TRUE(shake_hands(worker_hello(worker.address(), slots), response).ok());
    return response.worker_id();
  }
  grpc::Status compile(const pb::CompileRequest& request, pb::CompileResponse& response) {
    grpc::ClientContext context;
    rpc::set_timeout(context, std::chrono::seconds(20));
    return stub_->Compile(&context, request, &response);
  }
  static model::Reason reason_of(const grpc::Status& status) {
    return wire::to_failure(status, model::Reason::coordinator_timeout, model::Reason::coordinator_refused)
        .reason;
  }

  ServiceOptions options_;
  Ends ends_;
  std::unique_ptr<rpc::Credentials> credentials_ = rpc::plain_text();
  std::optional<BuildService> service_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<pb::BuildService::Stub> stub_;
};

}  // namespace hg::coordinator::service
