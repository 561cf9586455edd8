// A small HTTP/1.1 server on a thread of its own: health, metrics, the dashboard's API.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "hg/base/result.h"
#include "hg/http/router.h"

namespace hg::http {

// PEM files. Looked at again for every connection: new ones are used at once, and as long as they are no good
// the last good ones are.
struct TlsFiles {
  std::string certificate{};          // followed by that of its authority
  std::string key{};                  // without a passphrase
  bool ask_for_certificates = false;  // of clients: Peer::certificate
};

struct Options {
  std::string address = "127.0.0.1";  // numeric
  std::uint16_t port = 0;             // 0 = any free one
  std::size_t header_bytes = 16U << 10U;
  std::size_t body_bytes = 1U << 20U;
  std::size_t connections = 256;  // above that, new ones are closed at once
  std::size_t of_one_peer = 128;  // the same for one address, WebSockets counted too; not for this machine
  std::chrono::milliseconds idle{
      5000};       // for a handshake, for a request to arrive whole, for an answer to be taken
  TlsFiles tls{};  // plain text without
  // With TLS, who may still speak plain text: programs on this machine, or everybody.
  bool plain_text_from_others = false;
  std::size_t sockets = 2000;  // WebSockets, beside the connections above
  SocketLimits socket{};       // of each
  // Called on the server's thread, again and again, so long after the end of the last call. Must not block.
  std::function<void()> on_tick{};
  std::chrono::milliseconds tick{250};
};

// Serves from start() to the destructor, which closes every connection and joins the thread.
class Server {
 public:
  // unavailable, with a message for people, if the address cannot be listened on (busy port, foreign
  // address); invalid_argument if the TLS files are no good.
  static Result<std::unique_ptr<Server>> start(const Options& options, Router router);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace hg::http
