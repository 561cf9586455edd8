// One connection of the server. Internal to hg::http: it shows the HTTP library.
#pragma once

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <optional>

#include "hg/http/server.h"

namespace hg::http {

// How many there are; of the server's one thread.
struct OpenCount {
  std::size_t requests = 0;
  std::size_t sockets = 0;
};

// Keeps itself alive by the pending operation; all of it runs on the server's one thread.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(boost::asio::ip::tcp::socket socket, const Options& options, const Router& router,
          std::shared_ptr<OpenCount> open);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void read();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Answer = boost::beast::http::response<boost::beast::http::string_body>;

  void on_read(boost::beast::error_code error);
  void upgrade(const Request& request);
  void answer(const Response& response, bool keep_alive, bool head);
  void refuse(boost::beast::error_code error);

  boost::beast::tcp_stream stream_;
  const Options& options_;
  const Router& router_;
  std::shared_ptr<OpenCount> open_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
};

}  // namespace hg::http
