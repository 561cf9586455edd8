// What a client brings along to its coordinator: proofs, and its idea of whom to believe.
#pragma once

#include <compare>
#include <string>

namespace hg::model {

// Paths are absolute; empty where there is none.
struct Access {
  std::string ca{};           // PEM file: who has signed the coordinator's certificate; none: plain text
  std::string certificate{};  // PEM file of our own, and the key to it
  std::string key{};
  std::string token{};       // ours, or
  std::string token_file{};  // the file that holds it
  bool insecure = false;     // plain text also to another machine, by the user's word
  auto operator<=>(const Access&) const = default;
};

}  // namespace hg::model
