// One WebSocket of the server. Internal to hg::http: it shows the HTTP library.
#pragma once

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <memory>
#include <string>

#include "hg/http/session.h"
#include "hg/http/socket.h"

namespace hg::http {

// Keeps itself alive by the pending read; all of it runs on the server's one thread.
template <typename Stream>
class SocketSession final : public Socket, public std::enable_shared_from_this<SocketSession<Stream>> {
 public:
  using Upgrade = boost::beast::http::request<boost::beast::http::string_body>;

  // Answers the upgrade, then tells the handler.
  static void accept(Stream stream, Upgrade upgrade, const SocketLimits& limits, const SocketHandler& handler,
                     const Request& request, Seat seat);

  SocketSession(Stream stream, const SocketLimits& limits, Seat seat);

  void send(std::shared_ptr<const std::string> text) override;

 private:
  void read();
  void write();
  void cut_off();

  SocketLimits limits_;
  Seat seat_;
  boost::beast::websocket::stream<Stream> stream_;
  boost::beast::flat_buffer incoming_;
  std::deque<std::shared_ptr<const std::string>> waiting_;  // the first is being written
  std::size_t waiting_bytes_ = 0;
};

extern template class SocketSession<PlainStream>;
extern template class SocketSession<TlsStream>;

}  // namespace hg::http
