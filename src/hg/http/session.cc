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

Session::Session(boost::asio::ip::tcp::socket socket, const Options& options, const Router& router,
                 std::shared_ptr<OpenCount> open)
    : stream_(std::move(socket)),
      options_(options),
      router_(router),
      open_(std::move(open)),
      buffer_(options.header_bytes + options.body_bytes) {
  ++open_->requests;
}

Session::~Session() {
  --open_->requests;
}

void Session::read() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(options_.header_bytes));
  parser_->body_limit(options_.body_bytes);
  stream_.expires_after(options_.idle);
  beast::http::async_read(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](beast::error_code error, std::size_t) { self->on_read(error); });
}

void Session::on_read(beast::error_code error) {
  if (error) return refuse(error);
  const auto& message = parser_->get();
  const std::string target(message.target());
  // "*" and absolute forms are for proxies and OPTIONS; nothing of ours answers to them.
  if (target.empty() || target.front() != '/')
    return answer(error_response(400, "bad request target"), false, false);
  const std::size_t mark = target.find('?');
  const Request request{.method = std::string(message.method_string()),
                        .path = target.substr(0, mark),
                        .query = mark == std::string::npos ? "" : target.substr(mark + 1),
                        .body = message.body(),
                        .host = text_of(message[beast::http::field::host]),
                        .origin = text_of(message[beast::http::field::origin]),
                        .if_none_match = text_of(message[beast::http::field::if_none_match])};
  if (beast::websocket::is_upgrade(message)) return upgrade(request);
  answer(router_.route(request), message.keep_alive(), message.method() == beast::http::verb::head);
}

void Session::upgrade(const Request& request) {
  const SocketHandler* handler = router_.socket(request.path);
  if (handler == nullptr) return answer(error_response(404, "no WebSocket is offered here"), false, false);
  if (open_->sockets >= options_.sockets) {
    return answer(error_response(503, "too many WebSockets are open"), false, false);
  }
  if (auto refused = handler->refuse(request)) return answer(*refused, false, false);
  SocketSession::accept(std::move(stream_), parser_->release(), options_.socket, *handler, request, open_);
}

// A request that cannot be read is answered where HTTP has a word for it, and the connection is closed.
void Session::refuse(beast::error_code error) {
  namespace http = beast::http;
  if (error == http::error::header_limit)
    return answer(error_response(431, "request header too large"), false, false);
  if (error == http::error::body_limit)
    return answer(error_response(413, "request body too large"), false, false);
  const bool gone = error == http::error::end_of_stream || error == beast::error::timeout ||
                    error.category() != beast::http::make_error_code(http::error::bad_method).category();
  if (!gone) answer(error_response(400, "malformed request: " + error.message()), false, false);
}

void Session::answer(const Response& response, bool keep_alive, bool head) {
  auto message = std::make_shared<Answer>(static_cast<beast::http::status>(response.status), 11);
  message->set(beast::http::field::content_type, response.content_type);
  message->set(beast::http::field::cache_control, "no-store");
  for (const auto& [name, value] : response.headers) message->set(name, value);
  message->keep_alive(keep_alive);
  message->content_length(response.body.size());
  if (!head) message->body() = response.body;
  stream_.expires_after(options_.idle);
  auto serializer = std::make_shared<beast::http::response_serializer<beast::http::string_body>>(*message);
  serializer->split(head);
  const auto done = [self = shared_from_this(), message, serializer, keep_alive](beast::error_code error,
                                                                                 std::size_t) {
    if (!error && keep_alive) return self->read();
    beast::error_code ignored;
    self->stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  };
  if (head) {
    beast::http::async_write_header(stream_, *serializer, done);
  } else {
    beast::http::async_write(stream_, *serializer, done);
  }
}

}  // namespace hg::http
