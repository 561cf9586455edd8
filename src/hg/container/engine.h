// A container engine, as much of it as running compilers needs. docs/operations/docker.md
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "hg/base/result.h"
#include "hg/os/subprocess.h"

namespace hg::container {

struct About {
  std::string name;       // "Docker Engine 20.10.24", "Podman Engine 4.3.1"
  std::string api;        // the version that both sides speak: "1.41"
  bool rootless = false;  // root in a container is the engine's own user
};

struct Image {
  std::string id;                        // "sha256:…": stands for its whole content
  std::vector<std::string> names;        // "dockcross/linux-arm64:latest"; may be empty
  std::string architecture;              // "amd64"
  std::vector<std::string> environment;  // "NAME=value"; not told by images()
};

// What to run and what it may use. The image's own entry point, health check and user are not used.
struct Spec {
  std::string image{};                     // name or id
  std::vector<std::string> command{};      // an absolute path and its arguments
  std::vector<std::string> environment{};  // "NAME=value" on top of the image's; "NAME" takes one away
  std::string directory{};                 // where it runs
  std::string user{};                      // "65534:65534"
  struct Mount {
    std::string here{};
    std::string there{};
    bool writable = false;
  };
  std::vector<Mount> mounts{};
  std::map<std::string, std::string> labels{};
  std::uint64_t memory_bytes = 0;
  std::uint64_t temporary_bytes = 0;  // of /tmp, which is memory and counted as such
  std::uint32_t processes = 0;
  double cpus = 0;
  struct Limit {
    std::string name{};  // "nofile", "fsize", "cpu", …
    std::uint64_t value = 0;
  };
  std::vector<Limit> limits{};
};

struct Container {
  std::string id;
  std::map<std::string, std::string> labels;
};

// Every call blocks, for a time with an end. Thread-safe. Errors of every call, beside those named there:
//   unavailable         no engine answers, or it broke off
//   deadline_exceeded   it hangs
//   permission_denied   its socket is not ours to use
//   resource_exhausted  its disk is full, or its answer is larger than any sane one
//   data_loss           its answer is damaged
//   internal            it says that it could not, and why
class Engine {
 public:
  virtual ~Engine() = default;

  // failed_precondition if it speaks no version of the API that we do.
  virtual Result<About> about() = 0;

  virtual Result<std::vector<Image>> images() = 0;
  // not_found if it is not there; nothing is pulled. invalid_argument for what cannot be an image's name.
  virtual Result<Image> image(const std::string& name) = 0;
  // Minutes, at most half an hour. unavailable, with the registry's words, if it cannot be had.
  virtual Status pull(const std::string& name) = 0;

  // The id of a container that does not run yet. not_found if the image is not there.
  virtual Result<std::string> create(const Spec& spec) = 0;

  // Runs it to its end with both streams captured, as os::run_captured does with a program. Once per
  // container. After a stop that `limits` asked for, it may run on until it is removed. A status above 128
  // is told as the signal that it stands for. not_found if the program is not in the image.
  virtual Result<os::Captured> run(const std::string& id, const os::CaptureLimits& limits) = 0;

  // Did the kernel kill it, or one of its processes, for want of memory? Engines may say no where it did.
  virtual Result<bool> ran_out_of_memory(const std::string& id) = 0;

  // Ends it if it runs. Fine if it is not there.
  virtual Status remove(const std::string& id) = 0;

  // All that carry `label`, running or not.
  virtual Result<std::vector<Container>> containers(const std::string& label) = 0;
};

}  // namespace hg::container
