// What happens to a connection before its first request. Internal to hg::http: it shows the HTTP library.
#pragma once

#include <memory>
#include <optional>

#include "hg/http/seats.h"
#include "hg/http/session.h"
#include "hg/http/tls_files.h"

namespace hg::http {

// Whose connection this is: near, if both ends are this machine.
Peer peer_of(const boost::asio::ip::tcp::socket& socket);

// TLS or plain text? Then the handshake, and a Session. Keeps itself alive by the pending operation.
class Arrival : public std::enable_shared_from_this<Arrival> {
 public:
  // `contexts` may be null.
  Arrival(boost::asio::ip::tcp::socket socket, const Options& options, const Router& router,
          TlsContexts* contexts, Peer peer, Seat seat);

  void begin();

 private:
  void on_first_bytes(bool tls);
  void shake_hands();
  template <typename Stream>
  void serve(Stream stream);

  PlainStream plain_;
  std::shared_ptr<TlsContexts::Context> context_;  // as long as the stream below
  std::optional<TlsStream> tls_;
  const Options& options_;
  const Router& router_;
  TlsContexts* contexts_;
  Peer peer_;
  Seat seat_;
  boost::beast::flat_buffer buffer_;
};

}  // namespace hg::http
