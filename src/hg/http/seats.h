// How many connections there are: of everybody, and of each peer. Internal to hg::http.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "hg/http/server.h"

namespace hg::http {

class Seats;

// One connection, as long as it lives. Only for the server's thread.
class Seat {
 public:
  ~Seat();
  Seat(Seat&& other) noexcept = default;
  Seat& operator=(Seat&&) = delete;
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  // It is a WebSocket from now on; false if there are enough of those.
  bool become_socket();

 private:
  friend class Seats;
  Seat(std::shared_ptr<Seats> seats, std::string peer) : seats_(std::move(seats)), peer_(std::move(peer)) {}

  std::shared_ptr<Seats> seats_;
  std::string peer_;
  bool socket_ = false;
};

class Seats : public std::enable_shared_from_this<Seats> {
 public:
  explicit Seats(const Options& options)
      : most_(options.connections), most_of_one_(options.of_one_peer), most_sockets_(options.sockets) {}

  // Nothing if there is none left.
  std::optional<Seat> take(const Peer& peer);

 private:
  friend class Seat;
  std::size_t most_;
  std::size_t most_of_one_;
  std::size_t most_sockets_;
  std::size_t requests_ = 0;
  std::size_t sockets_ = 0;
  std::unordered_map<std::string, std::size_t> of_;  // by address
};

}  // namespace hg::http
