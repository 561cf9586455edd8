// A worker's containers, on its command line.
#pragma once

#include <map>
#include <string>

#include "hg/config/command_line.h"

namespace hg::config {

struct DockerOptions {
  std::string host;                           // $DOCKER_HOST; empty: Docker's usual socket
  std::map<std::string, std::string> images;  // by target, where the user named some
  bool pull = false;
};

// --executor, --docker-host, --docker-image, --docker-pull.
void add_docker_options(Command& command, DockerOptions& options, std::string* executor);

}  // namespace hg::config
