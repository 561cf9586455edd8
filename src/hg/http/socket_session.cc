#include "hg/http/socket_session.h"

namespace hg::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

template <typename Stream>
SocketSession<Stream>::SocketSession(Stream stream, const SocketLimits& limits, Seat seat)
    : limits_(limits), seat_(std::move(seat)), stream_(std::move(stream)) {
  // Its own time-outs replace those of the request.
  beast::get_lowest_layer(stream_).expires_never();
  websocket::stream_base::timeout timeout{};
  timeout.handshake_timeout = limits_.silence;
  timeout.idle_timeout = limits_.silence;
  timeout.keep_alive_pings = true;
  stream_.set_option(timeout);
  stream_.read_message_max(limits_.incoming_bytes);
}

template <typename Stream>
void SocketSession<Stream>::accept(Stream stream, Upgrade upgrade, const SocketLimits& limits,
                                   const SocketHandler& handler, const Request& request, Seat seat) {
  auto session = std::make_shared<SocketSession>(std::move(stream), limits, std::move(seat));
  auto kept = std::make_shared<Upgrade>(std::move(upgrade));
  session->stream_.async_accept(*kept, [session, kept, &handler, request](beast::error_code error) {
    if (error) return;
    session->stream_.text(true);
    session->read();
    handler.opened(session, request);
  });
}

template <typename Stream>
void SocketSession<Stream>::read() {
  stream_.async_read(incoming_, [self = this->shared_from_this()](beast::error_code error, std::size_t) {
    if (error) return self->cut_off();
    self->incoming_.clear();
    self->read();
  });
}

template <typename Stream>
void SocketSession<Stream>::send(std::shared_ptr<const std::string> text) {
  if (!beast::get_lowest_layer(stream_).socket().is_open()) return;
  waiting_bytes_ += text->size();
  waiting_.push_back(std::move(text));
  if (waiting_.size() > limits_.waiting_messages ||
      (waiting_.size() > 1 && waiting_bytes_ > limits_.waiting_bytes)) {
    return cut_off();
  }
  if (waiting_.size() == 1) write();
}

template <typename Stream>
void SocketSession<Stream>::write() {
  const auto& first = waiting_.front();
  stream_.async_write(asio::buffer(*first),
                      [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                        if (error) return self->cut_off();
                        self->waiting_bytes_ -= self->waiting_.front()->size();
                        self->waiting_.pop_front();
                        if (!self->waiting_.empty()) self->write();
                      });
}

// Who does not take what he is sent does not take a farewell either.
template <typename Stream>
void SocketSession<Stream>::cut_off() {
  beast::error_code ignored;
  beast::get_lowest_layer(stream_).socket().close(ignored);
}

template class SocketSession<PlainStream>;
template class SocketSession<TlsStream>;

}  // namespace hg::http
