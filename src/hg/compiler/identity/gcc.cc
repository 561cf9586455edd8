#include "hg/compiler/identity/anatomy.h"
#include "hg/compiler/identity/ask.h"
#include "hg/os/path.h"
#include "hg/os/subprocess.h"

namespace hg::compiler::identity {
namespace {

// The compilers proper. A driver runs whichever the input or -x asks for, so all that are installed belong to
// it.
constexpr const char* kCompilersProper[] = {"cc1", "cc1plus", "cc1obj", "cc1objplus"};

// gcc answers with a path, or with the bare name if it has no such file.
Result<std::string> file_of(const std::string& driver, const std::string& question,
                            const SearchEnvironment& environment) {
  Result<std::string> answer = ask(driver, {question}, environment);
  if (answer && !answer->starts_with('/')) answer->clear();
  return answer;
}

Status add_compilers_proper(const std::string& driver, const SearchEnvironment& environment,
                            Anatomy& anatomy) {
  std::vector<std::string> missing;
  std::string directory;
  for (const std::string name : kCompilersProper) {
    HG_TRY_ASSIGN(const std::string path, file_of(driver, "-print-prog-name=" + name, environment));
    if (path.empty()) {
      missing.push_back(name);
    } else {
      anatomy.parts.push_back({name, path});
      directory = os::directory_name(path);
    }
  }
  if (directory.empty()) return fail(Code::failed_precondition, driver + " has neither cc1 nor cc1plus");
  for (const std::string& name : missing) anatomy.absent.push_back(os::join(directory, name));

  HG_TRY_ASSIGN(const std::string specs, file_of(driver, "-print-file-name=specs", environment));
  if (!specs.empty()) anatomy.parts.push_back({"specs", specs});
  if (specs.empty()) anatomy.absent.push_back(os::join(directory, "specs"));
  return {};
}

Status add_assembler(const std::string& driver, const SearchEnvironment& environment, Anatomy& anatomy) {
  HG_TRY_ASSIGN(std::string assembler, file_of(driver, "-print-prog-name=as", environment));
  if (assembler.empty()) {
    assembler = os::find_program("as", environment.path);
    anatomy.assembler = assembler;
  }
  if (assembler.empty()) return fail(Code::failed_precondition, driver + " finds no assembler (as) in PATH");
  anatomy.parts.push_back({"as", assembler});
  return {};
}

}  // namespace

Status dissect_gcc(const std::string& driver, const SearchEnvironment& environment, Anatomy& anatomy) {
  anatomy.family = model::CompilerFamily::gcc;
  HG_TRY_ASSIGN(anatomy.version, ask(driver, {"-dumpfullversion"}, environment));
  HG_TRY_ASSIGN(anatomy.target, ask(driver, {"-dumpmachine"}, environment));
  HG_TRY_ASSIGN(anatomy.specs, ask(driver, {"-dumpspecs"}, environment));
  HG_TRY(add_compilers_proper(driver, environment, anatomy));
  return add_assembler(driver, environment, anatomy);
}

}  // namespace hg::compiler::identity
