#include "hg/rpc/admission.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

namespace hg::rpc {
namespace {

using Answer = Admission::Answer;

std::string peer(const char* text) {
  sockaddr_storage address{};
  auto& v4 = reinterpret_cast<sockaddr_in&>(address);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(address);
  if (::inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
    address.ss_family = AF_INET;
  } else if (::inet_pton(AF_INET6, text, &v6.sin6_addr) == 1) {
    address.ss_family = AF_INET6;
  }
  return peer_of(address);
}

TEST(Admission, OnePeerGetsNoMoreThanItsShare) {
  Admission admission({.all = 10, .per_peer = 2});
  EXPECT_EQ(admission.enter("a"), Answer::yes);
  EXPECT_EQ(admission.enter("a"), Answer::yes);
  EXPECT_EQ(admission.enter("a"), Answer::peer_has_enough);
  EXPECT_EQ(admission.enter("b"), Answer::yes);
  admission.leave("a");
  EXPECT_EQ(admission.enter("a"), Answer::yes);
  EXPECT_EQ(admission.inside(), 3U);
}

TEST(Admission, AllOfThemGetNoMoreThanThereIs) {
  Admission admission({.all = 2, .per_peer = 2});
  EXPECT_EQ(admission.enter("a"), Answer::yes);
  EXPECT_EQ(admission.enter("b"), Answer::yes);
  EXPECT_EQ(admission.enter("c"), Answer::full);
  admission.leave("c");  // was never inside
  EXPECT_EQ(admission.enter("c"), Answer::full);
  admission.leave("a");
  EXPECT_EQ(admission.enter("c"), Answer::yes);
}

TEST(Admission, APeerIsAMachineWhateverItsAddressLooksLike) {
  EXPECT_EQ(peer("192.0.2.7"), peer("::ffff:192.0.2.7"));
  EXPECT_NE(peer("192.0.2.7"), peer("192.0.2.8"));
  EXPECT_EQ(peer("2001:db8::1"), peer("2001:db8::ffff:1:2"));
  EXPECT_NE(peer("2001:db8::1"), peer("2001:db8:0:1::1"));
  EXPECT_EQ(to_string_of_peer(peer("::ffff:192.0.2.7")), "192.0.2.7");
  EXPECT_EQ(to_string_of_peer(peer("2001:db8::1")), "2001:db8::/64");
  EXPECT_EQ(to_string_of_peer(""), "?");
}

TEST(Admission, LimitsFollowFromDescriptors) {
  EXPECT_EQ(limits_for(20'000).all, 9872U);
  EXPECT_EQ(limits_for(20'000).per_peer, 2468U);
  EXPECT_EQ(limits_for(128).all, 32U);
  EXPECT_EQ(limits_for(128).per_peer, 8U);
  EXPECT_EQ(limits_for(0).all, 1U);
}

}  // namespace
}  // namespace hg::rpc
