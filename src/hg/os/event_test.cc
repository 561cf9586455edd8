#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>

#include "hg/os/event_fd.h"
#include "hg/os/signals.h"

namespace hg::os {
namespace {

bool readable(int fd) {
  pollfd waiting{fd, POLLIN, 0};
  return poll(&waiting, 1, 0) == 1;
}

TEST(EventFd, StaysRaisedUntilCleared) {
  const EventFd event = EventFd::make().value();
  EXPECT_FALSE(readable(event.fd()));
  event.clear();
  event.raise();
  event.raise();
  EXPECT_TRUE(readable(event.fd()));
  EXPECT_TRUE(readable(event.fd()));
  event.clear();
  EXPECT_FALSE(readable(event.fd()));
}

TEST(SignalFd, SignalsAreReadNotDelivered) {
  const SignalFd signals = SignalFd::block({SIGUSR1, SIGUSR2}).value();
  EXPECT_EQ(signals.next(), std::nullopt);
  raise(SIGUSR1);
  raise(SIGUSR2);
  EXPECT_TRUE(readable(signals.fd()));
  EXPECT_EQ(signals.next(), SIGUSR1);
  EXPECT_EQ(signals.next(), SIGUSR2);
  EXPECT_EQ(signals.next(), std::nullopt);
}

TEST(SignalFd, NoSuchSignalIsTold) {
  EXPECT_EQ(SignalFd::block({999}).error().code(), Code::invalid_argument);
}

}  // namespace
}  // namespace hg::os
