#include "hg/client/journal/changes.h"

#include <algorithm>
#include <map>
#include <set>

namespace hg::client::journal {
namespace {

using Values = std::vector<std::string>;
using How = Change::How;

// Kinds in the order in which they are first met, in one of two records.
std::vector<std::string> kinds_of(const Record& before, const Record& after) {
  std::vector<std::string> kinds;
  for (const Record* record : {&after, &before}) {
    for (const cache::KeyPart& part : record->parts) {
      if (std::find(kinds.begin(), kinds.end(), part.kind) == kinds.end()) kinds.push_back(part.kind);
    }
  }
  return kinds;
}

Values values_of(const Record& record, const std::string& kind) {
  Values values;
  for (const cache::KeyPart& part : record.parts) {
    if (part.kind == kind) values.push_back(part.value);
  }
  return values;
}

// What is in `all` and not in `other`, each once, in order.
Values without(const Values& all, const Values& other) {
  const std::set<std::string> known(other.begin(), other.end());
  std::set<std::string> seen;
  Values rest;
  for (const std::string& value : all) {
    if (!known.contains(value) && seen.insert(value).second) rest.push_back(value);
  }
  return rest;
}

// "CPATH" of "CPATH=/usr/include".
std::string_view name_of(std::string_view value) {
  return value.substr(0, value.find('='));
}

void compare_kind(const std::string& kind, const Record& before, const Record& after,
                  std::vector<Change>& changes) {
  const Values old_values = values_of(before, kind);
  const Values new_values = values_of(after, kind);
  if (old_values == new_values) return;
  Values gone = without(old_values, new_values);
  Values come = without(new_values, old_values);
  if (gone.empty() && come.empty()) changes.push_back({.kind = kind, .how = How::reordered});
  const bool alone = gone.size() == 1 && come.size() == 1;
  for (const std::string& value : come) {
    const auto pair = std::find_if(gone.begin(), gone.end(), [&](const std::string& old) {
      return alone || (value.find('=') != std::string::npos && name_of(old) == name_of(value));
    });
    if (pair == gone.end()) {
      changes.push_back({.kind = kind, .how = How::added, .after = value});
    } else {
      changes.push_back({.kind = kind, .how = How::changed, .before = *pair, .after = value});
      gone.erase(pair);
    }
  }
  for (const std::string& value : gone)
    changes.push_back({.kind = kind, .how = How::removed, .before = value});
}

void compare_files(const Record& before, const Record& after, std::vector<Change>& changes) {
  std::map<std::string, std::uint64_t> old_files;
  for (const ReadFile& file : before.files) old_files.emplace(file.path, file.content);
  for (std::size_t i = 0; i < after.files.size(); ++i) {
    const ReadFile& file = after.files[i];
    const std::string kind = i == 0 ? "source" : "header";
    const auto old = old_files.find(file.path);
    if (old == old_files.end()) {
      changes.push_back({.kind = kind, .how = How::added, .after = file.path});
      continue;
    }
    if (old->second != file.content)
      changes.push_back({.kind = kind, .how = How::changed, .before = file.path, .after = file.path});
    old_files.erase(old);
  }
  for (const auto& [path, content] : old_files)
    changes.push_back({.kind = "header", .how = How::removed, .before = path});
}

}  // namespace

std::vector<Change> changes(const Record& before, const Record& after) {
  std::vector<Change> changes;
  for (const std::string& kind : kinds_of(before, after)) compare_kind(kind, before, after, changes);
  if (!before.files.empty() && !after.files.empty()) compare_files(before, after, changes);
  return changes;
}

Story story_of(std::span<const Record> records) {
  Story story{.last = &records.back()};
  const auto earlier = records.first(records.size() - 1);
  const auto same_output = std::find_if(earlier.rbegin(), earlier.rend(), [&](const Record& record) {
    return record.output == story.last->output && record.directory == story.last->directory;
  });
  if (same_output != earlier.rend()) {
    story.before = &*same_output;
  } else if (!earlier.empty()) {
    story.before = &earlier.back();
  }
  if (story.before == nullptr || !story.before->parts.empty()) {
    story.known = story.before;
    return story;
  }
  const auto known = std::find_if(earlier.rbegin(), earlier.rend(), [&](const Record& record) {
    return !record.parts.empty() && !record.result.empty() && record.result == story.before->result;
  });
  if (known != earlier.rend()) story.known = &*known;
  return story;
}

}  // namespace hg::client::journal
