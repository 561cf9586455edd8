// The engine behind a Unix socket: Docker's, or Podman's that speaks the same language. Hides libcurl.
#pragma once

#include <string>

#include "hg/base/clock.h"
#include "hg/base/guarded.h"
#include "hg/container/engine.h"

namespace hg::container {

// Where engines listen, by who asks: $DOCKER_HOST ("unix:///…", as `docker_host` gives it), else
// /var/run/docker.sock. invalid_argument if it names anything but a Unix socket.
Result<std::string> engine_socket(std::string_view docker_host);

class SocketEngine final : public Engine {
 public:
  struct Options {
    std::string socket;                           // path
    Duration timeout = std::chrono::seconds(30);  // of each question
    Duration pull_timeout = std::chrono::minutes(30);
  };
  // `clock` must live longer. Nothing is connected yet.
  SocketEngine(Options options, const Clock& clock) : options_(std::move(options)), clock_(clock) {}

  Result<About> about() override;
  Result<std::vector<Image>> images() override;
  Result<Image> image(const std::string& name) override;
  Status pull(const std::string& name) override;
  Result<std::string> create(const Spec& spec) override;
  Result<os::Captured> run(const std::string& id, const os::CaptureLimits& limits) override;
  Result<bool> ran_out_of_memory(const std::string& id) override;
  Status remove(const std::string& id) override;
  Result<std::vector<Container>> containers(const std::string& label) override;

 private:
  // The API's version before a path; asked once.
  Result<std::string> path(const std::string& rest);
  Result<std::string> get(const std::string& rest, std::string_view what);

  Options options_;
  const Clock& clock_;
  Guarded<std::string> version_;  // "1.41"; empty: not known yet
};

}  // namespace hg::container
