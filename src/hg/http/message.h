// What a handler sees of a request and gives back. Plain values; the HTTP library stays in the .cc files.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace hg::http {

// The other end of a connection.
struct Peer {
  std::string address{};      // numeric
  bool near = false;          // a program on this machine
  bool encrypted = false;     // over TLS
  std::string certificate{};  // what it has shown, in PEM, checked by nobody yet; empty: none
  std::string chain{};        // likewise, what it sent along
};

struct Request {
  std::string method;  // "GET"
  std::string path;    // without the query: "/health"
  std::string query;   // what follows '?', undecoded
  std::string body;
  std::string host{};             // as the client calls us, with its port: "build1:8080"
  std::string origin{};           // of the page that asks, where a browser tells
  std::string if_none_match{};    // entity tags that the client has
  std::string accept_encoding{};  // "gzip, br"
  std::string content_type{};     // of the body
  std::string authorization{};    // "Bearer …", "Basic …"
  std::string cookie{};
  Peer peer{};
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // beside Content-Type and Content-Length
};

// {"error": MESSAGE} with the given status: the shape of every error of ours.
Response error_response(unsigned status, const std::string& message);

}  // namespace hg::http
