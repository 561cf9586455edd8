// The worker's way to its coordinator: the one it was told of, else whichever is found on the local network.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "hg/auth/token_file.h"
#include "hg/base/guarded.h"
#include "hg/config/worker_options.h"
#include "hg/discovery/choice.h"
#include "hg/discovery/discovery.h"
#include "hg/model/address.h"
#include "hg/rpc/credentials.h"
#include "hg/worker/service/roving_link.h"

namespace hg::cmd {

// Thread-safe.
class Uplink {
 public:
  // `options`, `credentials` and `token` must outlive it. Goes to the coordinator of `options`, or, as long
  // as none was found, to kNearCoordinator.
  Uplink(const config::WorkerOptions& options, const rpc::Credentials& credentials,
         const auth::OwnToken& token);
  Uplink(const Uplink&) = delete;
  Uplink& operator=(const Uplink&) = delete;

  [[nodiscard]] worker::CoordinatorLink& link() { return link_; }
  [[nodiscard]] model::Address coordinator() const {
    return coordinator_.with([](const auto& a) { return a; });
  }
  [[nodiscard]] std::string name() const;  // for messages

  // From now on `hurry` is called when the connection broke, or another coordinator was found; and this
  // worker, which listens on `port`, is announced. Until stop().
  void start(std::uint16_t port, std::uint16_t http_port, std::function<void()> hurry);
  void stop();

 private:
  void go_to(const model::Address& address);
  void found(const std::vector<discovery::Peer>& peers);

  const config::WorkerOptions& options_;
  const rpc::Credentials& credentials_;
  const auth::OwnToken& token_;
  Guarded<model::Address> coordinator_;
  worker::service::RovingLink link_;
  std::function<void()> hurry_;
  discovery::CoordinatorChoice choice_;
  std::unique_ptr<discovery::Discovery> discovery_;  // ends first: it calls all of these
};

}  // namespace hg::cmd
