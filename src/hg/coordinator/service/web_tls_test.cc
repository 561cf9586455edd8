// The HTTP server over TLS, asked by OpenSSL's own client.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include "hg/http/server.h"
#include "hg/os/unique_fd.h"
#include "hg/pki/certificate.h"
#include "hg/pki/issue.h"
#include "hg/testing/temp_directory.h"

namespace hg::coordinator::service {
namespace {

using http::Request;
using http::Response;
using http::Router;
using http::Server;

using ::testing::EndsWith;
using ::testing::HasSubstr;

pki::KeyPair certificate(const std::string& name) {
  const WallTime now = system_clock().wall();
  return pki::make_self_signed({.name = name,
                                .not_before = now - std::chrono::hours(1),
                                .not_after = now + std::chrono::hours(1)})
      .value();
}

template <auto kFree>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};

class CoordinatorWebTls : public testing::TempDirectoryTest {
 protected:
  void SetUp() override {
    show("first");
    options_.idle = std::chrono::milliseconds(300);
    options_.tls = {.certificate = in("c.pem"), .key = in("c.key"), .ask_for_certificates = true};
    Router router;
    router.add("GET", "/who", [](const Request& request) {
      const auto certificate = pki::read_chain(request.peer.certificate);
      return Response{.body = (request.peer.encrypted ? "TLS " : "plain ") +
                              (certificate ? certificate->front().name : "nobody"),
                      .headers = {}};
    });
    server_ = Server::start(options_, std::move(router)).value();
  }

  void show(const std::string& name) {
    const pki::KeyPair pair = certificate(name);
    write("c.key", pair.key, 0600);
    write("c.pem", pair.certificate);
  }

  [[nodiscard]] os::UniqueFd connect() const {
    os::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server_->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return fd;
  }

  struct Heard {
    std::string server;  // the name in its certificate
    std::string answer;
  };
  // With our certificate, if its file is named.
  [[nodiscard]] Heard ask(const std::string& identity = "") const {
    const std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>> context(SSL_CTX_new(TLS_client_method()));
    if (!identity.empty()) {
      SSL_CTX_use_certificate_chain_file(context.get(), (identity + ".pem").c_str());
      SSL_CTX_use_PrivateKey_file(context.get(), (identity + ".key").c_str(), SSL_FILETYPE_PEM);
    }
    const std::unique_ptr<SSL, Freed<SSL_free>> tls(SSL_new(context.get()));
    const os::UniqueFd fd = connect();
    SSL_set_fd(tls.get(), fd.get());
    if (SSL_connect(tls.get()) != 1) return {"", "no handshake"};
    const std::unique_ptr<X509, Freed<X509_free>> shown(SSL_get1_peer_certificate(tls.get()));
    std::array<char, 4096> text{};
    X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, text.data(),
                              static_cast<int>(text.size()));
    Heard heard{text.data(), ""};
    const std::string request = "GET /who HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    SSL_write(tls.get(), request.data(), static_cast<int>(request.size()));
    for (int count = 0; (count = SSL_read(tls.get(), text.data(), static_cast<int>(text.size()))) > 0;)
      heard.answer.append(text.data(), static_cast<std::size_t>(count));
    EXPECT_EQ(SSL_get_shutdown(tls.get()) & SSL_RECEIVED_SHUTDOWN, SSL_RECEIVED_SHUTDOWN)
        << "it says goodbye";
    return heard;
  }

  http::Options options_;
  std::unique_ptr<Server> server_;
};

TEST_F(CoordinatorWebTls, AnswersOverTlsAndProgramsOnThisMachineInPlainTextToo) {
  EXPECT_THAT(ask().answer, EndsWith("TLS nobody"));
  const os::UniqueFd fd = connect();
  ASSERT_TRUE(os::write_all(fd.get(), "GET /who HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
  EXPECT_THAT(os::read_fd(fd.get(), 1U << 16U).value_or("nothing"), EndsWith("plain nobody"));
}

TEST_F(CoordinatorWebTls, ANewCertificateIsShownWithoutARestartAndADamagedOneIsNot) {
  EXPECT_EQ(ask().server, "first");
  show("second");
  EXPECT_EQ(ask().server, "second");
  write("c.pem", "damaged");
  EXPECT_EQ(ask().server, "second");
}

TEST_F(CoordinatorWebTls, AClientsCertificateReachesTheHandler) {
  const pki::KeyPair mine = certificate("alice");
  write("mine.key", mine.key, 0600);
  write("mine.pem", mine.certificate);
  EXPECT_THAT(ask(in("mine")).answer, EndsWith("TLS alice"));
}

TEST_F(CoordinatorWebTls, AHandshakeThatStopsIsCutAfterTheIdleTime) {
  for (const std::string_view begun : {"", "\x16", "\x16\x03\x01\x02\x00\x01"}) {
    const os::UniqueFd fd = connect();
    ASSERT_TRUE(os::write_all(fd.get(), begun));
    EXPECT_THAT(os::read_fd(fd.get(), 1U << 16U).value_or(""), "");  // returns because the server closes
  }
}

TEST_F(CoordinatorWebTls, FilesThatAreNoGoodAreNamedAtTheStart) {
  options_.tls.key = write("other.key", certificate("other").key, 0600);
  const auto refused = Server::start(options_, Router());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().to_string(), HasSubstr("other.key"));
}

}  // namespace
}  // namespace hg::coordinator::service
