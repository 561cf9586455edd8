#include "hg/compiler/real/round_trip.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "hg/compiler/native.h"
#include "hg/compiler/allowed/arguments.h"
#include "hg/compiler/remote_command.h"
#include "hg/compiler/text_scan.h"
#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::compiler::real {
namespace {

namespace fs = std::filesystem;
using Files = std::map<std::string, std::string>;

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void spill(const fs::path& path, const std::string& content) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

Files files_below(const fs::path& directory) {
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) files[fs::relative(entry.path(), directory)] = slurp(entry.path());
  }
  return files;
}

// The files that `after` has and `before` has not; they are removed.
Files take_new_files(const fs::path& directory, const Files& before) {
  Files fresh;
  for (auto& [name, content] : files_below(directory)) {
    if (before.contains(name)) continue;
    fs::remove(directory / name);
    fresh[name] = std::move(content);
  }
  return fresh;
}

std::string normal(const std::string& path) {
  return fs::path(path).lexically_normal();
}

Surroundings surroundings_in(const fs::path& directory) {
  Surroundings s;
  s.working_directory = directory;
  s.variable = [](std::string_view) { return std::optional<std::string>(); };
  s.read_file = [directory](const std::string& path) -> std::optional<std::string> {
    if (!fs::is_regular_file(directory / path)) return std::nullopt;
    return slurp(directory / path);
  };
  s.is_regular_or_absent = [directory](const std::string& path) {
    return !fs::exists(directory / path) || fs::is_regular_file(directory / path);
  };
  s.exists = [directory](const std::string& path) { return fs::exists(directory / path); };
  return s;
}

std::vector<std::string> with_program(const std::string& program, const std::vector<std::string>& arguments) {
  std::vector<std::string> argv = {program};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return argv;
}

bool has_debug(const std::vector<std::string>& arguments) {
  bool debug = false;
  for (const std::string& a : arguments) {
    if (a.starts_with("-g") && !a.starts_with("-gno-")) debug = a != "-g0";
  }
  return debug;
}

// What must be equal of an object whose debug information knows how it was made.
std::string without_producer(const fs::path& object) {
  const auto tool = [&](std::vector<std::string> argv) {
    argv.push_back(object.filename());
    return run(argv, object.parent_path()).out;
  };
  std::string text = tool({"objdump", "-dr"});
  for (const char* section : {".data", ".rodata", ".bss", ".eh_frame", ".init_array", ".data.rel.ro"}) {
    text += tool({"objdump", "-s", "-r", "-j", section});
  }
  // Rows of file, line, address. clang lists the main file twice, so the file's directory is asked for
  // separately.
  std::istringstream lines(tool({"readelf", "--debug-dump=decodedline", "-W"}));
  std::string line;
  while (std::getline(lines, line)) {
    const auto blank = line.find(' ');
    const bool row = blank != std::string::npos && line.find("0x") != std::string::npos;
    if (row)
      text += std::string(os::base_name(line.substr(0, blank))) +
              line.substr(line.find_first_not_of(' ', blank)) + "\n";
  }
  text += run({"addr2line", "-e", object.filename(), "0x0", "0x8", "0x10", "0x20"}, object.parent_path()).out;
  // Names and places of what is declared, without offsets into the string table.
  std::istringstream info(tool({"readelf", "--debug-dump=info", "-W"}));
  while (std::getline(info, line)) {
    const bool tells = line.find("DW_AT_comp_dir") != std::string::npos ||
                       line.find("DW_AT_decl_line") != std::string::npos ||
                       line.find("DW_AT_name") != std::string::npos;
    if (tells) text += line.substr(line.find("DW_AT")).substr(0, 18) + line.substr(line.rfind(':')) + "\n";
  }
  return text;
}

class Trip {
 public:
  explicit Trip(const RoundTrip& trip) : trip_(trip) {
    std::string pattern = fs::temp_directory_path() / "hg-round-trip-XXXXXX";
    root_ = ::mkdtemp(pattern.data());
    client_ = root_ / "client";
    worker_ = root_ / "worker";
    for (const auto& [name, content] : trip.files) spill(client_ / name, content);
    fs::create_directories(worker_);
    sources_ = files_below(client_);
  }
  ~Trip() { fs::remove_all(root_); }
  Trip(const Trip&) = delete;
  Trip& operator=(const Trip&) = delete;

  Outcome go();

 private:
  Outcome stayed(model::Reason reason, std::string detail) {
    outcome_.reason = reason;
    outcome_.detail = std::move(detail);
    return outcome_;
  }
  void differ(std::string what) { outcome_.differences.push_back(std::move(what)); }
  bool preprocess();
  bool resolve();
  void compile_remotely();
  void compare_outputs(const Ran& remote);
  void compare_file(const std::string& name, const std::string& direct, const std::string& ours);

  const RoundTrip& trip_;
  fs::path root_, client_, worker_;
  Files sources_, direct_files_;
  model::Toolchain toolchain_;
  Plan plan_;
  std::string text_, depfile_;
  Outcome outcome_;
};

Outcome Trip::go() {
  outcome_.direct = run(with_program(trip_.compiler, trip_.arguments), client_);
  direct_files_ = take_new_files(client_, sources_);
  const Surroundings surroundings = surroundings_in(client_);
  const Classified classified = classify(trip_.arguments, surroundings);
  if (classified.reason != model::Reason::none) return stayed(classified.reason, classified.detail);
  toolchain_ = toolchain_of(trip_.compiler);
  plan_ = plan(classified, toolchain_, surroundings);
  if (plan_.reason != model::Reason::none) return stayed(plan_.reason, plan_.detail);
  if (!preprocess() || !resolve()) return outcome_;
  compile_remotely();
  return outcome_;
}

bool Trip::preprocess() {
  for (std::string& word : plan_.preprocess) {
    if (word == kDepfile) word = root_ / "temporary.d";
  }
  const Ran local = run(with_program(trip_.compiler, plan_.preprocess), client_);
  depfile_ = fs::exists(root_ / "temporary.d") ? slurp(root_ / "temporary.d") : std::string();
  for (const auto& [name, content] : take_new_files(client_, sources_))
    differ("preprocess step wrote " + name);
  if (local.exit_code != 0 || !local.err.empty()) {
    stayed(model::Reason::preprocessor_output, local.err);
    return false;
  }
  TextScan scan(toolchain_.family, [this](const std::string& path) -> std::optional<std::string> {
    return fs::exists(client_ / path) ? std::optional(slurp(client_ / path)) : std::nullopt;
  });
  for (std::size_t i = 0; i < local.out.size(); i += 4096)
    scan.feed(std::string_view(local.out).substr(i, 4096));
  scan.finish();
  if (scan.needs_local()) {
    stayed(model::Reason::source_not_plain, scan.found());
    return false;
  }
  if (scan.first_include() && fs::exists(client_ / (*scan.first_include() + ".gch"))) {
    stayed(model::Reason::precompiled_header, *scan.first_include());
    return false;
  }
  text_ = local.out;
  return true;
}

bool Trip::resolve() {
  if (!plan_.expand_native) return true;
  const Ran answer = run(with_program(trip_.compiler, native_question(plan_.remote)), client_);
  auto resolved = resolve_native(plan_.remote, toolchain_.family, answer.err);
  if (!resolved) {
    stayed(model::Reason::native_unresolved, resolved.error().to_string());
    return false;
  }
  plan_.remote = *std::move(resolved);
  return true;
}

void Trip::compile_remotely() {
  outcome_.went = Went::elsewhere;
  model::CompileTask task;
  task.family = toolchain_.family;
  task.language = plan_.language;
  task.file_name = os::base_name(plan_.input);
  task.compilation_directory = plan_.compilation_directory;
  task.arguments = plan_.remote;
  for (const ExtraOutput& output : plan_.outputs) task.outputs.push_back(output.kind);
  if (const auto status = allowed::check_arguments(task.arguments, task.family); !status) {
    return differ(status.error().to_string());
  }
  spill(worker_ / task.file_name, text_);
  const auto command = remote_command(task, task.file_name, "result.o");
  const Ran remote = run(with_program(trip_.compiler, command), worker_, {"PWD=" + worker_.string()});
  compare_outputs(remote);
}

void Trip::compare_outputs(const Ran& remote) {
  const Ran& direct = outcome_.direct;
  // A remote compile that fails, or whose words are not exact, is run again here: nothing to compare.
  const bool again = remote.exit_code != 0 || (!plan_.diagnostics_exact && !remote.err.empty());
  if (again && direct.exit_code == 0 && direct.err.empty())
    differ("only the worker complains: " + remote.err);
  if (again) return;
  if (direct.exit_code != remote.exit_code) differ("exit code " + std::to_string(direct.exit_code));
  if (direct.err != remote.err) differ("standard error\n" + direct.err + "but\n" + remote.err);
  if (direct.out != remote.out) differ("standard output\n" + direct.out + "but\n" + remote.out);
  Files ours;
  for (const ExtraOutput& output : plan_.outputs) {
    const std::string suffix = output.kind == model::OutputKind::stack_usage ? ".su"
                               : output.kind == model::OutputKind::callgraph ? ".ci"
                                                                             : ".o";
    if (!fs::exists(worker_ / ("result" + suffix))) {
      differ("the worker made no result" + suffix);
    } else {
      ours[normal(output.path)] = slurp(worker_ / ("result" + suffix));
    }
  }
  if (plan_.depfile) ours[normal(*plan_.depfile)] = depfile_;
  for (const auto& [name, content] : direct_files_) {
    if (!ours.contains(name))
      differ("lost " + name);
    else
      compare_file(name, content, ours[name]);
  }
  for (const auto& [name, content] : ours) {
    if (!direct_files_.contains(name)) differ("a direct compile makes no " + name);
  }
}

void Trip::compare_file(const std::string& name, const std::string& direct, const std::string& ours) {
  if (direct == ours) return;
  if (direct.starts_with("\x7f"
                         "ELF") &&
      has_debug(trip_.arguments)) {
    spill(root_ / "a" / "x.o", direct);
    spill(root_ / "b" / "x.o", ours);
    const std::string a = without_producer(root_ / "a" / "x.o");
    const std::string b = without_producer(root_ / "b" / "x.o");
    if (a == b) return;
    std::istringstream lines_a(a), lines_b(b);
    std::string line_a, line_b;
    while (std::getline(lines_a, line_a) && std::getline(lines_b, line_b) && line_a == line_b) {
    }
    return differ(name + ": '" + line_a + "' but '" + line_b + "'");
  }
  const bool text = direct.find('\0') == std::string::npos && direct.size() < 4000;
  differ(name + (text ? "\n" + direct + "but\n" + ours : std::string()));
}

}  // namespace

Ran run(const std::vector<std::string>& argv, const std::string& directory,
        const std::vector<std::string>& environment) {
  std::string pattern = fs::temp_directory_path() / "hg-run-XXXXXX";
  const fs::path scratch = ::mkdtemp(pattern.data());
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 1, (scratch / "out").c_str(), O_WRONLY | O_CREAT, 0600);
  ::posix_spawn_file_actions_addopen(&actions, 2, (scratch / "err").c_str(), O_WRONLY | O_CREAT, 0600);
  ::posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
  std::vector<std::string> variables = {"PATH=/usr/bin:/bin", "LC_ALL=C", "TMPDIR=" + scratch.string()};
  variables.insert(variables.end(), environment.begin(), environment.end());
  std::vector<char*> words, env;
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  for (const std::string& variable : variables) env.push_back(const_cast<char*>(variable.c_str()));
  words.push_back(nullptr);
  env.push_back(nullptr);
  Ran ran;
  pid_t pid = -1;
  int status = 0;
  if (::posix_spawnp(&pid, words[0], &actions, nullptr, words.data(), env.data()) == 0 &&
      ::waitpid(pid, &status, 0) == pid) {
    ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  ::posix_spawn_file_actions_destroy(&actions);
  ran.out = slurp(scratch / "out");
  ran.err = slurp(scratch / "err");
  fs::remove_all(scratch);
  return ran;
}

model::Toolchain toolchain_of(const std::string& compiler) {
  model::Toolchain toolchain;
  const bool clang = compiler.find("clang") != std::string::npos;
  toolchain.family = clang ? model::CompilerFamily::clang : model::CompilerFamily::gcc;
  toolchain.cxx = compiler.find("++") != std::string::npos;
  toolchain.version = run({compiler, clang ? "-dumpversion" : "-dumpfullversion"}, "/").out;
  toolchain.name = compiler;
  return toolchain;
}

std::string describe(const Outcome& outcome) {
  std::string text;
  for (const std::string& difference : outcome.differences) text += difference + "\n";
  return text;
}

std::vector<std::string> split(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

Outcome round_trip(const RoundTrip& trip) {
  return Trip(trip).go();
}

}  // namespace hg::compiler::real
