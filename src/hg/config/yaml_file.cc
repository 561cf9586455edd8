#include "hg/config/yaml_file.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "hg/base/suggest.h"
#include "hg/os/file.h"

namespace hg::config {
namespace {

constexpr std::size_t kMaxBytes = 1U << 20U;

std::string place(const std::string& path, const YAML::Mark& mark) {
  return path + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
}

tl::unexpected<Error> refuse(const std::string& where, const std::string& what) {
  return fail(Code::invalid_argument, where + ": " + what);
}

std::string unknown_key(const std::string& key, std::span<const std::string_view> known) {
  std::string line = "unknown key '" + key + "'";
  if (const auto near = suggest(key, known)) return line + "; did you mean '" + std::string(*near) + "'?";
  line += "; known are";
  for (const std::string_view name : known) line += " " + std::string(name);
  return line;
}

}  // namespace

Result<YamlFile> YamlFile::read(const std::string& path, std::span<const std::string_view> known_keys) {
  auto text = os::read_file(path, kMaxBytes);
  if (!text) return fail(std::move(text).error().context("reading " + path));
  YamlFile file;
  try {
    const YAML::Node root = YAML::Load(*text);
    if (root.IsNull()) return file;
    if (!root.IsMap()) return refuse(place(path, root.Mark()), "expected 'key: value' lines");
    for (const auto& pair : root) {
      const std::string where = place(path, pair.first.Mark());
      if (!pair.first.IsScalar()) return refuse(where, "expected a plain key");
      std::string key = pair.first.Scalar();
      std::ranges::replace(key, '.', '-');
      if (std::ranges::find(known_keys, key) == known_keys.end())
        return refuse(where, unknown_key(key, known_keys));
      if (!pair.second.IsScalar()) return refuse(where, "'" + key + "' takes one plain value");
      const bool added = file.entries_.emplace(key, Entry{pair.second.Scalar(), where}).second;
      if (!added) return refuse(where, "'" + key + "' is given twice");
    }
  } catch (const YAML::Exception& error) {
    return refuse(place(path, error.mark), error.msg);
  }
  return file;
}

const YamlFile::Entry* YamlFile::find(const std::string& key) const {
  const auto it = entries_.find(key);
  return it == entries_.end() ? nullptr : &it->second;
}

}  // namespace hg::config
