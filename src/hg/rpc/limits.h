// What our channels and servers send and take at most.
#pragma once

namespace hg::rpc {

// The largest source that is sent is below it: wire/limits.h, docs/protocol.md.
inline constexpr int kMaxMessageBytes = 512 << 20;

}  // namespace hg::rpc
