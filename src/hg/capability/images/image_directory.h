// The compilers that images of a container engine offer, by id.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "hg/base/guarded.h"
#include "hg/capability/images/ask_image.h"
#include "hg/container/engine.h"

namespace hg::capability {

struct ImageWish {
  std::string target;  // "linux-arm64"; for people
  std::string image;   // name, with a tag or by digest
};

// Thread-safe. An image is known by its id, which stands for its content: a name that is given to another one
// later changes nothing until rescan().
class ImageDirectory {
 public:
  struct Options {
    std::vector<ImageWish> wishes;  // of dockcross, for all other targets, those that are there are taken
    bool pull = false;              // those of `wishes` that are missing, once, at the start
    std::string program;            // hg-toolchains
    std::map<std::string, std::string> labels;  // of the containers in which it asks
  };
  // Asks each image for its compilers, once: seconds. Pulls block as long as they take. What fails is told
  // by list(), and nothing else happens.
  ImageDirectory(container::Engine& engine, Options options);

  struct Found {
    model::Toolchain toolchain;
    std::string driver;                    // inside
    std::string image;                     // id
    std::vector<std::string> environment;  // for Spec::environment
  };
  // not_found if no image here has it. Costs no question to the engine: whether the image is still there, it
  // says when it is used.
  [[nodiscard]] Result<Found> find(const model::ToolchainId& id) const;
  [[nodiscard]] std::vector<model::Toolchain> toolchains() const;

  struct State {
    std::string target;
    std::string image;    // as wished
    std::string id;       // empty if it is not there
    std::string problem;  // one line, or empty
    std::vector<ImageCompiler> compilers;
  };
  [[nodiscard]] std::vector<State> list() const;  // sorted by target

  // Looks again, without pulling. True if the offer is another one now.
  bool rescan();

 private:
  struct Offer {
    std::map<model::ToolchainId, Found> by_id;
    std::vector<State> states;
  };
  [[nodiscard]] Offer look(bool may_pull);
  State look_at(const ImageWish& wish, bool may_pull, Offer& offer);
  Result<container::Image> image_of(const std::string& name, bool may_pull);
  Result<std::vector<ImageCompiler>> ask_once(const container::Image& image);

  container::Engine& engine_;
  Options options_;
  Guarded<std::map<std::string, Result<std::vector<ImageCompiler>>>> asked_;  // by the image's id
  Guarded<std::map<std::string, Error>> failed_pulls_;                        // by the image's name
  Guarded<Offer> offer_;
};

}  // namespace hg::capability
