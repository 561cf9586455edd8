#include "hg/rpc/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hg/pki/issue.h"
#include "hg/rpc/channel.h"
#include "hg/rpc/deadline.h"
#include "hg/rpc/grpc_log.h"
#include "hg/rpc/server.h"
#include "hg/testing/temp_directory.h"
#include "hybridgrid/v1/build.grpc.pb.h"

namespace hg::rpc {
namespace {

namespace pb = hybridgrid::v1;
using std::chrono::hours;
using ::testing::HasSubstr;

class Healthy final : public pb::BuildService::CallbackService {
  grpc::ServerUnaryReactor* HealthCheck(grpc::CallbackServerContext* context,
                                        const pb::HealthCheckRequest* /*request*/,
                                        pb::HealthCheckResponse* response) override {
    ++asked;
    response->set_serving(true);
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 public:
  std::atomic<int> asked = 0;
};

class RpcTls : public hg::testing::TempDirectoryTest {
 protected:
  static void SetUpTestSuite() { route_grpc_log(); }

  static pki::Subject subject(const std::string& name, hours from = hours(-1), hours to = hours(1)) {
    const WallTime now = system_clock().wall();
    return {.name = name, .hosts = {}, .role = {}, .not_before = now + from, .not_after = now + to};
  }
  // Paths of what `ca` signs for `hosts`: "NAME.pem" and "NAME.key".
  TlsOptions identity(const pki::KeyPair& ca, const std::string& name, std::vector<std::string> hosts,
                      hours from = hours(-1), hours to = hours(1)) const {
    pki::Subject wanted = subject(name, from, to);
    wanted.hosts = std::move(hosts);
    const pki::KeyPair pair = pki::issue(ca, wanted).value();
    const std::string key = write(name + ".key", pair.key, 0600);
    return {.ca = ca_file_, .certificate = write(name + ".pem", pair.certificate), .key = key};
  }
  static std::unique_ptr<Credentials> use(const TlsOptions& options) {
    auto made = tls(options, system_clock());
    EXPECT_TRUE(made) << made.error().to_string();
    return *std::move(made);
  }

  void serve(TlsOptions options) {
    options.client_ca = ca_file_;
    credentials_ = use(options);
    server_ = Server::start({{"127.0.0.1", 0}, "--grpc-port"}, *credentials_, service_).value();
  }
  grpc::Status ask(const Credentials& client, const std::string& host = "127.0.0.1") const {
    const auto stub = pb::BuildService::NewStub(open_channel({host, server_->port()}, client));
    grpc::ClientContext context;
    set_timeout(context, std::chrono::seconds(10));
    pb::HealthCheckResponse response;
    return stub->HealthCheck(&context, {}, &response);
  }
  std::string refusal(const Credentials& client) const {
    const auto status = ask(client);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(service_.asked, 0);
    return status.error_message();
  }

  pki::KeyPair ca_ = pki::make_authority(subject("grid", hours(-9), hours(9))).value();
  pki::KeyPair other_ca_ = pki::make_authority(subject("grid", hours(-9), hours(9))).value();
  std::string ca_file_ = write("ca.pem", ca_.certificate);
  Healthy service_;
  std::unique_ptr<Credentials> credentials_;
  std::unique_ptr<Server> server_;
};

TEST_F(RpcTls, BothEndsProveThemselves) {
  serve(identity(ca_, "coord", {"127.0.0.1", "localhost"}));
  const auto client = use(identity(ca_, "client", {}));
  EXPECT_EQ(ask(*client).error_message(), "");
  EXPECT_EQ(ask(*client, "localhost").error_message(), "");
  EXPECT_EQ(service_.asked, 2);
}

TEST_F(RpcTls, IPv6AddressesAreNamesToo) {
  credentials_ = use(identity(ca_, "coord", {"::1"}));
  auto started = Server::start({{"::1", 0}, "--grpc-port"}, *credentials_, service_);
  if (!started) GTEST_SKIP() << "no IPv6 here: " << started.error().to_string();
  server_ = *std::move(started);
  EXPECT_EQ(ask(*use({.ca = ca_file_}), "::1").error_message(), "");
}

TEST_F(RpcTls, AServerThatIsNotTheOneWantedIsRefusedWithTheReason) {
  const auto client = use(identity(ca_, "client", {}));
  serve(identity(ca_, "coord", {"other.example"}));
  EXPECT_THAT(refusal(*client),
              HasSubstr("not trusted: its certificate is for other.example, not for 127.0.0.1"));
  serve(identity(other_ca_, "coord", {"127.0.0.1"}));
  EXPECT_THAT(refusal(*client), HasSubstr("not trusted: its certificate 'coord' was not issued by"));
}

TEST_F(RpcTls, AServerWhoseCertificateEndedMeanwhileIsRefused) {
  const auto client = use(identity(ca_, "client", {}));
  const auto soon = identity(ca_, "coord", {"127.0.0.1"});
  serve(soon);
  identity(ca_, "coord", {"127.0.0.1"}, hours(-2), hours(-1));
  const auto deadline = system_clock().now() + std::chrono::seconds(10);
  grpc::Status status;
  while ((status = ask(*client)).ok() && system_clock().now() < deadline) continue;
  EXPECT_THAT(status.error_message(), HasSubstr("not trusted: its certificate expired on"));
}

TEST_F(RpcTls, AClientWithoutAGoodCertificateIsRefused) {
  serve(identity(ca_, "coord", {"127.0.0.1"}));
  EXPECT_NE(refusal(*use({.ca = ca_file_})), "");
  EXPECT_NE(refusal(*use(identity(other_ca_, "stranger", {}))), "");
}

TEST_F(RpcTls, PlainTextMeetsNobody) {
  serve(identity(ca_, "coord", {"127.0.0.1"}));
  EXPECT_NE(refusal(*plain_text()), "");
}

TEST_F(RpcTls, AServerOfPlainTextIsNotBelieved) {
  credentials_ = plain_text();
  server_ = Server::start({{"127.0.0.1", 0}, "--grpc-port"}, *credentials_, service_).value();
  EXPECT_NE(refusal(*use({.ca = ca_file_})), "");
}

TEST_F(RpcTls, NewFilesAreUsedWithoutARestart) {
  serve(identity(ca_, "coord", {"127.0.0.1"}));
  const auto client = use(identity(ca_, "client", {}));
  ASSERT_TRUE(ask(*client).ok());
  // The whole grid gets another authority; first both are believed, as one does it.
  write("ca.pem", ca_.certificate + other_ca_.certificate);
  ASSERT_TRUE(ask(*client).ok());
  identity(other_ca_, "coord", {"127.0.0.1"});
  identity(other_ca_, "client", {});
  write("ca.pem", other_ca_.certificate);
  const auto deadline = system_clock().now() + std::chrono::seconds(10);
  grpc::Status status;
  while (!(status = ask(*client)).ok() && system_clock().now() < deadline) continue;
  EXPECT_EQ(status.error_message(), "");
}

TEST_F(RpcTls, AuthoritiesThatWereDamagedStillCount) {
  serve(identity(ca_, "coord", {"127.0.0.1"}));
  const auto client = use(identity(ca_, "client", {}));
  write("ca.pem", "half a file");
  EXPECT_EQ(ask(*client).error_message(), "");
}

TEST_F(RpcTls, FilesThatAreNoGoodAreRefusedAtTheStart) {
  auto options = identity(ca_, "old", {}, hours(-2), hours(-1));
  EXPECT_THAT(tls(options, system_clock()).error().to_string(), HasSubstr("old.pem expired on"));
  EXPECT_THAT(tls({.ca = "/nonexistent.pem"}, system_clock()).error().to_string(),
              HasSubstr("/nonexistent.pem"));
}

}  // namespace
}  // namespace hg::rpc
