// A flat YAML file of options: one mapping of known keys to plain values. `cache.shared` is `cache-shared`.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "hg/base/result.h"

namespace hg::config {

class YamlFile {
 public:
  struct Entry {
    std::string value;
    std::string where;  // "FILE:LINE:COLUMN"
  };

  YamlFile() = default;

  // invalid_argument with "FILE:LINE:COLUMN: what" for anything that is not such a mapping: broken YAML, an
  // unknown key (with the nearest known one), a key given twice, a list or a mapping as value. Files over 1
  // MiB are refused.
  static Result<YamlFile> read(const std::string& path, std::span<const std::string_view> known_keys);

  // nullptr if the file does not have it.
  [[nodiscard]] const Entry* find(const std::string& key) const;

 private:
  std::map<std::string, Entry> entries_;
};

}  // namespace hg::config
