#include "hg/config/docker_options.h"

#include "hg/config/values.h"

namespace hg::config {
namespace {

Apply one_of_executors(std::string* out) {
  return [out](std::string_view value) -> Status {
    if (value != "native" && value != "docker" && value != "both") {
      return fail(Code::invalid_argument, "must be native, docker or both");
    }
    *out = value;
    return {};
  };
}

bool is_target(std::string_view name) {
  return !name.empty() && name.size() <= 64 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") == std::string_view::npos;
}

// "linux-arm64" is dockcross's image; "linux-arm64=IMAGE" is IMAGE.
Apply images(std::map<std::string, std::string>* out) {
  return [out](std::string_view value) -> Status {
    for (const std::string_view one : comma_separated(value)) {
      const std::size_t equals = one.find('=');
      const std::string target(one.substr(0, equals));
      const std::string image = equals == std::string_view::npos ? "dockcross/" + target + ":latest"
                                                                 : std::string(one.substr(equals + 1));
      if (!is_target(target) || image.empty()) {
        return fail(
            Code::invalid_argument,
            "must be TARGET or TARGET=IMAGE, such as linux-arm64=my/cross:1, got '" + std::string(one) + "'");
      }
      (*out)[target] = image;
    }
    return {};
  };
}

}  // namespace

void add_docker_options(Command& command, DockerOptions& options, std::string* executor) {
  const std::vector<Option> own = {
      {"executor", "HOW", "With what to compile: native, docker or both (native)", "", true,
       one_of_executors(executor)},
      {"docker-host", "SOCKET", "Docker's or Podman's socket (unix:///var/run/docker.sock)", "DOCKER_HOST",
       true, text(&options.host)},
      {"docker-image", "TARGET[=IMAGE],…", "Images to offer beside dockcross's that are there", "", true,
       images(&options.images)},
      {"docker-pull", "", "Pull images of --docker-image that are missing, once, at the start", "", true,
       on_off(&options.pull)},
  };
  command.options.insert(command.options.end(), own.begin(), own.end());
}

}  // namespace hg::config
