#include "hg/coordinator/service/guarded_service.h"

#include <gmock/gmock.h>

#include <memory>

#include "hg/auth/secret.h"
#include "hg/rpc/channel.h"
#include "hg/rpc/deadline.h"
#include "hg/rpc/grpc_log.h"
#include "hg/rpc/server.h"
#include "hg/testing/temp_directory.h"
#include "hg/wire/status.h"

namespace hg::coordinator::service {
namespace {

using grpc::StatusCode;
using model::Role;
using ::testing::HasSubstr;

// Answers whatever comes through.
class Open final : public pb::BuildService::CallbackService {
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* yes(grpc::CallbackServerContext* context, const Request*, Response*) {
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;
  Reactor* Handshake(Context* c, const pb::HandshakeRequest* q, pb::HandshakeResponse* a) override {
    return yes(c, q, a);
  }
  Reactor* Compile(Context* c, const pb::CompileRequest* q, pb::CompileResponse* a) override {
    return yes(c, q, a);
  }
  Reactor* HealthCheck(Context* c, const pb::HealthCheckRequest* q, pb::HealthCheckResponse* a) override {
    return yes(c, q, a);
  }
  Reactor* GetWorkerStatus(Context* c, const pb::GetWorkerStatusRequest* q,
                           pb::GetWorkerStatusResponse* a) override {
    return yes(c, q, a);
  }
  Reactor* DrainWorker(Context* c, const pb::DrainWorkerRequest* q, pb::DrainWorkerResponse* a) override {
    return yes(c, q, a);
  }
  Reactor* ReportWorker(Context* c, const pb::ReportWorkerRequest* q, pb::ReportWorkerResponse* a) override {
    return yes(c, q, a);
  }
  Reactor* ReportOutcomes(Context* c, const pb::ReportOutcomesRequest* q,
                          pb::ReportOutcomesResponse* a) override {
    return yes(c, q, a);
  }
};

class CoordinatorGuard : public testing::TempDirectoryTest {
 protected:
  static void SetUpTestSuite() { rpc::route_grpc_log(); }
  void guard_with(const auth::TokenStore* tokens) {
    server_.reset();
    door_ = std::make_unique<GuardedService>(service_, tokens);
    server_ = rpc::Server::start({{"127.0.0.1", 0}, "--grpc-port"}, *credentials_, *door_).value();
    stub_ = pb::BuildService::NewStub(rpc::open_channel({"127.0.0.1", server_->port()}, *credentials_));
  }
  std::string token(Role role) { return tokens_->create(role, "somebody", WallTime()).value(); }

  template <typename Request, typename Method>
  grpc::Status call(const std::string& token, Method method, const Request& request = {}) {
    grpc::ClientContext context;
    rpc::set_timeout(context, std::chrono::seconds(10));
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
    return method(*stub_, context, request);
  }
  grpc::Status handshake(const std::string& token, pb::Role role) {
    pb::HandshakeRequest request;
    request.set_role(role);
    return call(
        token,
        [](auto& stub, auto& context, const auto& asked) {
          pb::HandshakeResponse answer;
          return stub.Handshake(&context, asked, &answer);
        },
        request);
  }
  grpc::Status compile(const std::string& token) {
    return call<pb::CompileRequest>(token, [](auto& stub, auto& context, const auto& asked) {
      pb::CompileResponse answer;
      return stub.Compile(&context, asked, &answer);
    });
  }
  grpc::Status drain(const std::string& token) {
    return call<pb::DrainWorkerRequest>(token, [](auto& stub, auto& context, const auto& asked) {
      pb::DrainWorkerResponse answer;
      return stub.DrainWorker(&context, asked, &answer);
    });
  }
  grpc::Status heartbeat(const std::string& token) {
    pb::HealthCheckRequest request;
    request.set_worker_id("w1");
    return call(
        token,
        [](auto& stub, auto& context, const auto& asked) {
          pb::HealthCheckResponse answer;
          return stub.HealthCheck(&context, asked, &answer);
        },
        request);
  }

  Open service_;
  std::unique_ptr<auth::TokenStore> tokens_ = auth::TokenStore::open(in("tokens")).value();
  std::unique_ptr<rpc::Credentials> credentials_ = rpc::plain_text();
  std::unique_ptr<GuardedService> door_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<pb::BuildService::Stub> stub_;
};

TEST_F(CoordinatorGuard, WithoutTokensItIsOpen) {
  guard_with(nullptr);
  EXPECT_TRUE(compile("").ok());
  EXPECT_TRUE(handshake("", pb::ROLE_WORKER).ok());
  EXPECT_TRUE(drain("").ok()) << "from this machine";
}

TEST_F(CoordinatorGuard, EachRoleMayDoItsOwn) {
  guard_with(tokens_.get());
  const auto client = token(Role::client);
  const auto worker = token(Role::worker);
  const auto admin = token(Role::admin);
  const auto code = [](const grpc::Status& status) { return status.error_code(); };
  EXPECT_EQ(code(compile(client)), StatusCode::OK);
  EXPECT_EQ(code(compile(admin)), StatusCode::OK);
  EXPECT_EQ(code(compile(worker)), StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(code(handshake(client, pb::ROLE_CLIENT)), StatusCode::OK);
  EXPECT_EQ(code(handshake(worker, pb::ROLE_WORKER)), StatusCode::OK);
  EXPECT_EQ(code(handshake(client, pb::ROLE_WORKER)), StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(code(handshake(admin, pb::ROLE_WORKER)), StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(code(heartbeat(worker)), StatusCode::OK);
  EXPECT_EQ(code(heartbeat(client)), StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(code(drain(admin)), StatusCode::OK);
  EXPECT_EQ(code(drain(client)), StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(drain(client).error_message(), HasSubstr("this is for an admin, and the caller is a client"));
}

TEST_F(CoordinatorGuard, NoTokenAndAWrongOneAreToldApartAndNeverRepeated) {
  guard_with(tokens_.get());
  EXPECT_EQ(compile("").error_code(), StatusCode::UNAUTHENTICATED);
  EXPECT_THAT(compile("").error_message(), HasSubstr("a token is needed"));
  const std::string foreign = auth::to_text(auth::new_secret().value());
  const auto status = compile(foreign);
  EXPECT_EQ(status.error_code(), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(status.error_message(), "the token is not known here, or was revoked");
  const auto failure = wire::to_failure(status, model::Reason::none, model::Reason::none);
  EXPECT_EQ(failure.reason, model::Reason::access_denied);
}

TEST_F(CoordinatorGuard, ARevokedTokenIsNoneAtOnce) {
  guard_with(tokens_.get());
  const auto mine = token(Role::client);
  ASSERT_TRUE(compile(mine).ok());
  ASSERT_TRUE(tokens_->revoke(auth::from_text(mine)->id));
  EXPECT_EQ(compile(mine).error_code(), StatusCode::UNAUTHENTICATED);
}

}  // namespace
}  // namespace hg::coordinator::service
