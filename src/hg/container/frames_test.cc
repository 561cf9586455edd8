#include "hg/container/frames.h"

#include <gtest/gtest.h>

#include <string>

#include "hg/container/fake_socket.h"

namespace hg::container {
namespace {

struct Heard {
  std::string out;
  std::string err;
  Frames frames{[this](Frames::Stream stream, std::string_view bytes) {
    (stream == Frames::Stream::err ? err : out).append(bytes);
  }};
};

TEST(Frames, HoweverTheyAreCut) {
  const std::string bytes = frame(1, "out") + frame(2, "a warning") + frame(1, "") + frame(0, "!");
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    Heard heard;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      EXPECT_TRUE(heard.frames.feed(std::string_view(bytes).substr(at, step)));
    }
    EXPECT_EQ(heard.out, "out!");
    EXPECT_EQ(heard.err, "a warning");
    EXPECT_TRUE(heard.frames.whole());
  }
}

TEST(Frames, AMissingPartIsNoticed) {
  const std::string bytes = frame(1, "out");
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    Heard heard;
    EXPECT_TRUE(heard.frames.feed(std::string_view(bytes).substr(0, size)));
    EXPECT_FALSE(heard.frames.whole()) << size;
  }
}

TEST(Frames, PlainTextIsNoFrame) {
  Heard heard;
  EXPECT_FALSE(heard.frames.feed("error: something that a terminal would show"));
  EXPECT_FALSE(heard.frames.feed(frame(1, "out"))) << "broken for good";
  EXPECT_EQ(heard.out + heard.err, "");
}

}  // namespace
}  // namespace hg::container
