#include "commands/explain.h"

#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "commands/advice.h"
#include "commands/commands.h"
#include "hg/base/suggest.h"
#include "hg/client/ui/table.h"
#include "hg/model/reason.h"
#include "hg/os/file.h"

namespace hg::hgbuild {
namespace {

using client::ui::Ink;
using client::ui::Style;
using model::Reason;

std::vector<Reason> all_reasons() {
  std::vector<Reason> all;
  for (int i = 0; i <= static_cast<int>(Reason::remote_error_unconfirmed); ++i)
    all.push_back(static_cast<Reason>(i));
  return all;
}

std::string list_text(const Style& style) {
  std::vector<client::ui::Row> rows;
  for (const Reason reason : all_reasons())
    rows.push_back({{std::string(code(reason)), false, Ink::cyan}, {std::string(explain(reason))}});
  return client::ui::table(rows, style);
}

std::string text_of(Reason reason, const Style& style) {
  std::string text = style.paint(Ink::cyan, code(reason)) + fmt::format(": {}\n", explain(reason));
  if (!advice(reason).empty()) text += fmt::format("{}\n", advice(reason));
  return text;
}

std::string json_of(const std::vector<Reason>& reasons) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Reason reason : reasons)
    list.push_back({{"code", code(reason)}, {"meaning", explain(reason)}, {"advice", advice(reason)}});
  return nlohmann::ordered_json{{"schema", "hgbuild.explain/1"}, {"reasons", list}}.dump(2) + "\n";
}

int unknown_reason(const Context& context, const std::string& word) {
  std::vector<std::string_view> codes;
  for (const Reason reason : all_reasons()) codes.push_back(code(reason));
  const auto meant = suggest(word, codes);
  return complain(context, kExitUsage, fmt::format("{} is no reason code", word),
                  meant ? fmt::format("did you mean {}?", *meant) : "hgbuild explain lists them");
}

}  // namespace

int explain_command(const Context& context, const std::vector<std::string>& arguments) {
  bool json = false;
  std::optional<Reason> asked;
  for (const std::string& argument : arguments) {
    if (argument == "--json") {
      json = true;
      continue;
    }
    if (asked || argument.starts_with("-")) {
      return complain(context, kExitUsage, fmt::format("explain takes one reason code, got {}", argument),
                      "see hgbuild help explain");
    }
    asked = model::reason_from_code(argument);
    if (!asked) return unknown_reason(context, argument);
  }
  const Style style = context.style(STDOUT_FILENO);
  const std::string text = json    ? json_of(asked ? std::vector{*asked} : all_reasons())
                           : asked ? text_of(*asked, style)
                                   : list_text(style);
  (void)os::write_all(STDOUT_FILENO, text);
  return kExitOk;
}

std::string reasons_markdown() {
  std::string text =
      "# Reasons\n\n"
      "Why a compile was done locally, failed on the grid, or was no compile. The same codes stand in "
      "`HG_VERBOSE=1`, the summary of\n"
      "`hgbuild make`, `hgbuild why`, every `--json`, the label `reason` of the metrics, the API and the "
      "dashboard.\n"
      "`hgbuild explain CODE` says the same as this table.\n\n"
      "| code | meaning | what to do |\n|---|---|---|\n";
  for (const Reason reason : all_reasons())
    text += fmt::format("| `{}` | {} | {} |\n", code(reason), explain(reason), advice(reason));
  return text;
}

}  // namespace hg::hgbuild
