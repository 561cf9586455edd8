// What the environment says to one invocation of hgbuild (docs: HG_*).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "hg/model/access.h"
#include "hg/model/compile.h"

namespace hg::client {

using Variable = std::function<std::optional<std::string>(std::string_view name)>;

enum class CacheUse { off, read, write };  // write: read and write

struct Settings {
  bool disabled = false;             // HG_DISABLE: the plain compiler, nothing else
  bool local = false;                // HG_LOCAL: this call stays here
  bool may_fall_back = true;         // HG_FALLBACK=0: an error where the grid cannot
  CacheUse cache = CacheUse::write;  // HG_CACHE
  bool recache = false;              // HG_RECACHE: compile what is known, and store it anew
  std::string coordinator;           // HG_COORDINATOR
  bool discovery = true;             // HG_DISCOVERY: without an address, the one that announces itself
  model::Access access;  // HG_TLS_CA, HG_TLS_CERT, HG_TLS_KEY, HG_TOKEN, HG_TOKEN_FILE, HG_INSECURE
  std::string build;     // HG_BUILD_ID
  model::Priority priority = model::Priority::interactive;  // HG_PRIORITY
  std::string cc;                                           // HG_CC, or "cc"
  std::string cxx;                                          // HG_CXX, or "c++"
  std::string search_path;                                  // PATH
  unsigned depth = 0;   // HG_RECURSION: how often we stand above ourselves
  int message_fd = -1;  // where our own messages may go; -1 = nowhere
};

// CCACHE_DISABLE, CCACHE_READONLY and CCACHE_RECACHE are honoured too. A switch is on when its variable is
// set to anything but "" and "0".
// Without HG_PRIORITY, what is nicer than usual (`niceness` above 0) is batch work.
Settings read_settings(const Variable& variable, int niceness = 0);

// Unset and "mdns" are yes.
bool may_discover(const Variable& variable);

// The part of it that says how the coordinator is spoken to. Relative paths are completed with $PWD, because
// the agent is elsewhere.
model::Access read_access(const Variable& variable);

}  // namespace hg::client
