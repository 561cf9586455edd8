#include "hg/capability/images/ask_image.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "hg/base/scope_exit.h"
#include "hg/digest/sha256.h"
#include "hg/os/path.h"

namespace hg::capability {
namespace {

using Json = nlohmann::json;

constexpr const char* kProgramThere = "/hg-toolchains";
constexpr const char* kDefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr std::size_t kMostCompilers = 1000;

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

Result<ImageCompiler> compiler_from(const Json& json) {
  const auto damaged = [] { return fail(Code::data_loss, "the image's list of compilers is damaged"); };
  if (!json.is_object()) return damaged();
  const std::string family = text_of(json, "family");
  ImageCompiler compiler;
  compiler.driver = text_of(json, "driver");
  compiler.toolchain.id = model::ToolchainId(text_of(json, "id"));
  compiler.toolchain.family = family == "gcc" ? model::CompilerFamily::gcc : model::CompilerFamily::clang;
  compiler.toolchain.cxx = text_of(json, "language") == "c++";
  compiler.toolchain.version = text_of(json, "version");
  compiler.toolchain.target = text_of(json, "target");
  compiler.toolchain.name = os::base_name(compiler.driver);
  const bool sound = (family == "gcc" || family == "clang") && compiler.driver.starts_with('/') &&
                     digest::sha256_from_hex(compiler.toolchain.id.value());
  if (!sound) return damaged();
  return compiler;
}

container::Spec question(const container::Image& image, const Questioner& questioner) {
  container::Spec spec;
  spec.image = image.id;
  spec.command = {kProgramThere};
  spec.environment = compile_environment(image);
  spec.directory = "/";
  spec.user = "65534:65534";
  spec.mounts = {{questioner.program, kProgramThere, false}};
  spec.labels = questioner.labels;
  spec.memory_bytes = 1ULL << 30U;
  spec.temporary_bytes = 64ULL << 20U;
  spec.processes = 256;
  spec.cpus = 2;
  spec.limits = {{"nofile", 1024}, {"nproc", 4096}, {"core", 0}};
  return spec;
}

std::string first_line(const std::string& text) {
  return text.substr(0, std::min(text.find('\n'), std::size_t{300}));
}

}  // namespace

std::vector<std::string> compile_environment(const container::Image& image) {
  std::vector<std::string> environment;
  std::string path = std::string("PATH=") + kDefaultPath;
  for (const std::string& variable : image.environment) {
    const std::string name = variable.substr(0, variable.find('='));
    if (name == "PATH") {
      path = variable;
    } else {
      environment.push_back(name);  // without a value: taken away
    }
  }
  environment.push_back(std::move(path));
  return environment;
}

Result<std::vector<ImageCompiler>> compilers_from(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_array() || json.size() > kMostCompilers) {
    return fail(Code::data_loss, "the image's list of compilers is damaged");
  }
  std::vector<ImageCompiler> compilers;
  for (const Json& one : json) {
    HG_TRY_ASSIGN(ImageCompiler compiler, compiler_from(one));
    compilers.push_back(std::move(compiler));
  }
  return compilers;
}

Result<std::vector<ImageCompiler>> ask_image(container::Engine& engine, const container::Image& image,
                                             const Questioner& questioner) {
  HG_TRY_ASSIGN(const std::string id, engine.create(question(image, questioner)));
  const ScopeExit remove([&] { (void)engine.remove(id); });
  os::CaptureLimits limits;
  limits.time = std::chrono::minutes(2);
  limits.output_bytes = 4U << 20U;
  HG_TRY_ASSIGN(const os::Captured run, engine.run(id, limits));
  if (run.stopped != os::Stopped::no || !run.status.ok()) {
    return fail(Code::failed_precondition, fmt::format("its compilers could not be asked for (status {}): {}",
                                                       run.status.shell_code(), first_line(run.err)));
  }
  return compilers_from(run.out);
}

}  // namespace hg::capability
