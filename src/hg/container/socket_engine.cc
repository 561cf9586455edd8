#include "hg/container/socket_engine.h"

#include "hg/container/answers.h"
#include "hg/container/escape.h"
#include "hg/container/exchange.h"
#include "hg/container/session.h"

namespace hg::container {
namespace {

constexpr std::string_view kUnix = "unix://";
constexpr std::size_t kMostOfAPull = std::size_t{64} << 20U;  // it tells of each layer's progress

// A name without a tag or a digest would pull every tag that there is.
std::string tagged(const std::string& name) {
  const std::size_t last = name.rfind('/') == std::string::npos ? 0 : name.rfind('/');
  return name.find_first_of(":@", last) == std::string::npos ? name + ":latest" : name;
}

}  // namespace

Result<std::string> engine_socket(std::string_view docker_host) {
  if (docker_host.empty()) return std::string("/var/run/docker.sock");
  if (docker_host.starts_with(kUnix)) docker_host.remove_prefix(kUnix.size());
  if (docker_host.starts_with('/')) return std::string(docker_host);
  return fail(Code::invalid_argument,
              "an engine must be on this machine (unix:///path), because jobs are shared with it by their "
              "directory; got '" +
                  std::string(docker_host) + "'");
}

Result<std::string> SocketEngine::path(const std::string& rest) {
  std::string version = version_.with([](const std::string& known) { return known; });
  if (version.empty()) {
    HG_TRY_ASSIGN(
        const Answer answer,
        accepted(ask(options_.socket, {.path = "/version", .timeout = options_.timeout}), "version"));
    HG_TRY_ASSIGN(const Versions versions, versions_from(answer.body));
    HG_TRY_ASSIGN(version, common_version(versions));
    version_.with([&](std::string& known) { known = version; });
  }
  return "/v" + version + rest;
}

Result<std::string> SocketEngine::get(const std::string& rest, std::string_view what) {
  HG_TRY_ASSIGN(std::string address, path(rest));
  HG_TRY_ASSIGN(
      Answer answer,
      accepted(ask(options_.socket, {.path = std::move(address), .timeout = options_.timeout}), what));
  return std::move(answer.body);
}

Result<About> SocketEngine::about() {
  HG_TRY_ASSIGN(const std::string version, get("/version", "version"));
  HG_TRY_ASSIGN(Versions versions, versions_from(version));
  HG_TRY_ASSIGN(const std::string info, get("/info", "info"));
  HG_TRY_ASSIGN(const bool rootless, rootless_from(info));
  HG_TRY_ASSIGN(std::string api, common_version(versions));
  return About{std::move(versions.name), std::move(api), rootless};
}

Result<std::vector<Image>> SocketEngine::images() {
  HG_TRY_ASSIGN(const std::string answer, get("/images/json", "images"));
  return images_from(answer);
}

Result<Image> SocketEngine::image(const std::string& name) {
  HG_TRY(check_image_name(name));
  HG_TRY_ASSIGN(const std::string answer, get("/images/" + name + "/json", "image " + name));
  return image_from(answer);
}

Status SocketEngine::pull(const std::string& name) {
  HG_TRY(check_image_name(name));
  HG_TRY_ASSIGN(std::string address, path("/images/create?fromImage=" + escaped(tagged(name))));
  const std::string what = "pulling " + name;
  HG_TRY_ASSIGN(const Answer answer, accepted(ask(options_.socket, {.method = "POST",
                                                                    .path = std::move(address),
                                                                    .timeout = options_.pull_timeout,
                                                                    .most_bytes = kMostOfAPull}),
                                              what));
  Status ended = pull_ended(answer.body);
  if (!ended) return fail(std::move(ended).error().context(what));
  return {};
}

Result<std::string> SocketEngine::create(const Spec& spec) {
  HG_TRY_ASSIGN(std::string json, to_json(spec));
  HG_TRY_ASSIGN(std::string address, path("/containers/create"));
  HG_TRY_ASSIGN(const Answer answer, accepted(ask(options_.socket, {.method = "POST",
                                                                    .path = std::move(address),
                                                                    .body = std::move(json),
                                                                    .timeout = options_.timeout}),
                                              "creating a container"));
  return id_from(answer.body);
}

Result<os::Captured> SocketEngine::run(const std::string& id, const os::CaptureLimits& limits) {
  HG_TRY_ASSIGN(const std::string container, path("/containers/" + id));
  Session session({options_.socket, container, options_.timeout}, limits, clock_);
  return session.run();
}

Result<bool> SocketEngine::ran_out_of_memory(const std::string& id) {
  HG_TRY_ASSIGN(const std::string answer, get("/containers/" + id + "/json", "looking at a container"));
  return oom_from(answer);
}

Status SocketEngine::remove(const std::string& id) {
  HG_TRY_ASSIGN(std::string address, path("/containers/" + id + "?force=1&v=1"));
  const auto answer = accepted(
      ask(options_.socket, {.method = "DELETE", .path = std::move(address), .timeout = options_.timeout}),
      "removing a container");
  // already_exists: it is being removed
  const bool gone =
      answer || answer.error().code() == Code::not_found || answer.error().code() == Code::already_exists;
  if (!gone) return fail(answer.error());
  return {};
}

Result<std::vector<Container>> SocketEngine::containers(const std::string& label) {
  const std::string filter = R"({"label":[")" + label + R"("]})";
  HG_TRY_ASSIGN(const std::string answer,
                get("/containers/json?all=1&filters=" + escaped(filter), "containers"));
  return containers_from(answer);
}

}  // namespace hg::container
