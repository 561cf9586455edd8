#include "hg/client/lock_slots.h"

#include <unistd.h>

#include "hg/os/file.h"
#include "hg/os/file_lock.h"

namespace hg::client {

Result<os::UniqueFd> take_lock_slot(const std::string& directory, unsigned count) {
  const std::string slots = directory + "/slots";
  HG_TRY(os::make_directories(slots, 0700));
  // Everyone begins somewhere else, so that those who must wait do not all wait for the same one.
  const auto start = static_cast<unsigned>(::getpid());
  const auto path = [&](unsigned i) { return slots + "/" + std::to_string((start + i) % count); };
  for (unsigned i = 0; i < count; ++i) {
    HG_TRY_ASSIGN(auto lock, os::FileLock::try_acquire(path(i)));
    if (lock) return std::move(*lock).release();
  }
  HG_TRY_ASSIGN(auto lock, os::FileLock::acquire(path(0)));
  return std::move(lock).release();
}

}  // namespace hg::client
