#include "hg/http/server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>

#include "hg/base/log.h"
#include "hg/http/arrival.h"

namespace hg::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

Error cannot_listen(const Options& options, const error_code& error) {
  const std::string where = options.address + ":" + std::to_string(options.port);
  if (error == asio::error::address_in_use) {
    return {Code::unavailable, "port " + std::to_string(options.port) + " on " + options.address +
                                   " is in use by another program; choose another with --http-port"};
  }
  return {Code::unavailable, "cannot listen on " + where + ": " + error.message()};
}

}  // namespace

struct Server::Impl {
  Impl(const Options& given, Router routes) : options(given), router(std::move(routes)) {}

  Status listen() {
    error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) return fail(Code::invalid_argument, "'" + options.address + "' is not a numeric address");
    const asio::ip::tcp::endpoint endpoint(address, options.port);
    acceptor.open(endpoint.protocol(), error);
    // Without it a restart would wait for the connections of the last run to time out.
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return fail(cannot_listen(options, error));
    return {};
  }

  void accept() {
    acceptor.async_accept([this](const error_code& error, asio::ip::tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) return accept_later(error);
      greet(std::move(socket));
      accept();
    });
  }

  void greet(asio::ip::tcp::socket socket) {
    Peer peer = peer_of(socket);
    auto seat = seats->take(peer);
    if (!seat) return;
    std::make_shared<Arrival>(std::move(socket), options, router, tls.get(), std::move(peer),
                              *std::move(seat))
        ->begin();
  }

  // Out of descriptors: the listener stays, and tries again when some may have been given back.
  void accept_later(const error_code& error) {
    log::warn("HTTP: accept failed: {}", error.message());
    retry.expires_after(std::chrono::milliseconds(200));
    retry.async_wait([this](const error_code& stopped) {
      if (!stopped) accept();
    });
  }

  void tick() {
    timer.expires_after(options.tick);
    timer.async_wait([this](const error_code& stopped) {
      if (stopped) return;
      options.on_tick();
      tick();
    });
  }

  Options options;
  Router router;
  asio::io_context context{1};
  asio::ip::tcp::acceptor acceptor{context};
  asio::steady_timer retry{context};
  asio::steady_timer timer{context};
  std::unique_ptr<TlsContexts> tls;  // null: plain text
  std::shared_ptr<Seats> seats = std::make_shared<Seats>(options);
  std::jthread thread;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<Server>> Server::start(const Options& options, Router router) {
  auto impl = std::make_unique<Impl>(options, std::move(router));
  if (!options.tls.certificate.empty()) {
    HG_TRY_ASSIGN(impl->tls, TlsContexts::open(options.tls));
  }
  HG_TRY(impl->listen());
  impl->accept();
  if (impl->options.on_tick) impl->tick();
  impl->thread = std::jthread([running = impl.get()] { running->context.run(); });
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::~Server() {
  impl_->context.stop();
  impl_->thread.join();
}

std::uint16_t Server::port() const {
  error_code ignored;
  return impl_->acceptor.local_endpoint(ignored).port();
}

}  // namespace hg::http
