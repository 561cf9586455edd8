#include "hg/capability/images/image_directory.h"

#include <algorithm>
#include <optional>
#include <set>

#include "hg/base/log.h"
#include "hg/capability/images/targets.h"

namespace hg::capability {
namespace {

// What the user named, and of dockcross what is there.
std::vector<ImageWish> with_found(std::vector<ImageWish> wishes,
                                  const std::vector<container::Image>& images) {
  std::set<std::string> names;
  for (const container::Image& image : images) names.insert(image.names.begin(), image.names.end());
  for (const Target& target : known_targets()) {
    const bool named = std::any_of(wishes.begin(), wishes.end(),
                                   [&](const ImageWish& wish) { return wish.target == target.name; });
    const std::string image = dockcross_image(target.name);
    // Podman tells names in full.
    const bool there = names.contains(image) || names.contains("docker.io/" + image);
    if (!named && there) wishes.push_back({std::string(target.name), image});
  }
  std::sort(wishes.begin(), wishes.end(), [](const auto& a, const auto& b) { return a.target < b.target; });
  return wishes;
}

// The image says so, and will say the same again.
bool is_final(const Error& error) {
  return error.code() == Code::failed_precondition || error.code() == Code::data_loss;
}

}  // namespace

ImageDirectory::ImageDirectory(container::Engine& engine, Options options)
    : engine_(engine), options_(std::move(options)) {
  Offer offer = look(options_.pull);
  offer_.with([&](Offer& current) { current = std::move(offer); });
}

ImageDirectory::Offer ImageDirectory::look(bool may_pull) {
  Offer offer;
  const auto images = engine_.images();
  if (!images) {
    log::warn("no images are offered: {}", images.error().to_string());
    for (const ImageWish& wish : options_.wishes) {
      offer.states.push_back({wish.target, wish.image, "", images.error().to_string(), {}});
    }
    return offer;
  }
  for (const ImageWish& wish : with_found(options_.wishes, *images)) {
    State state = look_at(wish, may_pull, offer);
    if (!state.problem.empty()) log::warn("{} ({}): {}", state.target, state.image, state.problem);
    offer.states.push_back(std::move(state));
  }
  return offer;
}

ImageDirectory::State ImageDirectory::look_at(const ImageWish& wish, bool may_pull, Offer& offer) {
  State state{wish.target, wish.image, "", "", {}};
  const Result<container::Image> image = image_of(wish.image, may_pull);
  if (!image) {
    state.problem = image.error().to_string();
    return state;
  }
  state.id = image->id;
  auto compilers = ask_once(*image);
  if (!compilers) {
    state.problem = compilers.error().to_string();
    return state;
  }
  if (compilers->empty()) state.problem = "no gcc or clang in its PATH";
  for (const auto& [toolchain, driver] : *compilers) {
    offer.by_id.emplace(toolchain.id, Found{toolchain, driver, image->id, compile_environment(*image)});
  }
  state.compilers = *std::move(compilers);
  return state;
}

Result<container::Image> ImageDirectory::image_of(const std::string& name, bool may_pull) {
  auto image = engine_.image(name);
  if (image || image.error().code() != Code::not_found) return image;
  const auto failed_before = failed_pulls_.with([&](const auto& failed) -> std::optional<Error> {
    const auto found = failed.find(name);
    return found == failed.end() ? std::nullopt : std::optional(found->second);
  });
  if (failed_before) return fail(*failed_before);
  if (!may_pull) return fail(Code::not_found, "not here: docker pull " + name + ", or --docker-pull");
  log::info("pulling {}", name);
  const Status pulled = engine_.pull(name);
  if (pulled) return engine_.image(name);
  failed_pulls_.with([&](auto& failed) { failed.emplace(name, pulled.error()); });
  return fail(pulled.error());
}

Result<std::vector<ImageCompiler>> ImageDirectory::ask_once(const container::Image& image) {
  using Answer = Result<std::vector<ImageCompiler>>;
  const auto known = asked_.with([&](const auto& asked) -> std::optional<Answer> {
    const auto found = asked.find(image.id);
    return found == asked.end() ? std::nullopt : std::optional(found->second);
  });
  if (known) return *known;
  Answer answer = ask_image(engine_, image, {options_.program, options_.labels});
  if (answer || is_final(answer.error())) asked_.with([&](auto& asked) { asked.emplace(image.id, answer); });
  return answer;
}

Result<ImageDirectory::Found> ImageDirectory::find(const model::ToolchainId& id) const {
  return offer_.with([&](const Offer& offer) -> Result<Found> {
    const auto found = offer.by_id.find(id);
    if (found == offer.by_id.end()) return fail(Code::not_found, "no image here has the id " + id.value());
    return found->second;
  });
}

std::vector<model::Toolchain> ImageDirectory::toolchains() const {
  return offer_.with([](const Offer& offer) {
    std::vector<model::Toolchain> all;
    for (const auto& [id, found] : offer.by_id) all.push_back(found.toolchain);
    return all;
  });
}

std::vector<ImageDirectory::State> ImageDirectory::list() const {
  return offer_.with([](const Offer& offer) { return offer.states; });
}

bool ImageDirectory::rescan() {
  const auto before = toolchains();
  Offer now = look(false);
  offer_.with([&](Offer& offer) { offer = std::move(now); });
  return toolchains() != before;
}

}  // namespace hg::capability
