#include "hg/client/agent/grpc_coordinator.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <future>
#include <vector>

#include "hg/base/clock.h"
#include "hg/os/unique_fd.h"
#include "hg/rpc/server.h"
#include "hg/wire/compile.h"
#include "hg/wire/handshake.h"
#include "hg/wire/status.h"
#include "hybridgrid/v1/build.grpc.pb.h"

namespace hg::client::agent {
namespace {

namespace pb = hybridgrid::v1;
using namespace std::chrono_literals;
using model::Reason;

class FakeService final : public pb::BuildService::CallbackService {
 public:
  grpc::ServerUnaryReactor* Handshake(grpc::CallbackServerContext* context, const pb::HandshakeRequest*,
                                      pb::HandshakeResponse* response) override {
    *response =
        wire::encode(wire::Welcome{.protocol = {protocol, 0}, .program_version = "7.7", .worker = {}});
    return finish(context, grpc::Status::OK);
  }
  grpc::ServerUnaryReactor* HealthCheck(grpc::CallbackServerContext* context, const pb::HealthCheckRequest*,
                                        pb::HealthCheckResponse* response) override {
    response->set_serving(true);
    if (!hang) return finish(context, grpc::Status::OK);
    // Ends when the client has given up.
    class Hanging final : public grpc::ServerUnaryReactor {
      void OnCancel() override { Finish(grpc::Status::CANCELLED); }
      void OnDone() override { delete this; }
    };
    return new Hanging;
  }
  grpc::ServerUnaryReactor* Compile(grpc::CallbackServerContext* context, const pb::CompileRequest* request,
                                    pb::CompileResponse* response) override {
    build = request->build_id();
    if (failure) return finish(context, wire::to_status(*failure));
    model::CompileResult result;
    result.worker_address = "w:1";
    result.outputs.push_back({.kind = model::OutputKind::object, .zstd = "oo", .size = 2});
    *response = wire::encode(std::move(result));
    return finish(context, grpc::Status::OK);
  }

  std::uint32_t protocol = wire::kProtocol.major;
  bool hang = false;
  std::optional<model::Failure> failure;
  std::string build;

 private:
  static grpc::ServerUnaryReactor* finish(grpc::CallbackServerContext* context, const grpc::Status& status) {
    auto* reactor = context->DefaultReactor();
    reactor->Finish(status);
    return reactor;
  }
};

// Listens on a port of the loopback and never takes a connection.
class SilentListener {
 public:
  explicit SilentListener(int backlog) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    EXPECT_EQ(::bind(socket_.get(), generic(), size), 0);
    EXPECT_EQ(::getsockname(socket_.get(), generic(), &size), 0);
    EXPECT_EQ(::listen(socket_.get(), backlog), 0);
  }

  [[nodiscard]] std::string address() const {
    return "127.0.0.1:" + std::to_string(ntohs(address_.sin_port));
  }

  // Connections that take all room in its queue.
  [[nodiscard]] std::vector<os::UniqueFd> fill() const {
    std::vector<os::UniqueFd> taken;
    for (int i = 0; i < 4; ++i) {
      taken.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      (void)::connect(taken.back().get(), generic(), sizeof address_);  // under way, or not for want of room
    }
    return taken;
  }

 private:
  [[nodiscard]] const sockaddr* generic() const {
    return reinterpret_cast<const sockaddr*>(&address_);  // NOLINT: how sockets take addresses
  }
  sockaddr* generic() { return reinterpret_cast<sockaddr*>(&address_); }  // NOLINT: as above

  os::UniqueFd socket_;
  sockaddr_in address_{};
};

model::CompileTask sample_task() {
  model::CompileTask task;
  task.id = model::TaskId("t1");
  task.toolchain = model::ToolchainId(std::string(64, 'a'));
  task.target = "x86_64-linux-gnu";
  task.file_name = "a.c";
  task.outputs = {model::OutputKind::object};
  task.source = model::PreprocessedSource{.zstd = "z", .size = 1};
  return task;
}

class GrpcCoordinatorTest : public ::testing::Test {
 protected:
  GrpcCoordinatorTest() {
    auto server = rpc::Server::start({.listen = {"127.0.0.1", 0}}, *rpc::plain_text(), service_);
    server_ = *std::move(server);
    coordinator_ = *open_grpc_coordinator("127.0.0.1:" + std::to_string(server_->port()), {}, system_clock());
  }

  template <typename T, typename Start>
  T wait_for(Start start) {
    auto promise = std::make_shared<std::promise<T>>();
    auto future = promise->get_future();
    start([promise](T value) { promise->set_value(std::move(value)); });
    EXPECT_EQ(future.wait_for(20s), std::future_status::ready);
    return future.get();
  }
  Answer<std::string> handshake() {
    return wait_for<Answer<std::string>>([&](auto done) { coordinator_->handshake(5s, done); });
  }
  model::CompileOutcome compile(model::CompileTask task) {
    return wait_for<model::CompileOutcome>([&](auto done) { coordinator_->compile(std::move(task), done); });
  }

  FakeService service_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<Coordinator> coordinator_;
};

TEST_F(GrpcCoordinatorTest, Greets) {
  const auto answer = handshake();
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(*answer, "7.7");
}

TEST_F(GrpcCoordinatorTest, AnotherProtocolIsVersionSkew) {
  service_.protocol = wire::kProtocol.major + 1;
  const auto answer = handshake();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().reason, Reason::version_skew);
}

TEST_F(GrpcCoordinatorTest, NobodyThereIsRefusedAtOnce) {
  server_.reset();
  const auto answer = handshake();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().reason, Reason::coordinator_refused);
}

// The kernel makes the connection, and nobody ever reads from it: a program that hangs.
// Bug: this was a refusal as soon as the attempt to connect was over.
TEST_F(GrpcCoordinatorTest, AConnectionWithoutAWordIsATimeout) {
  const SilentListener silent(16);
  coordinator_ = *open_grpc_coordinator(silent.address(), {}, system_clock());
  const auto answer = handshake();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().reason, Reason::coordinator_timeout) << answer.error().message;
  EXPECT_EQ(handshake().error().reason, Reason::coordinator_timeout) << "also from what is remembered";
}

// Its queue is full, so packets are dropped as those to a machine that is off.
TEST_F(GrpcCoordinatorTest, NoConnectionAndNoRefusalIsATimeout) {
  const SilentListener silent(0);
  const auto taken = silent.fill();
  coordinator_ = *open_grpc_coordinator(silent.address(), {}, system_clock());
  const auto answer = handshake();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().reason, Reason::coordinator_timeout) << answer.error().message;
}

TEST_F(GrpcCoordinatorTest, OneThatAppearsIsFoundByAskingAgain) {
  const auto port = server_->port();
  server_.reset();
  ASSERT_FALSE(handshake());
  server_ = *rpc::Server::start({.listen = {"127.0.0.1", port}}, *rpc::plain_text(), service_);
  const TimePoint deadline = system_clock().now() + 10s;
  auto answer = handshake();
  while (!answer && system_clock().now() < deadline) answer = handshake();
  EXPECT_TRUE(answer) << answer.error().message;
}

TEST_F(GrpcCoordinatorTest, CompilesAndGivesTheOutputs) {
  const auto outcome = compile(sample_task());
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->worker_address, "w:1");
  ASSERT_EQ(outcome->outputs.size(), 1U);
  EXPECT_EQ(outcome->outputs[0].zstd, "oo");
}

TEST_F(GrpcCoordinatorTest, AFailureKeepsItsReason) {
  service_.failure = model::Failure{Reason::no_matching_toolchain, "none"};
  const auto outcome = compile(sample_task());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().reason, Reason::no_matching_toolchain);
}

TEST_F(GrpcCoordinatorTest, ABuildIdThatTheWireDoesNotTakeIsLeftOut) {
  auto task = sample_task();
  task.build = model::BuildId("my build!");
  EXPECT_TRUE(compile(task));
  EXPECT_EQ(service_.build, "");
  task.build = model::BuildId("b-7");
  EXPECT_TRUE(compile(task));
  EXPECT_EQ(service_.build, "b-7");
}

TEST_F(GrpcCoordinatorTest, AHungProbeIsATimeout) {
  service_.hang = true;
  const auto answer = wait_for<Answer<void>>([&](auto done) { coordinator_->probe(50ms, done); });
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().reason, Reason::coordinator_timeout);
}

TEST_F(GrpcCoordinatorTest, ItsEndEndsWhatIsUnderWay) {
  service_.hang = true;
  std::promise<Answer<void>> answer;
  coordinator_->probe(1h, [&](Answer<void> given) { answer.set_value(std::move(given)); });
  coordinator_.reset();
  EXPECT_EQ(answer.get_future().wait_for(0s), std::future_status::ready);
}

TEST(GrpcCoordinator, ABadAddressIsNamed) {
  const auto opened = open_grpc_coordinator("nonsense", {}, system_clock());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, Reason::not_configured);
  EXPECT_NE(opened.error().message.find("nonsense"), std::string::npos);
}

// Sources must not leave the machine unseen by nobody but whoever listens on the way.
TEST(GrpcCoordinator, PlainTextToAnotherMachineNeedsTheUsersWord) {
  const auto opened = open_grpc_coordinator("192.0.2.1:9000", {}, system_clock());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, Reason::not_configured);
  EXPECT_NE(opened.error().message.find("HG_TLS_CA"), std::string::npos);
  EXPECT_TRUE(open_grpc_coordinator("192.0.2.1:9000", {.insecure = true}, system_clock()));
}

TEST(GrpcCoordinator, HalfOfAnIdentityIsRefused) {
  const model::Access no_key{.ca = "/ca.pem", .certificate = "/c.pem"};
  EXPECT_NE(open_grpc_coordinator("127.0.0.1:1", no_key, system_clock()).error().message.find("HG_TLS_KEY"),
            std::string::npos);
  const model::Access no_ca{.certificate = "/c.pem", .key = "/k.pem"};
  EXPECT_NE(open_grpc_coordinator("127.0.0.1:1", no_ca, system_clock()).error().message.find("HG_TLS_CA"),
            std::string::npos);
}

}  // namespace
}  // namespace hg::client::agent
