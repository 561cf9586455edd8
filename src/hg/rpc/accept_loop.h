// Takes connections for a gRPC server. gRPC's own listener never accepts again once descriptors have run out.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "hg/base/result.h"
#include "hg/os/event_fd.h"
#include "hg/os/unique_fd.h"
#include "hg/rpc/admission.h"

namespace hg::rpc {

// A thread of its own. Of each connection that it gives away it keeps a second descriptor: by that it sees
// the connection's end and can cut it.
class AcceptLoop {
 public:
  // Called on the loop's thread. The connection does not block and is closed on exec.
  using Take = std::function<void(os::UniqueFd connection)>;

  // `listeners` do not block.
  static Result<std::unique_ptr<AcceptLoop>> start(std::vector<os::UniqueFd> listeners,
                                                   const AdmissionLimits& limits, Take take);
  ~AcceptLoop();  // takes no more; connections that were given away stay as they are
  AcceptLoop(const AcceptLoop&) = delete;
  AcceptLoop& operator=(const AcceptLoop&) = delete;

 private:
  struct Connection {
    os::UniqueFd end;
    std::string peer;
  };

  AcceptLoop(std::vector<os::UniqueFd> listeners, const AdmissionLimits& limits, Take take, os::EventFd stop);
  Status prepare();
  void run();
  [[nodiscard]] bool is_listener(int fd) const;
  void listen_again();
  void accept_some(int listener);
  bool make_room(int listener, int error);
  void rest();
  void admit(os::UniqueFd connection, const std::string& peer);
  void forget(int end);
  void refuse(const std::string& peer, const char* why);
  void tell_of_refused();

  std::vector<os::UniqueFd> listeners_;
  AdmissionLimits limits_;
  Admission admission_;
  Take take_;
  os::EventFd stop_;
  os::UniqueFd epoll_;
  os::UniqueFd quiet_;    // a timer: log lines of refused connections wait for it
  os::UniqueFd reserve_;  // given up to refuse a connection when there is no other descriptor
  bool resting_ = false;  // no descriptor at all: listeners are not looked at
  bool is_quiet_ = false;
  std::map<int, Connection> connections_;  // by their `end`
  std::uint64_t refused_ = 0;              // not told of yet
  std::string last_refused_;
  std::thread thread_;
};

}  // namespace hg::rpc
