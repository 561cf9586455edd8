// For tests: an engine in memory, whose containers do what a function says.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "hg/container/engine.h"

namespace hg::container {

class FakeEngine final : public Engine {
 public:
  using Program = std::function<Result<os::Captured>(const Spec&)>;

  std::vector<Image> here;
  std::map<std::string, Image> registry;  // what can be pulled, by name
  Program program = [](const Spec&) { return os::Captured{}; };
  std::optional<Error> down;  // what every call says, if anything
  std::optional<Error> removal;
  bool oom = false;

  std::map<std::string, Spec> containers_here;  // that were not removed
  std::vector<Spec> created;
  int pulls = 0;

  Result<About> about() override {
    if (down) return fail(*down);
    return About{"Fake Engine 1", "1.41", false};
  }
  Result<std::vector<Image>> images() override {
    if (down) return fail(*down);
    return here;
  }
  Result<Image> image(const std::string& name) override {
    if (down) return fail(*down);
    const auto found = std::find_if(here.begin(), here.end(), [&](const Image& image) {
      return image.id == name || std::find(image.names.begin(), image.names.end(), name) != image.names.end();
    });
    if (found == here.end()) return fail(Code::not_found, "No such image: " + name);
    return *found;
  }
  Status pull(const std::string& name) override {
    ++pulls;
    const auto found = registry.find(name);
    if (found == registry.end()) return fail(Code::unavailable, "no such host");
    here.push_back(found->second);
    return {};
  }
  Result<std::string> create(const Spec& spec) override {
    HG_TRY(image(spec.image));
    const std::lock_guard lock(mutex_);
    created.push_back(spec);
    const std::string id = "c" + std::to_string(created.size());
    containers_here.emplace(id, spec);
    return id;
  }
  Result<os::Captured> run(const std::string& id, const os::CaptureLimits& /*limits*/) override {
    if (down) return fail(*down);
    return program(containers_here.at(id));
  }
  Result<bool> ran_out_of_memory(const std::string& /*id*/) override {
    if (down) return fail(*down);
    return oom;
  }
  Status remove(const std::string& id) override {
    if (removal) return fail(*removal);
    containers_here.erase(id);
    return {};
  }
  Result<std::vector<Container>> containers(const std::string& label) override {
    if (down) return fail(*down);
    std::vector<Container> found;
    for (const auto& [id, spec] : containers_here) {
      if (spec.labels.contains(label)) found.push_back({id, spec.labels});
    }
    return found;
  }

 private:
  std::mutex mutex_;
};

}  // namespace hg::container
