#include "hg/worker/service/roving_link.h"

#include <gtest/gtest.h>

#include <future>

namespace hg::worker::service {
namespace {

class FakeLink final : public CoordinatorLink {
 public:
  explicit FakeLink(std::string id) : id_(std::move(id)) {}
  Result<Registration> handshake(const model::Capability& /*c*/, const model::WorkerId& /*p*/) override {
    return Registration{.id = model::WorkerId(id_)};
  }
  // Waits until it is cancelled.
  Result<std::uint64_t> heartbeat(const model::WorkerId& /*id*/, const model::WorkerLoad& /*l*/) override {
    asked.set_value();
    ended.get_future().wait();
    return fail(Code::cancelled, "");
  }
  void cancel() override {
    if (!std::exchange(cancelled, true)) ended.set_value();
  }
  std::promise<void> asked;
  std::promise<void> ended;
  bool cancelled = false;

 private:
  std::string id_;
};

TEST(RovingLink, SaysWhyThereIsNobody) {
  RovingLink link;
  EXPECT_EQ(link.handshake({}, {}).error().code(), Code::unavailable);
  link.use_none("two of them");
  EXPECT_EQ(link.handshake({}, {}).error().message(), "two of them");
}

TEST(RovingLink, CallsGoToWhoeverThereIs) {
  RovingLink link;
  link.use(std::make_shared<FakeLink>("a"));
  EXPECT_EQ(link.handshake({}, {})->id.value(), "a");
  link.use(std::make_shared<FakeLink>("b"));
  EXPECT_EQ(link.handshake({}, {})->id.value(), "b");
}

TEST(RovingLink, ACallAtTheFormerEnds) {
  RovingLink link;
  const auto first = std::make_shared<FakeLink>("a");
  link.use(first);
  auto call = std::async(std::launch::async, [&] { return link.heartbeat({}, {}); });
  first->asked.get_future().wait();
  link.use(std::make_shared<FakeLink>("b"));
  EXPECT_EQ(call.get().error().code(), Code::cancelled);
}

TEST(RovingLink, AfterTheEndNobodyIsCalled) {
  RovingLink link;
  link.cancel();
  const auto late = std::make_shared<FakeLink>("a");
  link.use(late);
  EXPECT_TRUE(late->cancelled);
  EXPECT_EQ(link.handshake({}, {}).error().code(), Code::cancelled);
}

}  // namespace
}  // namespace hg::worker::service
