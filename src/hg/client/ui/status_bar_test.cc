#include "hg/client/ui/status_bar.h"

#include <gtest/gtest.h>

namespace hg::client::ui {
namespace {

class FakeTerminal final : public Terminal {
 public:
  void write(std::string_view bytes) override { written.append(bytes); }
  [[nodiscard]] Size size() const override { return now; }
  [[nodiscard]] bool in_foreground() const override { return foreground; }

  std::string take() { return std::exchange(written, {}); }

  Size now{24, 80};
  bool foreground = true;
  std::string written;
};

TEST(StatusBar, TakesTheLastRowOnceAndGivesItBack) {
  FakeTerminal terminal;
  StatusBar bar(terminal);
  bar.show("one");
  EXPECT_EQ(terminal.take(),
            "\x1b"
            "D\x1b[A\x1b"
            "7\x1b[1;23r\x1b"
            "8"
            "\x1b"
            "7\x1b[24;1H\x1b[m\x1b[2Kone\x1b"
            "8");
  bar.show("two");
  EXPECT_EQ(terminal.take(),
            "\x1b"
            "7\x1b[24;1H\x1b[m\x1b[2Ktwo\x1b"
            "8");
  bar.close();
  EXPECT_EQ(terminal.take(),
            "\x1b"
            "7\x1b[r\x1b[24;1H\x1b[2K\x1b"
            "8");
  bar.close();
  EXPECT_EQ(terminal.take(), "");
}

TEST(StatusBar, TheSameLineIsNotDrawnTwice) {
  FakeTerminal terminal;
  StatusBar bar(terminal);
  bar.show("one");
  terminal.take();
  bar.show("one");
  EXPECT_EQ(terminal.take(), "");
}

TEST(StatusBar, AnotherSizeTakesAnotherRow) {
  FakeTerminal terminal;
  StatusBar bar(terminal);
  bar.show("one");
  terminal.take();
  terminal.now = {40, 100};
  bar.resized();
  EXPECT_EQ(terminal.take(),
            "\x1b"
            "7\x1b[r\x1b"
            "8");
  bar.show("one");
  EXPECT_NE(terminal.take().find("\x1b[1;39r"), std::string::npos);
}

TEST(StatusBar, NothingIsWrittenInTheBackgroundOrWithoutRoom) {
  FakeTerminal terminal;
  StatusBar bar(terminal);
  terminal.foreground = false;
  EXPECT_EQ(bar.columns(), 0U);
  bar.show("one");
  terminal.foreground = true;
  terminal.now = {4, 80};
  bar.show("one");
  EXPECT_EQ(terminal.take(), "");
}

TEST(StatusBar, TheEndOfTheScopeCleansUp) {
  FakeTerminal terminal;
  {
    StatusBar bar(terminal);
    bar.show("one");
    terminal.take();
  }
  EXPECT_NE(terminal.take().find("\x1b[r"), std::string::npos);
}

}  // namespace
}  // namespace hg::client::ui
