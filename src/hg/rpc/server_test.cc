#include "hg/rpc/server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hg/rpc/channel.h"
#include "hg/rpc/deadline.h"
#include "hg/rpc/grpc_log.h"
#include "hybridgrid/v1/build.grpc.pb.h"

namespace hg::rpc {
namespace {

namespace pb = hybridgrid::v1;
using testing::HasSubstr;

// Answers HealthCheck at once and Compile never, until it is cancelled.
class SmallService final : public pb::BuildService::CallbackService {
  grpc::ServerUnaryReactor* HealthCheck(grpc::CallbackServerContext* context,
                                        const pb::HealthCheckRequest* /*request*/,
                                        pb::HealthCheckResponse* response) override {
    response->set_serving(true);
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  grpc::ServerUnaryReactor* Compile(grpc::CallbackServerContext* /*context*/,
                                    const pb::CompileRequest* request,
                                    pb::CompileResponse* response) override {
    class Hanging final : public grpc::ServerUnaryReactor {
      void OnCancel() override { Finish(grpc::Status::CANCELLED); }
      void OnDone() override { delete this; }
    };
    if (!request->label().empty()) {  // echo
      response->set_standard_output(request->preprocessed().zstd());
      auto* reactor = new Hanging;
      reactor->Finish(grpc::Status::OK);
      return reactor;
    }
    return new Hanging;
  }
};

class RpcServer : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { route_grpc_log(); }

  Result<std::unique_ptr<Server>> start(model::Address address) {
    return Server::start({std::move(address), "--grpc-port"}, *credentials_, service_);
  }
  auto stub(const Server& server) {
    return pb::BuildService::NewStub(open_channel({"127.0.0.1", server.port()}, *credentials_));
  }

  SmallService service_;
  std::unique_ptr<Credentials> credentials_ = plain_text();
};

TEST_F(RpcServer, PortZeroGivesAFreePortThatAnswers) {
  const auto server = start({"127.0.0.1", 0}).value();
  ASSERT_NE(server->port(), 0);
  grpc::ClientContext context;
  set_timeout(context, std::chrono::seconds(10));
  pb::HealthCheckResponse response;
  ASSERT_TRUE(stub(*server)->HealthCheck(&context, {}, &response).ok());
  EXPECT_TRUE(response.serving());
}

TEST_F(RpcServer, ABusyPortIsAnErrorThatSaysWhatToDo) {
  const auto first = start({"127.0.0.1", 0}).value();
  const auto second = start({"127.0.0.1", first->port()});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code(), Code::already_exists);
  EXPECT_EQ(second.error().message(),
            "port " + std::to_string(first->port()) +
                " on 127.0.0.1 is in use by another program; choose another with --grpc-port");
}

TEST_F(RpcServer, ABusyPortOfAnythingElseIsFoundToo) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(fd, 1), 0);
  ASSERT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  EXPECT_EQ(start({"127.0.0.1", ntohs(address.sin_port)}).error().code(), Code::already_exists);
  ::close(fd);
}

TEST_F(RpcServer, AnAddressOfAnotherMachineIsRefusedInWords) {
  const auto server = start({"192.0.2.1", 0});  // TEST-NET-1: nobody's
  ASSERT_FALSE(server.has_value());
  EXPECT_THAT(server.error().message(), HasSubstr("192.0.2.1 is not an address of this machine"));
  EXPECT_THAT(start({"no.such.host.invalid", 0}).error().message(), HasSubstr("cannot find the address"));
}

TEST_F(RpcServer, ThePortIsFreeAgainAfterShutdown) {
  auto first = start({"127.0.0.1", 0}).value();
  const auto port = first->port();
  first->shutdown(std::chrono::seconds(0));
  first.reset();
  EXPECT_TRUE(start({"127.0.0.1", port}).has_value());
}

TEST_F(RpcServer, DeadlineEndsACallThatHangs) {
  const auto server = start({"127.0.0.1", 0}).value();
  grpc::ClientContext context;
  set_timeout(context, std::chrono::milliseconds(50));
  pb::CompileResponse response;
  EXPECT_EQ(stub(*server)->Compile(&context, {}, &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
}

TEST_F(RpcServer, MessagesAboveGrpcsOwnLimitPass) {
  const auto server = start({"127.0.0.1", 0}).value();
  grpc::ClientContext context;
  set_timeout(context, std::chrono::seconds(60));
  pb::CompileRequest request;
  request.set_label("echo");
  request.mutable_preprocessed()->set_zstd(std::string(24U << 20U, 'x'));  // the default limit is 4 MiB
  pb::CompileResponse response;
  ASSERT_TRUE(stub(*server)->Compile(&context, request, &response).ok());
  EXPECT_EQ(response.standard_output().size(), 24U << 20U);
}

}  // namespace
}  // namespace hg::rpc
