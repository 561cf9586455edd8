#include "hg/client/ipc/frame.h"

#include <gtest/gtest.h>

namespace hg::client::ipc {
namespace {

TEST(FrameDecoder, CutsAStreamWhereverItIsTorn) {
  const std::string big(100'000, 'x');
  const std::string stream = encode(FrameType::hello, "hi") + encode(FrameType::heartbeat, "") +
                             encode(FrameType::payload, big) + encode(FrameType::slot, "");
  for (const std::size_t step : {std::size_t{1}, std::size_t{3}, std::size_t{4096}, stream.size()}) {
    FrameDecoder decoder;
    std::vector<Frame> frames;
    for (std::size_t at = 0; at < stream.size(); at += step) {
      ASSERT_TRUE(decoder.feed(std::string_view(stream).substr(at, step)));
      while (auto frame = decoder.next()) frames.push_back(*std::move(frame));
    }
    ASSERT_EQ(frames.size(), 4U) << "step " << step;
    EXPECT_EQ(frames[0].type, FrameType::hello);
    EXPECT_EQ(frames[0].body, "hi");
    EXPECT_EQ(frames[1].type, FrameType::heartbeat);
    EXPECT_EQ(frames[1].body, "");
    EXPECT_EQ(frames[2].body, big);
    EXPECT_EQ(frames[3].type, FrameType::slot);
  }
}

TEST(FrameDecoder, RefusesAnUnknownType) {
  FrameDecoder decoder;
  const auto status = decoder.feed(std::string("\x01\x00\x00\x00\xEE", 5));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), Code::invalid_argument);
}

TEST(FrameDecoder, RefusesABodyOverTheLimitOfItsType) {
  const auto control = frame_header(FrameType::hello, kMaxBody + 1);
  FrameDecoder decoder;
  const auto status = decoder.feed({control.data(), control.size()});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), Code::resource_exhausted);

  const auto payload = frame_header(FrameType::payload, kMaxBody + 1);
  FrameDecoder other;
  EXPECT_TRUE(other.feed({payload.data(), payload.size()}));
  const auto too_much = frame_header(FrameType::payload, kMaxPayload + 1);
  FrameDecoder third;
  EXPECT_FALSE(third.feed({too_much.data(), too_much.size()}));
}

}  // namespace
}  // namespace hg::client::ipc
