// Whose turn it is when several parties want the same slots: that of the one who holds the least.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "hg/model/compile.h"

namespace hg::coordinator {

// The tasks of one client with one priority.
struct Party {
  std::string client;
  model::Priority priority = model::Priority::interactive;
  auto operator<=>(const Party&) const = default;
};

// What a party holds, divided by its weight, is what counts: an interactive task weighs as much as eight of
// batch. Of equals, whoever was served longest ago. A party that was passed over by many more turns than
// there are parties is served first, so that nobody starves, be they ever so few and the others ever so many.
// Not thread-safe.
class FairShare {
 public:
  static constexpr std::uint64_t kInteractiveWeight = 8;
  static constexpr std::uint64_t kPatience = 16;  // turns per party

  struct Turn {
    bool starving = false;
    std::uint64_t load = 0;    // what it would hold, by its weight
    std::uint64_t served = 0;  // when it was served last, in turns
    // Who is smaller is next.
    std::strong_ordering operator<=>(const Turn& other) const;
    bool operator==(const Turn&) const = default;
  };

  void joins(const Party& party);   // has one more task that waits
  void leaves(const Party& party);  // one less
  void holds(const Party& party);   // has one more slot
  void frees(const Party& party);   // one less
  void served(const Party& party);  // its turn was taken

  // Of a party that waits.
  [[nodiscard]] Turn turn_of(const Party& party) const;
  [[nodiscard]] std::size_t size() const { return shares_.size(); }

 private:
  struct Share {
    std::uint64_t waiting = 0;
    std::uint64_t held = 0;
    std::uint64_t served = 0;
  };
  Share& of(const Party& party);
  void drop_if_idle(std::map<Party, Share>::iterator share);

  std::map<Party, Share> shares_;  // those who wait or hold
  std::uint64_t turns_ = 0;
};

}  // namespace hg::coordinator
