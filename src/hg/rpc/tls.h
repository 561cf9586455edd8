// TLS in both directions: we prove ourselves by a certificate, and check the other end's.
#pragma once

#include <memory>
#include <string_view>

#include "hg/base/clock.h"
#include "hg/base/result.h"
#include "hg/rpc/credentials.h"
#include "hg/rpc/tls_options.h"

namespace hg::rpc {

// Refuses what cannot work now, with one line that names the file: pki::check_identity(). Later on the files
// are looked at again: a new certificate and key are used for new connections within two seconds, new
// authorities at once; as long as a changed file is no good, the last good one counts.
//
// A server's certificate must stand for the host that was asked for. What is wrong with a peer's certificate
// is logged by the end that refuses it (at most once a second); for a client it is also the message of the
// call's status, with kUntrusted in it.
//
// `clock` must outlive the credentials and every channel and server that is made with them.
// Without `ca` they are no good for channels, without `certificate` none for servers.
Result<std::unique_ptr<Credentials>> tls(const TlsOptions& options, const Clock& clock);

// The same, or plain text if no file is named.
Result<std::unique_ptr<Credentials>> tls_or_plain_text(const TlsOptions& options, const Clock& clock);

// "mutual TLS", "TLS" or "plain text": what a server with these options speaks.
std::string_view describe(const TlsOptions& options);

// A line in the log, loud, if a server with these options can be reached from other machines in plain text.
void warn_of_plain_text(const TlsOptions& options, std::string_view listen);

// Stands in the message of a call that failed because the server did not prove itself; what follows is for
// people.
inline constexpr std::string_view kUntrusted = "not trusted: ";

}  // namespace hg::rpc
