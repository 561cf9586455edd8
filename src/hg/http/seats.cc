#include "hg/http/seats.h"

#include <utility>

namespace hg::http {

std::optional<Seat> Seats::take(const Peer& peer) {
  if (requests_ >= most_) return std::nullopt;
  // Behind a proxy on this machine everybody has one address.
  std::size_t& of_this_peer = of_[peer.address];
  if (!peer.near && of_this_peer >= most_of_one_) return std::nullopt;
  ++of_this_peer;
  ++requests_;
  return Seat(shared_from_this(), peer.address);
}

bool Seat::become_socket() {
  if (seats_->sockets_ >= seats_->most_sockets_) return false;
  --seats_->requests_;
  ++seats_->sockets_;
  socket_ = true;
  return true;
}

Seat::~Seat() {
  if (seats_ == nullptr) return;  // moved from
  --(socket_ ? seats_->sockets_ : seats_->requests_);
  const auto mine = seats_->of_.find(peer_);
  if (--mine->second == 0) seats_->of_.erase(mine);
}

}  // namespace hg::http
