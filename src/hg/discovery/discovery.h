// Announcing ourselves on the local network and finding others there: one small interface; mdns/ is the real
// one.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "hg/base/result.h"
#include "hg/discovery/peer.h"
#include "hg/discovery/service.h"

namespace hg::discovery {

struct Plan {
  std::optional<Service> announce{};
  // Called, from a thread of the discovery's own, once the first look round is over (after about a second,
  // also if nobody was found) and whenever that changes. Must not end the discovery. Empty: nobody is looked
  // for.
  std::function<void(const std::vector<Peer>& peers)> on_change{};
};

// Lives as long as its announcement; its end says goodbye, and no callback comes after it.
class Discovery {
 public:
  virtual ~Discovery() = default;
};

using Start = std::function<Result<std::unique_ptr<Discovery>>(Plan plan)>;

}  // namespace hg::discovery
