// Gives a Membership its thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "hg/worker/membership.h"

namespace hg::worker {

class MembershipLoop {
 public:
  // Steps begin at once. `rescan` looks for compilers again and says whether the offer has changed; it is
  // called from the loop's thread. Both references must live longer.
  MembershipLoop(Membership& membership, CoordinatorLink& link, std::function<bool()> rescan);
  ~MembershipLoop();  // ends a call in progress
  MembershipLoop(const MembershipLoop&) = delete;
  MembershipLoop& operator=(const MembershipLoop&) = delete;

  void compilers_changed();  // look again, and register again if need be
  void hurry();              // the next step is due now
  // Sends a heartbeat now, because the load changed in a way that the coordinator must hear of, and waits
  // until it has been answered or has failed.
  void report();

 private:
  void run();

  Membership& membership_;
  CoordinatorLink& link_;
  std::function<bool()> rescan_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable step_ended_;
  bool stop_ = false;
  bool due_ = false;
  bool rescan_due_ = false;
  std::uint64_t begun_ = 0;  // steps
  std::uint64_t ended_ = 0;
  std::thread thread_;
};

}  // namespace hg::worker
