#include "hg/client/wrap/jobs.h"

#include <algorithm>

namespace hg::client::wrap {
namespace {

constexpr unsigned kMaxJobs = 512;

// Which of a tool's options decide, and which take the next word as their value.
struct Grammar {
  std::string_view answers;    // short options that answer the question
  std::string_view valued;     // short options with a value, joined or separate
  std::string_view long_name;  // the long spelling, which may be shortened to kShortest characters
};

constexpr std::size_t kShortest = 3;  // "--j"

constexpr Grammar kMake{"j", "CfIoWE", "--jobs"};
constexpr Grammar kNinja{"jt", "Cfkldw", "--jobs"};

bool is_long_answer(std::string_view word, std::string_view name) {
  const std::string_view option = word.substr(0, word.find('='));
  return option.size() >= kShortest && name.starts_with(option);
}

// A word of short options ("-kj8"). `takes_next` is set if the last one wants the next word.
bool is_short_answer(std::string_view word, const Grammar& grammar, bool& takes_next) {
  for (std::size_t i = 1; i < word.size(); ++i) {
    if (grammar.answers.find(word[i]) != std::string_view::npos) return true;
    if (grammar.valued.find(word[i]) != std::string_view::npos) {
      takes_next = i + 1 == word.size();
      return false;
    }
  }
  return false;
}

bool has_jobs(const Arguments& arguments, const Grammar& grammar) {
  bool is_value = false;
  for (const std::string& word : arguments) {
    if (is_value) {
      is_value = false;
    } else if (word == "--") {
      return false;
    } else if (word.starts_with("--")) {
      if (is_long_answer(word, grammar.long_name)) return true;
    } else if (word.starts_with("-") && is_short_answer(word, grammar, is_value)) {
      return true;
    }
  }
  return false;
}

Arguments words(std::string_view text) {
  Arguments list;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end != 0) list.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return list;
}

}  // namespace

bool make_has_jobs(const Arguments& arguments, std::string_view makeflags) {
  Arguments flags = words(makeflags);
  // The first word may lack its dash: "k", "kj8". A variable ("CC=gcc") does not count.
  if (!flags.empty() && !flags[0].starts_with("-") && flags[0].find('=') == std::string::npos) {
    flags[0].insert(0, "-");
  }
  for (const std::string& flag : flags) {
    if (flag.starts_with("--jobserver")) return true;
  }
  return has_jobs(arguments, kMake) || has_jobs(flags, kMake);
}

bool ninja_has_jobs(const Arguments& arguments) {
  return has_jobs(arguments, kNinja);
}

unsigned jobs_for(unsigned slots, unsigned cpus) {
  return std::min(std::max(cpus, 1U) + slots, kMaxJobs);
}

}  // namespace hg::client::wrap
