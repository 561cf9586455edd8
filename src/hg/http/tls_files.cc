#include "hg/http/tls_files.h"

#include <openssl/pem.h>

#include <boost/asio/ssl.hpp>

#include "hg/base/log.h"

namespace hg::http {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

Result<std::shared_ptr<ssl::context>> make(const TlsFiles& files) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(native, 0);
  if (files.ask_for_certificates) {
    // Any certificate gets through the handshake: whoever asks who it is checks it, and has words for what is
    // wrong.
    SSL_CTX_set_verify(native, SSL_VERIFY_PEER, [](int, X509_STORE_CTX*) { return 1; });
  }
  error_code error;
  context->use_certificate_chain_file(files.certificate, error);
  if (error) return fail(Code::invalid_argument, files.certificate + ": " + error.message());
  context->use_private_key_file(files.key, ssl::context::pem, error);
  if (error) return fail(Code::invalid_argument, files.key + ": " + error.message());
  return context;
}

std::string pem_of(X509* certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
  if (bio == nullptr || PEM_write_bio_X509(bio.get(), certificate) != 1) return {};
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

Result<std::unique_ptr<TlsContexts>> TlsContexts::open(const TlsFiles& files) {
  std::unique_ptr<TlsContexts> contexts(new TlsContexts(files));
  // The stamps first: what changes in between is read once more.
  contexts->stamps_ = contexts->stamps();
  HG_TRY_ASSIGN(contexts->context_, make(files));
  return contexts;
}

TlsContexts::Stamps TlsContexts::stamps() const {
  Stamps stamps;
  if (const auto stamp = os::stamp(files_.certificate)) stamps.certificate = *stamp;
  if (const auto stamp = os::stamp(files_.key)) stamps.key = *stamp;
  return stamps;
}

std::shared_ptr<TlsContexts::Context> TlsContexts::current() {
  const Stamps now = stamps();
  if (now == stamps_) return context_;
  stamps_ = now;
  if (auto made = make(files_)) {
    context_ = *std::move(made);
  } else {
    log::warn("HTTP: {}; the certificate that was read before is still used", made.error().to_string());
  }
  return context_;
}

void add_certificates(TlsStream& stream, Peer& peer) {
  SSL* native = stream.native_handle();
  const std::unique_ptr<X509, decltype(&X509_free)> leaf(SSL_get1_peer_certificate(native), &X509_free);
  if (leaf == nullptr) return;
  peer.certificate = pem_of(leaf.get());
  const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(native);  // a server's is without the leaf
  for (int i = 0; i < sk_X509_num(chain); ++i) peer.chain += pem_of(sk_X509_value(chain, i));
}

}  // namespace hg::http
