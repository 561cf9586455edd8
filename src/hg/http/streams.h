// What a session reads from and writes to. Internal to hg::http: it shows the HTTP library.
#pragma once

#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>

namespace hg::http {

using PlainStream = boost::beast::tcp_stream;
using TlsStream = boost::beast::ssl_stream<boost::beast::tcp_stream>;

}  // namespace hg::http
