#include "commands/help.h"

#include <fmt/format.h>

#include <array>

#include "hg/base/version.h"

namespace hg::hgbuild {
namespace {

using client::ui::Ink;
using client::ui::Style;

struct Topic {
  std::string_view name;
  std::string_view usage;
  std::string_view text;
};

constexpr std::array kTopics = {
    Topic{"make", "hgbuild [-q] make ARGS...",
          "Runs make with its compiles on the grid. Whatever the makefiles call as compiler is taken, also "
          "by its absolute\n"
          "path. Without a -j of yours (or in MAKEFLAGS), make gets one that fills the grid.\n"
          "Everything behind the word \"make\" goes to make as it is.\n"},
    Topic{"ninja", "hgbuild [-q] ninja ARGS...",
          "Runs ninja with its compiles on the grid, in any configured tree. Without a -j of yours, ninja "
          "gets one that\n"
          "fills the grid. Everything behind the word \"ninja\" goes to ninja as it is.\n"},
    Topic{"cmake", "hgbuild [-q] cmake ARGS...",
          "Configuring: sets CMAKE_C_COMPILER_LAUNCHER and CMAKE_CXX_COMPILER_LAUNCHER to hgbuild, unless "
          "you chose a\n"
          "launcher yourself; the tree then uses the grid under a plain \"ninja\" too. (In a tree that was "
          "built without\n"
          "it, this compiles everything once more; \"hgbuild ninja\" does not.)\n"
          "cmake --build: as \"hgbuild run\". Anything else goes to cmake as it is.\n"},
    Topic{"meson", "hgbuild [-q] meson ARGS...",
          "The same as \"hgbuild run meson ARGS...\": for \"meson compile\" in a configured tree.\n"},
    Topic{"run", "hgbuild [-q] run [--] CMD ARGS...",
          "Runs a command; every C and C++ compiler that it or its children start goes through hgbuild. This "
          "needs\n"
          "dynamically linked build tools. At the end, a summary says what was compiled where, and why.\n"},
    Topic{"status", "hgbuild status [--json]",
          "Shows coordinator, agent, workers and slots, and what would happen to a compile now.\n"
          "Exit code: 0 = the coordinator answered, 3 = it did not (or none is configured).\n"},
    Topic{"workers", "hgbuild workers [--json] | hgbuild workers drain|undrain WORKER",
          "Lists the workers, one a line: name, address, state, slots, architecture, cores, memory, "
          "compilers.\n"
          "drain     WORKER (its id, address or name) finishes what it has and gets nothing new\n"
          "undrain   it gets compiles again; a worker that is started anew does anyway\n"
          "Both are taken on the coordinator's own machine only.\n"
          "Exit code: 0 = the coordinator answered, 3 = it did not (or none is configured).\n"},
    Topic{"cache", "hgbuild cache stats [--json] | clear | verify | gc [SIZE] | path | show FILE",
          "stats   hits, misses and what is stored\n"
          "clear   removes everything and counts from 0\n"
          "verify  reads every file to its end and removes what is damaged; exit code 1 if there was any\n"
          "gc      removes what was not used for longest until HG_CACHE_SIZE (10G), or SIZE, is kept\n"
          "path    prints the cache's directory\n"
          "show    says what a file of the cache holds\n"},
    Topic{
        "why", "hgbuild why FILE [--json]",
        "Says what became of the last compile of a source file: where it was compiled and why there, or that "
        "it came from\n"
        "the cache. For what was not in the cache it lists what had changed since the compile before: "
        "arguments, headers,\n"
        "compiler, variables, directory.\n"},
    Topic{"doctor", "hgbuild doctor [--json]",
          "Looks at everything that a compile on the grid needs, and tries one: compilers, hg-agent, "
          "coordinator, workers with\n"
          "these very compilers, an object that is compared with a local one, the cache.\n"
          "Exit code: 0 = nothing to mend, 5 = problems were found.\n"},
    Topic{"explain", "hgbuild explain [REASON] [--json]",
          "Says what a reason code means (as in \"compiled here: no-workers\") and what to do about it; "
          "without one, lists all.\n"},
    Topic{"shims", "hgbuild shims install DIR | hgbuild shims list DIR",
          "Makes links to hgbuild in DIR, named like the compilers in PATH. With DIR first in PATH, a build "
          "that looks its\n"
          "compiler up there uses the grid. \"list\" shows where the links in DIR lead.\n"},
    Topic{"version", "hgbuild version", "Prints the version.\n"},
    Topic{"help", "hgbuild help [COMMAND]", "Explains a command.\n"},
};

// Lines "  term  text": the term is painted.
std::string overview(const Style& style) {
  const auto title = [&](std::string_view text) { return "\n" + style.paint(Ink::bold, text) + "\n"; };
  const auto line = [&](std::string_view term, std::string_view text) {
    return "  " + style.paint(Ink::cyan, fmt::format("{:<25}", term)) + std::string(text) + "\n";
  };
  return fmt::format("hgbuild {}: compiles C and C++ on a grid of machines\n", version()) +  //
         title("Build") +                                                                    //
         line("make ARGS...", "make, its compiles on the grid") +
         line("ninja ARGS...", "ninja, in any configured tree") +
         line("cmake ARGS...", "configure for the grid; cmake --build on it") +
         line("run [--] CMD...", "any other build tool") +  //
         title("Compile") +
         line("cc ARGS... c++ ARGS...", "the C or C++ compiler ($HG_CC, $HG_CXX, or the one in PATH)") +
         line("COMPILER ARGS...",
              "that compiler: \"hgbuild g++-12 -O2 -c a.cc\"; also as compiler launcher") +  //
         title("Look") +
         line("status [--json]", "coordinator, agent, workers, and what would happen now") +
         line("workers [--json]", "one worker a line") +
         line("cache stats [--json]", "hits, misses, size; also: clear verify gc path show") +
         line("why FILE", "what became of its last compile, and why it was not in the cache") +
         line("doctor [--json]", "what is amiss here, and what to do about it") +
         line("explain [REASON]", "what a reason code means") +  //
         title("Other") + line("shims install DIR", "links named like compilers, to put first in PATH") +
         line("version  help COMMAND", "this program's version; more on a command") +  //
         title("Flags, before the command") + line("-q, --quiet", "no progress and no summary") +
         line("--color=WHEN", "auto, always, never") + line("-h, --help", "this text") +
         line("-V, --version", "the version") +  //
         title("Environment") + line("HG_COORDINATOR", "host:port of the coordinator") +
         line("HG_LOCAL=1", "compile here") + line("HG_DISABLE=1", "be the plain compiler") +
         line("HG_FALLBACK=0", "an error where the grid cannot, instead of compiling here") +
         line("HG_VERBOSE=1", "say on stderr where each file was compiled") +
         line("HG_CACHE=off|read", "no cache; one that is read only") +
         line("HG_RECACHE=1", "compile what is known, store it anew") +
         line("HG_CACHE_DIR", "where results are kept (~/.hybridgrid/cache)") +
         line("HG_CACHE_SIZE", "how much of them, such as 500M or 20G (10G)") +
         line("HG_JOURNAL=off", "keep no records for hgbuild why") +
         line("HG_BUILD_ID", "group compiles under this name") +  //
         title("Exit codes") +
         "  0 ok   1 failed   2 usage   3 coordinator unreachable   5 problems found   130 interrupted\n"
         "  A build or a compile ends with the exit code of its tool.\n";
}

}  // namespace

std::string help_text(std::string_view topic, const Style& style) {
  if (topic.empty()) return overview(style);
  for (const Topic& entry : kTopics) {
    if (entry.name == topic) {
      return style.paint(Ink::bold, "usage: ") + std::string(entry.usage) + "\n\n" + std::string(entry.text);
    }
  }
  return {};
}

}  // namespace hg::hgbuild
