// docs/compiler-flags.md lists the table of options; this test says so when it does not.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "hg/compiler/option.h"

namespace hg::compiler {
namespace {

std::string_view heading(Use use) {
  switch (use) {
    case Use::both:
      return "to the preprocess step and to the worker";
    case Use::remote:
      return "to the worker only";
    case Use::preprocess:
      return "to the preprocess step only";
    case Use::define:
      return "to the preprocess step, with clang to the worker too";
    case Use::link:
      return "for a linker: see above";
    case Use::dependency:
      return "dependency files, written here";
    case Use::drop:
      return "left out: changes no byte";
    case Use::mode:
      return "what the command does";
    case Use::local:
      return "stays here";
  }
  return "";
}

std::string spelling(const Option& option) {
  std::string text = "`" + std::string(option.name);
  switch (option.value) {
    case Value::none:
      break;
    case Value::joined:
      text += "…";
      break;
    case Value::separate:
      text += " X";
      break;
    case Value::joined_or_separate:
      text += "[ ]X";
      break;
    case Value::two:
      text += " X Y";
      break;
  }
  text += "`";
  if (option.families == Families::gcc) text += " (gcc)";
  if (option.families == Families::clang) text += " (clang)";
  return text;
}

std::string render() {
  std::map<std::pair<Use, model::Reason>, std::string> groups;
  for (const Option& option : all_options()) {
    std::string& list = groups[{option.use, option.reason}];
    list += (list.empty() ? "" : ", ") + spelling(option);
  }
  std::string text = "\n| what happens | flags |\n|---|---|\n";
  for (const auto& [key, list] : groups) {
    text += "| " + std::string(heading(key.first));
    if (key.second != model::Reason::none) text += " (`" + std::string(model::code(key.second)) + "`)";
    text += " | " + list + " |\n";
  }
  return text + "\n";
}

TEST(Document, ListsEveryOption) {
  std::ifstream in(HG_SOURCE_DIR "/docs/compiler-flags.md");
  std::ostringstream document;
  document << in.rdbuf();
  const std::string text = document.str();
  const std::string begin = "<!-- options begin -->\n";
  const auto from = text.find(begin);
  const auto to = text.find("<!-- options end -->");
  ASSERT_NE(from, std::string::npos);
  ASSERT_NE(to, std::string::npos);
  const std::string listed = text.substr(from + begin.size(), to - from - begin.size());
  EXPECT_TRUE(listed == render()) << "docs/compiler-flags.md should have between its marks:\n" << render();
}

}  // namespace
}  // namespace hg::compiler
