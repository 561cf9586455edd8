#include "hg/coordinator/service/web_door.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cctype>

#include "hg/base/split.h"
#include "hg/pki/certificate.h"

namespace hg::coordinator::service {
namespace {

using http::Request;
using http::Response;
using model::Role;

constexpr std::size_t kLongest = 512;  // of an encoded name and password
constexpr std::string_view kCookie = "hg_token=";

bool same_word(std::string_view one, std::string_view other) {
  return std::ranges::equal(
      one, other, [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

// "name:password", encoded; what is no such thing has no password.
std::string password_in(std::string_view encoded) {
  if (encoded.empty() || encoded.size() > kLongest || encoded.size() % 4 != 0) return {};
  std::string text(encoded.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(encoded.data()),
                                   static_cast<int>(encoded.size()));
  if (size < 0) return {};
  // The padding has become zero bytes.
  text.resize(static_cast<std::size_t>(size) - (encoded.ends_with("==")  ? 2U
                                                : encoded.ends_with('=') ? 1U
                                                                         : 0U));
  const auto colon = text.find(':');
  return colon == std::string::npos ? "" : text.substr(colon + 1);
}

Response who_are_you(const std::string& why) {
  Response response = http::error_response(401, why);
  response.headers.emplace_back(
      "WWW-Authenticate",
      "Basic realm=\"Hybrid-Grid: any name, a token as the password\", charset=\"UTF-8\"");
  return response;
}

bool only_reads(const Request& request) {
  return request.method == "GET" || request.method == "HEAD";
}

// No page of somebody else's can have a browser send this without asking us first.
bool is_json(const Request& request) {
  return same_word(std::string_view(request.content_type).substr(0, request.content_type.find(';')),
                   "application/json");
}

}  // namespace

std::string token_in(const Request& request) {
  const std::string_view sent = request.authorization;
  const auto space = sent.find(' ');
  if (space != std::string_view::npos) {
    const std::string_view scheme = sent.substr(0, space);
    const std::string_view rest = sent.substr(space + 1);
    if (same_word(scheme, "Bearer")) return std::string(rest);
    if (same_word(scheme, "Basic")) return password_in(rest);
  }
  for (std::string_view cookie : split(request.cookie, ';')) {
    while (cookie.starts_with(' ')) cookie.remove_prefix(1);
    if (cookie.starts_with(kCookie)) return std::string(cookie.substr(kCookie.size()));
  }
  return {};
}

void WebDoor::look_at_token(const Request& request, Caller& who) const {
  const std::string text = token_in(request);
  if (tokens_ == nullptr || text.empty()) return;
  if (!request.peer.encrypted && !request.peer.near) {
    who.bad = "a token that was sent in plain text is everybody's: revoke it, and use https";
  } else if (const auto token = tokens_->find(text)) {
    who.known = true;
    who.roles.push_back(token->role);
  } else {
    who.bad = "the token is not known here, or was revoked";
  }
}

void WebDoor::look_at_certificate(const http::Peer& peer, Caller& who) const {
  if (clients_ == nullptr || peer.certificate.empty()) return;
  const auto good = clients_->current().check(
      peer.certificate, peer.chain,
      {.purpose = pki::Purpose::client, .host = {}, .now = clock_.wall(), .roles = {}});
  const auto says = good ? pki::read_chain(peer.certificate) : fail(good.error());
  if (!says) {
    who.bad = "not trusted: " + says.error().to_string();
    return;
  }
  who.known = true;
  if (says->front().role) who.roles.push_back(*says->front().role);
}

WebDoor::Caller WebDoor::caller(const Request& request) const {
  Caller who;
  look_at_certificate(request.peer, who);
  look_at_token(request, who);
  return who;
}

std::optional<Response> WebDoor::refuse(const Request& request) const {
  const bool nobody_is_asked = tokens_ == nullptr && clients_ == nullptr;
  const Caller who = caller(request);
  if (!who.bad.empty()) return who_are_you(who.bad);
  if (only_reads(request)) {
    if (request.peer.near || nobody_is_asked || who.known) return std::nullopt;
    return who_are_you(
        "a token is needed: Authorization: Bearer TOKEN, or any name and the token as the password");
  }
  if (!is_json(request))
    return http::error_response(415, "a change is asked for as Content-Type: application/json");
  if (std::ranges::find(who.roles, Role::admin) != who.roles.end()) return std::nullopt;
  if (nobody_is_asked) {
    if (request.peer.near) return std::nullopt;
    return http::error_response(403, "this is done from the coordinator's own machine only, or by an admin");
  }
  if (!who.known) return who_are_you("this is for an admin, and needs their token");
  if (who.roles.empty())
    return http::error_response(403, "this is for an admin, and the certificate names no role");
  return http::error_response(
      403, "this is for an admin, and the caller is a " + std::string(model::code(who.roles.front())));
}

}  // namespace hg::coordinator::service
