// One connection of the server. Internal to hg::http: it shows the HTTP library.
#pragma once

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <optional>

#include "hg/http/seats.h"
#include "hg/http/server.h"
#include "hg/http/streams.h"

namespace hg::http {

// Keeps itself alive by the pending operation; all of it runs on the server's one thread.
template <typename Stream>
class Session : public std::enable_shared_from_this<Session<Stream>> {
 public:
  // `buffer` holds what was read already.
  Session(Stream stream, boost::beast::flat_buffer buffer, const Options& options, const Router& router,
          Peer peer, Seat seat);

  void read();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Answer = boost::beast::http::response<boost::beast::http::string_body>;

  void on_read(boost::beast::error_code error);
  [[nodiscard]] Request received() const;
  void upgrade(const Request& request);
  void answer(const Response& response, bool keep_alive, bool head);
  void refuse(boost::beast::error_code error);
  void close();
  // Until the next call, everything that happens on the connection has so long.
  void expires_after(std::chrono::milliseconds time);

  Stream stream_;
  const Options& options_;
  const Router& router_;
  Peer peer_;
  Seat seat_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
};

extern template class Session<PlainStream>;
extern template class Session<TlsStream>;

}  // namespace hg::http
