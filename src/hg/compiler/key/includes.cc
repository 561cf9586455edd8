#include "hg/compiler/key/includes.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "hg/compiler/key/directories.h"
#include "hg/compiler/key/forwarded.h"
#include "hg/os/path.h"

namespace hg::compiler::key {
namespace {

using Kind = Reference::Kind;
using Step = Status;

Step unsure(const std::string& why) {
  return fail(Code::failed_precondition, why);
}

class Walk {
 public:
  Walk(const Compiled& compiled, const ReadSource& read) : compiled_(compiled), read_(read) {}

  Result<Lookups> run() && {
    for (const Source& file : compiled_.files) by_name_.emplace(plain_path(file.path), &file);
    for (const std::string& directory : compiled_.search.missing) directories_.look(directory);
    HG_TRY(follow_all_references());
    HG_TRY(follow_forwarded_questions());
    for (const Source& file : compiled_.files) {
      if (!explained_.contains(plain_path(file.path))) HG_TRY(explain(file));
    }
    std::sort(present_.begin(), present_.end());
    present_.erase(std::unique(present_.begin(), present_.end()), present_.end());
    return Lookups{directories_.absent(compiled_.now_ns), std::move(present_)};
  }

 private:
  [[nodiscard]] bool gcc() const { return compiled_.family == model::CompilerFamily::gcc; }

  Step follow_all_references() {
    explained_.insert(plain_path(compiled_.files.front().path));
    // gcc takes it in before every source.
    if (gcc()) HG_TRY(follow({Kind::include, false, "stdc-predef.h"}, "", {}));
    for (const std::string& name : compiled_.preincluded) {
      HG_TRY(follow({Kind::include, true, name}, "", gcc() ? Suffixes{".gch"} : Suffixes{".gch", ".pch"}));
    }
    for (const Source& file : compiled_.files) {
      if ((file.facts & kComputed) != 0) computing_.emplace_back(os::directory_name(file.path));
      if ((file.facts & kHasReferences) == 0) continue;
      const auto content = read_(file.path);
      if (!content) return unsure(file.path + " cannot be read again");
      // gcc takes the precompiled form of a header that the source itself includes.
      const bool may_be_precompiled = gcc() && &file == &compiled_.files.front();
      for (const Reference& reference : references_of(*content)) {
        HG_TRY(follow(reference, os::directory_name(file.path),
                      may_be_precompiled ? Suffixes{".gch"} : Suffixes{}));
      }
    }
    return {};
  }

  // A macro that one file defines may be used in any other.
  Step follow_forwarded_questions() {
    std::set<std::string> macros;
    for (const Source& file : compiled_.files) {
      if ((file.facts & kForwards) == 0) continue;
      for (std::string& name : forwarders_of(read_(file.path).value_or(""))) macros.insert(std::move(name));
    }
    if (macros.empty()) return {};
    for (const Source& file : compiled_.files) {
      const auto content = read_(file.path);
      if (!content) return unsure(file.path + " cannot be read again");
      for (const std::string& macro : macros) {
        const auto questions = forwarded_questions(*content, macro);
        if (!questions) return unsure(file.path + " uses " + macro + " in a way that is not understood");
        for (const Reference& question : *questions)
          HG_TRY(follow(question, os::directory_name(file.path), {}));
      }
    }
    return {};
  }

  using Suffixes = std::vector<std::string_view>;

  // Looks wherever the compiler may have looked for `reference`.
  Step follow(const Reference& reference, std::string_view own_directory, const Suffixes& precompiled) {
    if (reference.name.starts_with('/')) return try_path(reference, reference.name, precompiled).status;
    if (reference.quoted) {
      const Tried tried = try_path(reference, os::join(own_directory, reference.name), precompiled);
      if (!tried.status || tried.ends) return tried.status;
      for (const std::string& directory : compiled_.search.quoted) {
        const Tried next = try_path(reference, os::join(directory, reference.name), precompiled);
        if (!next.status || next.ends) return next.status;
      }
    }
    for (const std::string& directory : compiled_.search.duplicate)
      directories_.look(os::join(directory, reference.name));
    for (const std::string& directory : compiled_.search.all) {
      const Tried tried = try_path(reference, os::join(directory, reference.name), precompiled);
      if (!tried.status || tried.ends) return tried.status;
    }
    return {};
  }

  struct Tried {
    Step status{};
    bool ends = false;  // the compiler would look no further
  };

  Tried try_path(const Reference& reference, const std::string& path, const Suffixes& precompiled) {
    for (const std::string_view suffix : precompiled) {
      if (directories_.look(path + std::string(suffix)).kind != Directories::Kind::absent)
        return {unsure(path + " has a precompiled form")};
    }
    const bool ends = reference.kind == Kind::include;
    const std::string plain = plain_path(path);
    // Which file include_next and a question end at depends on where they began: all that come into question
    // are taken.
    if (by_name_.contains(plain)) {
      explained_.insert(plain);
      return {{}, ends};
    }
    const Directories::Found& found = directories_.look(path);
    switch (found.kind) {
      case Directories::Kind::absent:
        // Had it been there and gone since, the answer was another one.
        if (reference.kind == Kind::question && directories_.changed_ns(path) >= compiled_.started_ns)
          return {unsure("the directory of " + path + " is changing")};
        return {};
      case Directories::Kind::directory:
        directories_.keep(path);
        return {};
      case Directories::Kind::unreadable:
        return {unsure(path + " cannot be looked at")};
      case Directories::Kind::file:
        break;
    }
    return {on_other_file(reference, path, found), ends};
  }

  // There is such a file, and the compile has not read it.
  Step on_other_file(const Reference& reference, const std::string& path, const Directories::Found& found) {
    if (found.named_ns >= compiled_.started_ns) return unsure(path + " has just appeared");
    if (reference.kind == Kind::question) {
      present_.push_back(path);
      return {};
    }
    // Either the directive was skipped, or the file was taken for one that had been read already.
    for (const Source& file : compiled_.files) {
      const bool same = file.stamp.device == found.stamp.device && file.stamp.inode == found.stamp.inode;
      if (same) {
        present_.push_back(path);
        return {};
      }
      if ((file.facts & kOnce) == 0 || file.stamp.size != found.stamp.size) continue;
      const auto ours = read_(file.path);
      if (!ours || ours == read_(path)) return unsure(path + " is a copy of " + file.path);
    }
    return {};
  }

  // How `file` came in, nothing says: the compiler's own choice, or a name made by macros. So everything that
  // could have come in its place.
  Step explain(const Source& file) {
    const std::string plain = plain_path(file.path);
    std::vector<std::string> starts = compiled_.search.quoted;
    starts.insert(starts.end(), compiled_.search.all.begin(), compiled_.search.all.end());
    starts.insert(starts.end(), computing_.begin(), computing_.end());
    std::set<std::string> names;
    for (const std::string& start : starts) {
      const std::string prefix = plain_path(start) + "/";
      if (plain.starts_with(prefix)) names.insert(plain.substr(prefix.size()));
      if (plain_path(start) == "." && !plain.starts_with('/')) names.insert(plain);
    }
    if (names.empty()) return unsure("nothing says how " + file.path + " was found");
    starts.insert(starts.end(), compiled_.search.duplicate.begin(), compiled_.search.duplicate.end());
    for (const std::string& name : names) {
      for (const std::string& start : starts) {
        const std::string path = os::join(start, name);
        const Directories::Found& found = directories_.look(path);
        if (found.kind == Directories::Kind::unreadable) return unsure(path + " cannot be looked at");
        if (found.kind == Directories::Kind::directory) directories_.keep(path);
        const bool other = found.kind == Directories::Kind::file && !by_name_.contains(plain_path(path));
        if (other && found.named_ns >= compiled_.started_ns) return unsure(path + " has just appeared");
      }
    }
    return {};
  }

  const Compiled& compiled_;
  const ReadSource& read_;
  Directories directories_;
  std::unordered_map<std::string, const Source*> by_name_;
  std::unordered_set<std::string> explained_;
  std::vector<std::string> computing_;  // directories of files with a computed include
  std::vector<std::string> present_;
};

// One file's macro may paste what stands in any other.
bool may_paste_a_time(const std::vector<Source>& files) {
  std::uint32_t facts = 0;
  for (const Source& file : files) facts |= file.facts;
  return (facts & kUnderscores) != 0 && (facts & kNamesTime) != 0;
}

}  // namespace

std::string plain_path(std::string_view path) {
  std::string plain;
  bool at_start = true;  // of a component
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (at_start && path[i] == '/' && !plain.empty()) continue;
    const bool dot = at_start && path[i] == '.' && i + 1 < path.size() && path[i + 1] == '/';
    if (dot) {
      ++i;
      while (i + 1 < path.size() && path[i + 1] == '/') ++i;
      continue;
    }
    plain += path[i];
    at_start = path[i] == '/';
  }
  while (plain.size() > 1 && plain.ends_with('/')) plain.pop_back();
  while (plain.size() > 2 && plain.ends_with("/.")) plain.resize(plain.size() - 2);
  return plain.empty() ? "." : plain;
}

Result<Lookups> lookups_of(const Compiled& compiled, const ReadSource& read) {
  for (const Source& file : compiled.files) {
    if ((file.facts & kUnreadable) != 0)
      return fail(Code::failed_precondition, file.path + " includes in a way that is not understood");
  }
  if (may_paste_a_time(compiled.files))
    return fail(Code::failed_precondition, "a time may be pasted together");
  return Walk(compiled, read).run();
}

}  // namespace hg::compiler::key
