#include "hg/container/escape.h"

#include <fmt/format.h>

#include <algorithm>

namespace hg::container {
namespace {

bool is_plain(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.';
}

}  // namespace

std::string escaped(std::string_view value) {
  std::string text;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    text += is_plain(byte) ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return text;
}

Status check_image_name(std::string_view name) {
  const bool sound = !name.empty() && name.size() <= 512 &&
                     is_plain(static_cast<unsigned char>(name.front())) && name.front() != '-' &&
                     name.find("..") == std::string_view::npos && name.find("//") == std::string_view::npos &&
                     name.back() != '/' && std::all_of(name.begin(), name.end(), [](char c) {
                       return is_plain(static_cast<unsigned char>(c)) || c == '/' || c == ':' || c == '@';
                     });
  if (sound) return {};
  return fail(Code::invalid_argument, fmt::format("'{}' is not the name of an image", name));
}

}  // namespace hg::container
