#include "hg/http/arrival.h"

#include <boost/asio/ssl.hpp>
#include <utility>

namespace hg::http {

namespace beast = boost::beast;

Peer peer_of(const boost::asio::ip::tcp::socket& socket) {
  beast::error_code gone;
  const auto theirs = socket.remote_endpoint(gone).address();
  const auto ours = socket.local_endpoint(gone).address();
  return {.address = theirs.to_string(), .near = !gone && (theirs.is_loopback() || theirs == ours)};
}

Arrival::Arrival(boost::asio::ip::tcp::socket socket, const Options& options, const Router& router,
                 TlsContexts* contexts, Peer peer, Seat seat)
    : plain_(std::move(socket)),
      options_(options),
      router_(router),
      contexts_(contexts),
      peer_(std::move(peer)),
      seat_(std::move(seat)),
      buffer_(options.header_bytes + options.body_bytes) {}

void Arrival::begin() {
  if (contexts_ == nullptr) return serve(std::move(plain_));
  plain_.expires_after(options_.idle);  // for the whole handshake
  beast::async_detect_ssl(plain_, buffer_, [self = shared_from_this()](beast::error_code error, bool tls) {
    if (!error) self->on_first_bytes(tls);
  });
}

void Arrival::on_first_bytes(bool tls) {
  if (tls) return shake_hands();
  serve(std::move(plain_));
}

void Arrival::shake_hands() {
  context_ = contexts_->current();
  tls_.emplace(std::move(plain_), *context_);
  tls_->async_handshake(boost::asio::ssl::stream_base::server, buffer_.data(),
                        [self = shared_from_this()](beast::error_code error, std::size_t used) {
                          if (error) return;
                          self->buffer_.consume(used);
                          self->peer_.encrypted = true;
                          add_certificates(*self->tls_, self->peer_);
                          self->serve(*std::move(self->tls_));
                        });
}

template <typename Stream>
void Arrival::serve(Stream stream) {
  std::make_shared<Session<Stream>>(std::move(stream), std::move(buffer_), options_, router_,
                                    std::move(peer_), std::move(seat_))
      ->read();
}

}  // namespace hg::http
