#include "hg/http/seats.h"

#include <gtest/gtest.h>

#include <vector>

namespace hg::http {
namespace {

Options few() {
  Options options;
  options.connections = 4;
  options.of_one_peer = 2;
  options.sockets = 1;
  return options;
}

Peer far(const std::string& address) {
  return {.address = address};
}

TEST(HttpSeats, OnePeerDoesNotTakeThemAll) {
  const auto seats = std::make_shared<Seats>(few());
  const auto one = seats->take(far("10.0.0.1"));
  auto two = seats->take(far("10.0.0.1"));
  EXPECT_FALSE(seats->take(far("10.0.0.1")));
  EXPECT_TRUE(seats->take(far("10.0.0.2")));
  two.reset();
  EXPECT_TRUE(seats->take(far("10.0.0.1")));
}

TEST(HttpSeats, ThisMachineMayHaveAllOfThem) {
  const auto seats = std::make_shared<Seats>(few());
  std::vector<Seat> taken;
  while (auto seat = seats->take({.address = "127.0.0.1", .near = true})) taken.push_back(*std::move(seat));
  EXPECT_EQ(taken.size(), 4U);
  EXPECT_FALSE(seats->take(far("10.0.0.1")));
}

TEST(HttpSeats, AWebSocketStaysOneOfItsPeersConnections) {
  const auto seats = std::make_shared<Seats>(few());
  auto one = seats->take(far("10.0.0.1"));
  EXPECT_TRUE(one->become_socket());
  auto two = seats->take(far("10.0.0.1"));
  EXPECT_FALSE(two->become_socket());
  EXPECT_FALSE(seats->take(far("10.0.0.1")));
  one.reset();
  EXPECT_TRUE(two->become_socket());
}

}  // namespace
}  // namespace hg::http
