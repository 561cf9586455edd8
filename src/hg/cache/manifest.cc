#include "hg/cache/manifest.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace hg::cache {
namespace {

enum class Verdict : char { unknown, holds, fails };

// Numbers for values, in the order of their first use.
template <typename Table, typename Key, typename Make>
std::uint32_t number_of(Table& table, const Key& key, const Make& make) {
  const auto next = static_cast<std::uint32_t>(table.size());
  const auto [place, added] = table.try_emplace(key, next);
  if (added) make();
  return place->second;
}

}  // namespace

Absent Manifest::absent_of(const Group& group) const {
  Absent absent{.directory = paths_[group.directory], .stamp = group.stamp, .paths = {}};
  absent.paths.reserve(group.paths.size());
  for (const std::uint32_t path : group.paths) absent.paths.push_back(paths_[path]);
  return absent;
}

std::vector<Included> Manifest::files_of(const Row& row) const {
  std::vector<Included> files;
  files.reserve(row.files.size());
  for (const std::uint32_t file : row.files) {
    files.push_back({paths_[files_[file].path], files_[file].content});
  }
  return files;
}

Variant Manifest::variant(std::size_t index) const {
  const Row& row = variants_[index];
  Variant variant{
      .files = files_of(row), .absent = {}, .result = row.result, .dependencies = row.dependencies};
  for (const Group& group : row.absent) variant.absent.push_back(absent_of(group));
  return variant;
}

std::optional<Manifest::Found> Manifest::find(const FileHolds& file_holds,
                                              const AbsentHolds& absent_holds) const {
  std::vector<Verdict> verdicts(files_.size(), Verdict::unknown);
  const auto holds = [&](std::uint32_t file) {
    Verdict& verdict = verdicts[file];
    if (verdict == Verdict::unknown) {
      const bool same = file_holds(paths_[files_[file].path], files_[file].content);
      verdict = same ? Verdict::holds : Verdict::fails;
    }
    return verdict == Verdict::holds;
  };
  for (std::size_t i = 0; i < variants_.size(); ++i) {
    const Row& row = variants_[i];
    if (!std::all_of(row.files.begin(), row.files.end(), holds)) continue;
    const auto still_absent = [&](const Group& group) { return absent_holds(absent_of(group)); };
    if (!std::all_of(row.absent.begin(), row.absent.end(), still_absent)) continue;
    return Found{.result = row.result, .dependencies = row.dependencies, .index = i};
  }
  return std::nullopt;
}

Status Manifest::add(const Variant& variant) {
  if (variant.files.empty()) return fail(Code::invalid_argument, "a variant needs a file");
  if (variant.files.size() > kMaxFiles) return fail(Code::invalid_argument, "a variant has too many files");
  std::vector<Variant> all{variant};
  std::size_t files = variant.files.size();
  for (std::size_t i = 0; i < variants_.size() && all.size() < kMaxVariants; ++i) {
    Variant old = this->variant(i);
    if (old.files == variant.files) continue;
    files += old.files.size();
    if (files > kMaxFiles) break;
    all.push_back(std::move(old));
  }
  *this = build(all);
  return {};
}

void Manifest::promote(std::size_t index) {
  if (index >= variants_.size()) return;
  const auto place = variants_.begin() + static_cast<std::ptrdiff_t>(index);
  std::rotate(variants_.begin(), place, place + 1);
}

Manifest Manifest::build(const std::vector<Variant>& variants) {
  Manifest made;
  std::unordered_map<std::string, std::uint32_t> paths;
  std::map<std::pair<std::uint32_t, digest::Sha256Digest>, std::uint32_t> files;
  const auto path_number = [&](const std::string& path) {
    return number_of(paths, path, [&] { made.paths_.push_back(path); });
  };
  for (const Variant& variant : variants) {
    Row& row = made.variants_.emplace_back();
    row.result = variant.result;
    row.dependencies = variant.dependencies;
    for (const Included& file : variant.files) {
      const File wanted{path_number(file.path), file.content};
      row.files.push_back(
          number_of(files, std::pair(wanted.path, wanted.content), [&] { made.files_.push_back(wanted); }));
    }
    for (const Absent& absent : variant.absent) {
      Group& group = row.absent.emplace_back();
      group.directory = path_number(absent.directory);
      group.stamp = absent.stamp;
      for (const std::string& path : absent.paths) group.paths.push_back(path_number(path));
    }
  }
  return made;
}

}  // namespace hg::cache
