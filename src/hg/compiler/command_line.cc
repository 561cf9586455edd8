#include "hg/compiler/command_line.h"

namespace hg::compiler {
namespace {

// How many words after the first belong to `option`, which begins with `word`.
std::size_t separate_values(const Option& option, std::string_view word) {
  switch (option.value) {
    case Value::none:
    case Value::joined:
      return 0;
    case Value::separate:
      return 1;
    case Value::joined_or_separate:
      return word.size() == option.name.size() ? 1 : 0;
    case Value::two:
      return 2;
  }
  return 0;
}

Argument parse_one(const std::vector<std::string>& words, std::size_t first,
                   std::optional<model::CompilerFamily> family) {
  const std::string_view word = words[first];
  Argument argument;
  argument.first = first;
  if (word.size() < 2 || word.front() != '-') {
    argument.value = word;
    return argument;
  }
  argument.option = find_option(word, family);
  if (argument.option == nullptr) {
    argument.unknown = true;
    return argument;
  }
  const std::size_t extra = separate_values(*argument.option, word);
  if (first + extra >= words.size()) {  // the value is missing
    argument.option = nullptr;
    argument.unknown = true;
    return argument;
  }
  argument.count = 1 + extra;
  argument.value =
      extra == 0 ? word.substr(argument.option->name.size()) : std::string_view(words[first + extra]);
  return argument;
}

}  // namespace

std::vector<Argument> parse(const std::vector<std::string>& words,
                            std::optional<model::CompilerFamily> family) {
  std::vector<Argument> arguments;
  arguments.reserve(words.size());
  bool options_ended = false;
  for (std::size_t i = 0; i < words.size(); i += arguments.back().count) {
    if (options_ended) {
      Argument input;
      input.value = words[i];
      input.first = i;
      arguments.push_back(input);
    } else {
      arguments.push_back(parse_one(words, i, family));
      options_ended = arguments.back().is(Special::end);
    }
  }
  return arguments;
}

}  // namespace hg::compiler
