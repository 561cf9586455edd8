#include "hg/worker/service/own_address.h"

#include <gtest/gtest.h>

namespace hg::worker::service {
namespace {

TEST(OwnAddress, IsThatOfTheRoute) {
  EXPECT_EQ(*own_address_towards({"127.0.0.1", 9000}), "127.0.0.1");
  EXPECT_EQ(own_address_towards({"no.such.host.invalid", 9000}).error().code(), Code::unavailable);
}

}  // namespace
}  // namespace hg::worker::service
