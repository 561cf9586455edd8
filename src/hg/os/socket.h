// Unix-domain stream sockets.
#pragma once

#include <sys/types.h>

#include <string>

#include "hg/base/result.h"
#include "hg/os/unique_fd.h"

namespace hg::os {

// A listening socket at `path` (close-on-exec, non-blocking). already_exists if a live server has it; a stale socket
// file of a dead server is replaced. The directory must exist.
Result<UniqueFd> listen_unix(const std::string& path, int backlog = 256);

// Connected, blocking, close-on-exec. not_found / unavailable if nobody listens.
Result<UniqueFd> connect_unix(const std::string& path);

// The user at the other end of a connected Unix socket.
Result<uid_t> peer_uid(int fd);

}  // namespace hg::os
