// Asks an image for its compilers, by running hg-toolchains in it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hg/container/engine.h"
#include "hg/model/toolchain.h"

namespace hg::capability {

struct ImageCompiler {
  model::Toolchain toolchain;
  std::string driver;  // absolute path inside of the image
};

// The environment in which compilers of `image` run: its PATH and nothing else of it. For Spec::environment.
std::vector<std::string> compile_environment(const container::Image& image);

struct Questioner {
  std::string program;  // hg-toolchains on this machine
  std::map<std::string, std::string> labels{};
};
// failed_precondition if the program does not run there, data_loss for an answer that is not its own; else as
// Engine says.
Result<std::vector<ImageCompiler>> ask_image(container::Engine& engine, const container::Image& image,
                                             const Questioner& questioner);

// What hg-toolchains prints. data_loss for anything else: the image wrote it.
Result<std::vector<ImageCompiler>> compilers_from(const std::string& json);

}  // namespace hg::capability
