#include "hg/http/socket_session.h"

namespace hg::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

SocketSession::SocketSession(beast::tcp_stream stream, const SocketLimits& limits,
                             std::shared_ptr<OpenCount> open)
    : limits_(limits), open_(std::move(open)), stream_(std::move(stream)) {
  ++open_->sockets;
  // Its own time-outs replace those of the request.
  beast::get_lowest_layer(stream_).expires_never();
  websocket::stream_base::timeout timeout{};
  timeout.handshake_timeout = limits_.silence;
  timeout.idle_timeout = limits_.silence;
  timeout.keep_alive_pings = true;
  stream_.set_option(timeout);
  stream_.read_message_max(limits_.incoming_bytes);
}

SocketSession::~SocketSession() {
  --open_->sockets;
}

void SocketSession::accept(beast::tcp_stream stream, Upgrade upgrade, const SocketLimits& limits,
                           const SocketHandler& handler, const Request& request,
                           std::shared_ptr<OpenCount> open) {
  auto session = std::make_shared<SocketSession>(std::move(stream), limits, std::move(open));
  auto kept = std::make_shared<Upgrade>(std::move(upgrade));
  session->stream_.async_accept(*kept, [session, kept, &handler, request](beast::error_code error) {
    if (error) return;
    session->stream_.text(true);
    session->read();
    handler.opened(session, request);
  });
}

void SocketSession::read() {
  stream_.async_read(incoming_, [self = shared_from_this()](beast::error_code error, std::size_t) {
    if (error) return self->cut_off();
    self->incoming_.clear();
    self->read();
  });
}

void SocketSession::send(std::shared_ptr<const std::string> text) {
  if (!beast::get_lowest_layer(stream_).socket().is_open()) return;
  waiting_bytes_ += text->size();
  waiting_.push_back(std::move(text));
  if (waiting_.size() > limits_.waiting_messages ||
      (waiting_.size() > 1 && waiting_bytes_ > limits_.waiting_bytes)) {
    return cut_off();
  }
  if (waiting_.size() == 1) write();
}

void SocketSession::write() {
  const auto& first = waiting_.front();
  stream_.async_write(asio::buffer(*first),
                      [self = shared_from_this()](beast::error_code error, std::size_t) {
                        if (error) return self->cut_off();
                        self->waiting_bytes_ -= self->waiting_.front()->size();
                        self->waiting_.pop_front();
                        if (!self->waiting_.empty()) self->write();
                      });
}

// Who does not take what he is sent does not take a farewell either.
void SocketSession::cut_off() {
  beast::error_code ignored;
  beast::get_lowest_layer(stream_).socket().close(ignored);
}

}  // namespace hg::http
