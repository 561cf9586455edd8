#include "hg/coordinator/fair_share.h"

namespace hg::coordinator {

std::strong_ordering FairShare::Turn::operator<=>(const Turn& other) const {
  if (starving != other.starving) return other.starving <=> starving;  // the starving one is smaller
  if (starving) return served <=> other.served;
  return load != other.load ? load <=> other.load : served <=> other.served;
}

// Who comes new has just been served, as it were: seniority is for those who waited.
FairShare::Share& FairShare::of(const Party& party) {
  return shares_.try_emplace(party, Share{.waiting = 0, .held = 0, .served = turns_}).first->second;
}

void FairShare::joins(const Party& party) {
  ++of(party).waiting;
}

void FairShare::leaves(const Party& party) {
  const auto share = shares_.find(party);
  --share->second.waiting;
  drop_if_idle(share);
}

void FairShare::holds(const Party& party) {
  ++of(party).held;
}

void FairShare::frees(const Party& party) {
  const auto share = shares_.find(party);
  --share->second.held;
  drop_if_idle(share);
}

void FairShare::served(const Party& party) {
  of(party).served = ++turns_;
}

void FairShare::drop_if_idle(std::map<Party, Share>::iterator share) {
  if (share->second.waiting == 0 && share->second.held == 0) shares_.erase(share);
}

FairShare::Turn FairShare::turn_of(const Party& party) const {
  const Share& share = shares_.at(party);
  const std::uint64_t weight = party.priority == model::Priority::interactive ? kInteractiveWeight : 1;
  return {.starving = turns_ - share.served > kPatience * shares_.size(),
          .load = (share.held + 1) * kInteractiveWeight / weight,
          .served = share.served};
}

}  // namespace hg::coordinator
