// Unix-domain stream sockets. A path has at most 107 bytes (invalid_argument otherwise).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

#include "hg/base/result.h"
#include "hg/os/unique_fd.h"

namespace hg::os {

// A listening socket at `path` (close-on-exec, non-blocking). already_exists if a live server has it, or if
// something that is no socket is there; a stale socket file of a dead server is replaced. Servers that start
// at the same moment are told apart by a lock on `path`.lock, which stays behind. The directory must exist
// and decides who may connect.
Result<UniqueFd> listen_unix(const std::string& path, int backlog = 256);

// Connected, blocking, close-on-exec. not_found / unavailable if nobody listens. Where the queue of the
// server is full it waits for `patience`, then deadline_exceeded.
Result<UniqueFd> connect_unix(const std::string& path,
                              std::chrono::milliseconds patience = std::chrono::seconds(1));

// The effective user at the other end of a connected Unix socket, as it was when it connected.
Result<uid_t> peer_uid(int fd);

}  // namespace hg::os
