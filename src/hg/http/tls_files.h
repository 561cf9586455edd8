// The server's certificate and key, as the TLS library wants them. Internal to hg::http: it shows that
// library.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "hg/base/result.h"
#include "hg/http/message.h"
#include "hg/http/server.h"
#include "hg/http/streams.h"
#include "hg/os/file.h"

namespace hg::http {

// Only for the server's thread.
class TlsContexts {
 public:
  using Context = boost::asio::ssl::context;
  // invalid_argument, with the file in the message, if they cannot be used.
  static Result<std::unique_ptr<TlsContexts>> open(const TlsFiles& files);

  // For one new connection.
  std::shared_ptr<Context> current();

 private:
  struct Stamps {
    std::optional<os::FileStamp> certificate;
    std::optional<os::FileStamp> key;
    bool operator==(const Stamps&) const = default;
  };
  explicit TlsContexts(TlsFiles files) : files_(std::move(files)) {}
  [[nodiscard]] Stamps stamps() const;

  TlsFiles files_;
  Stamps stamps_;
  std::shared_ptr<Context> context_;
};

// Adds what the other end has shown in its handshake.
void add_certificates(TlsStream& stream, Peer& peer);

}  // namespace hg::http
