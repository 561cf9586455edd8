#include "hg/compiler/dependencies.h"

#include "hg/base/split.h"
#include "hg/os/path.h"

namespace hg::compiler {
namespace {

bool is_definition(std::string_view word) {
  return word.size() > 2 && (word.starts_with("-D") || word.starts_with("-U"));
}

}  // namespace

bool Dependencies::add(const Argument& argument, const std::vector<std::string>& words) {
  switch (argument.option->special) {
    case Special::mf:
      if (file_) repeated_ = true;
      file_ = argument.value;
      return !argument.value.empty() && argument.value != "-";
    case Special::md:
      wanted_ = true;
      break;
    case Special::target:
      target_given_ = true;
      break;
    case Special::phony:
      phony_ = true;
      break;
    default:
      return false;
  }
  for (std::size_t i = 0; i < argument.count; ++i) words_.push_back(words[argument.first + i]);
  return true;
}

bool Dependencies::add_wp(const Argument& argument, std::vector<std::string>& defines) {
  const std::vector<std::string_view> pieces = split(argument.value, ',');
  const bool gcc = family_ == model::CompilerFamily::gcc;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::string_view piece = pieces[i];
    const bool has_value = i + 1 < pieces.size() && !pieces[i + 1].empty();
    if (is_definition(piece)) {
      defines.emplace_back(piece);
    } else if ((piece == "-MD" || piece == "-MMD") && has_value && (gcc || pieces.size() == 2)) {
      // clang's driver understands just this one and makes it -MD -MF.
      if (file_) repeated_ = true;
      file_ = pieces[++i];
      (gcc ? wp_wanted_ : wanted_) = true;
      words_.emplace_back(piece);
    } else if (gcc && (piece == "-MT" || piece == "-MQ") && has_value) {
      words_.emplace_back(piece);
      words_.emplace_back(pieces[++i]);
      wp_target_given_ = true;
    } else if (gcc && piece == "-MF" && has_value) {
      if (file_) repeated_ = true;
      file_ = pieces[++i];
    } else {
      return false;
    }
  }
  return true;
}

bool Dependencies::consistent() const {
  const bool asked = wanted_ || wp_wanted_;
  const bool told = file_ || target_given_ || wp_target_given_ || phony_;
  if (!asked) return !told;
  if (repeated_ || (wanted_ && (wp_wanted_ || wp_target_given_))) return false;
  return !(wp_wanted_ && target_given_ && wp_target_given_);
}

std::optional<std::string> Dependencies::file(const Names& names) const {
  if (!wanted_ && !wp_wanted_) return std::nullopt;
  if (file_) return file_;
  const std::string_view base = names.output.empty() ? os::base_name(names.input) : names.output;
  return std::string(os::without_extension(base)) + ".d";
}

std::string Dependencies::default_target(const Names& names) const {
  // Behind -Wp, gcc's driver does not see the option, and cc1 does not know the output.
  if (!names.output.empty() && !wp_wanted_) return std::string(names.output);
  return std::string(os::without_extension(os::base_name(names.input))) + ".o";
}

std::vector<std::string> Dependencies::options(const Names& names, std::string_view temporary) const {
  if (!wanted_ && !wp_wanted_) return {};
  std::vector<std::string> options = words_;
  options.insert(options.end(), {"-MF", std::string(temporary)});
  if (!target_given_ && !wp_target_given_) options.insert(options.end(), {"-MQ", default_target(names)});
  return options;
}

}  // namespace hg::compiler
