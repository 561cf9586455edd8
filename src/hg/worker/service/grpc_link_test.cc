#include "hg/worker/service/grpc_link.h"

#include <gtest/gtest.h>

#include <future>

#include "hg/rpc/channel.h"
#include "hg/rpc/server.h"
#include "hg/wire/handshake.h"
#include "hg/wire/status.h"

namespace hg::worker::service {
namespace {

// A coordinator that knows one worker, and never answers while `hangs` is set.
class FakeCoordinator final : public pb::BuildService::CallbackService {
 public:
  grpc::ServerUnaryReactor* Handshake(grpc::CallbackServerContext* context,
                                      const pb::HandshakeRequest* request,
                                      pb::HandshakeResponse* response) override {
    if (hangs) return hang();
    last = *request;
    wire::Welcome welcome;
    welcome.protocol.major += skew;
    welcome.program_version = "9.9.9";
    welcome.worker = model::WorkerId("w1");
    welcome.heartbeat_interval = std::chrono::milliseconds(1234);
    welcome.coordinator_epoch = 77;
    *response = wire::encode(welcome);
    return finish(context, grpc::Status::OK);
  }
  grpc::ServerUnaryReactor* HealthCheck(grpc::CallbackServerContext* context,
                                        const pb::HealthCheckRequest* request,
                                        pb::HealthCheckResponse* response) override {
    if (hangs) return hang();
    if (request->worker_id() != "w1")
      return finish(context, wire::to_status(Error(Code::not_found, "no such worker")));
    response->set_serving(true);
    response->set_coordinator_epoch(request->draining() ? 1 : 77);
    return finish(context, grpc::Status::OK);
  }
  bool hangs = false;
  unsigned skew = 0;
  std::promise<void> reached;
  pb::HandshakeRequest last;

 private:
  static grpc::ServerUnaryReactor* finish(grpc::CallbackServerContext* context, const grpc::Status& status) {
    auto* reactor = context->DefaultReactor();
    reactor->Finish(status);
    return reactor;
  }
  grpc::ServerUnaryReactor* hang() {
    class Hanging final : public grpc::ServerUnaryReactor {
      void OnCancel() override { Finish(grpc::Status::CANCELLED); }
      void OnDone() override { delete this; }
    };
    reached.set_value();
    return new Hanging;
  }
};

class GrpcLinkTest : public testing::Test {
 protected:
  static model::Capability capability() {
    model::Capability capability;
    capability.name = "host";
    capability.address = "127.0.0.1:50052";
    capability.version = "0.1.0";
    capability.arch = "x86_64";
    capability.slots = 3;
    return capability;
  }
  FakeCoordinator coordinator_;
  std::unique_ptr<rpc::Credentials> credentials_ = rpc::plain_text();
  std::unique_ptr<rpc::Server> server_ =
      rpc::Server::start({{"127.0.0.1", 0}, "--grpc-port"}, *credentials_, coordinator_).value();
  GrpcLink link_{rpc::open_channel({"127.0.0.1", server_->port()}, *credentials_), std::chrono::seconds(20)};
};

TEST_F(GrpcLinkTest, RegistersAndReports) {
  const auto registered = link_.handshake(capability(), model::WorkerId("w0"));
  ASSERT_TRUE(registered) << registered.error().to_string();
  EXPECT_EQ(registered->id, model::WorkerId("w1"));
  EXPECT_EQ(registered->heartbeat_interval, std::chrono::milliseconds(1234));
  EXPECT_EQ(registered->epoch, 77U);
  EXPECT_EQ(coordinator_.last.worker_id(), "w0");
  EXPECT_EQ(coordinator_.last.capability().slots(), 3U);
  EXPECT_EQ(*link_.heartbeat(model::WorkerId("w1"), {}), 77U);
  EXPECT_EQ(*link_.heartbeat(model::WorkerId("w1"), {0, 0, true}), 1U);
  EXPECT_EQ(link_.heartbeat(model::WorkerId("w2"), {}).error().code(), Code::not_found);
}

TEST_F(GrpcLinkTest, AnotherProtocolIsAPrecondition) {
  coordinator_.skew = 1;
  EXPECT_EQ(link_.handshake(capability(), {}).error().code(), Code::failed_precondition);
}

TEST_F(GrpcLinkTest, NobodyThere) {
  server_->shutdown(std::chrono::seconds(0));
  EXPECT_EQ(link_.handshake(capability(), {}).error().code(), Code::unavailable);
}

TEST_F(GrpcLinkTest, AHungCallIsEndedByCancel) {
  coordinator_.hangs = true;
  auto call =
      std::async(std::launch::async, [this] { return link_.handshake(capability(), {}).error().code(); });
  coordinator_.reached.get_future().wait();
  link_.cancel();
  EXPECT_EQ(call.get(), Code::cancelled);
  EXPECT_EQ(link_.heartbeat(model::WorkerId("w1"), {}).error().code(), Code::cancelled);
}

}  // namespace
}  // namespace hg::worker::service
