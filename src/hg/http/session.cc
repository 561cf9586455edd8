#include "hg/http/session.h"

#include <boost/beast/websocket/rfc6455.hpp>

#include "hg/http/socket_session.h"

namespace hg::http {

namespace beast = boost::beast;
namespace {

std::string text_of(const boost::beast::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

template <typename Stream>
Session<Stream>::Session(Stream stream, beast::flat_buffer buffer, const Options& options,
                         const Router& router, Peer peer, Seat seat)
    : stream_(std::move(stream)),
      options_(options),
      router_(router),
      peer_(std::move(peer)),
      seat_(std::move(seat)),
      buffer_(std::move(buffer)) {}

template <typename Stream>
void Session<Stream>::expires_after(std::chrono::milliseconds time) {
  beast::get_lowest_layer(stream_).expires_after(time);
}

template <typename Stream>
void Session<Stream>::read() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(options_.header_bytes));
  parser_->body_limit(options_.body_bytes);
  expires_after(options_.idle);
  beast::http::async_read(
      stream_, buffer_, *parser_,
      [self = this->shared_from_this()](beast::error_code error, std::size_t) { self->on_read(error); });
}

template <typename Stream>
Request Session<Stream>::received() const {
  const auto& message = parser_->get();
  const std::string target(message.target());
  const std::size_t mark = target.find('?');
  return {.method = std::string(message.method_string()),
          .path = target.substr(0, mark),
          .query = mark == std::string::npos ? "" : target.substr(mark + 1),
          .body = message.body(),
          .host = text_of(message[beast::http::field::host]),
          .origin = text_of(message[beast::http::field::origin]),
          .if_none_match = text_of(message[beast::http::field::if_none_match]),
          .accept_encoding = text_of(message[beast::http::field::accept_encoding]),
          .content_type = text_of(message[beast::http::field::content_type]),
          .authorization = text_of(message[beast::http::field::authorization]),
          .cookie = text_of(message[beast::http::field::cookie]),
          .peer = peer_};
}

template <typename Stream>
void Session<Stream>::on_read(beast::error_code error) {
  if (error) return refuse(error);
  const auto& message = parser_->get();
  const auto target = message.target();
  // "*" and absolute forms are for proxies and OPTIONS; nothing of ours answers to them.
  if (target.empty() || target.front() != '/')
    return answer(error_response(400, "bad request target"), false, false);
  const Request request = received();
  if (!options_.tls.certificate.empty() && !peer_.encrypted && !peer_.near &&
      !options_.plain_text_from_others)
    return answer(error_response(400, "this port speaks HTTPS"), false, false);
  if (beast::websocket::is_upgrade(message)) return upgrade(request);
  answer(router_.route(request), message.keep_alive(), message.method() == beast::http::verb::head);
}

template <typename Stream>
void Session<Stream>::upgrade(const Request& request) {
  const SocketHandler* handler = router_.socket(request.path);
  if (handler == nullptr) return answer(error_response(404, "no WebSocket is offered here"), false, false);
  if (auto refused = router_.refuse(request)) return answer(*refused, false, false);
  if (auto refused = handler->refuse(request)) return answer(*refused, false, false);
  if (!seat_.become_socket())
    return answer(error_response(503, "too many WebSockets are open"), false, false);
  SocketSession<Stream>::accept(std::move(stream_), parser_->release(), options_.socket, *handler, request,
                                std::move(seat_));
}

// A request that cannot be read is answered where HTTP has a word for it, and the connection is closed.
template <typename Stream>
void Session<Stream>::refuse(beast::error_code error) {
  namespace http = beast::http;
  if (error == http::error::header_limit)
    return answer(error_response(431, "request header too large"), false, false);
  if (error == http::error::body_limit)
    return answer(error_response(413, "request body too large"), false, false);
  const bool gone = error == http::error::end_of_stream || error == beast::error::timeout ||
                    error.category() != beast::http::make_error_code(http::error::bad_method).category();
  if (!gone) answer(error_response(400, "malformed request: " + error.message()), false, false);
}

template <typename Stream>
void Session<Stream>::answer(const Response& response, bool keep_alive, bool head) {
  auto message = std::make_shared<Answer>(static_cast<beast::http::status>(response.status), 11);
  message->set(beast::http::field::content_type, response.content_type);
  message->set(beast::http::field::cache_control, "no-store");
  for (const auto& [name, value] : response.headers) message->set(name, value);
  message->keep_alive(keep_alive);
  message->content_length(response.body.size());
  if (!head) message->body() = response.body;
  expires_after(options_.idle);
  auto serializer = std::make_shared<beast::http::response_serializer<beast::http::string_body>>(*message);
  serializer->split(head);
  const auto done = [self = this->shared_from_this(), message, serializer, keep_alive](
                        beast::error_code error, std::size_t) {
    if (error) return;
    if (keep_alive) return self->read();
    self->close();
  };
  if (head) {
    beast::http::async_write_header(stream_, *serializer, done);
  } else {
    beast::http::async_write(stream_, *serializer, done);
  }
}

template <typename Stream>
void Session<Stream>::close() {
  if constexpr (std::is_same_v<Stream, TlsStream>) {
    stream_.async_shutdown([self = this->shared_from_this()](beast::error_code) {});
  } else {
    beast::error_code ignored;
    stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  }
}

template class Session<PlainStream>;
template class Session<TlsStream>;

}  // namespace hg::http
