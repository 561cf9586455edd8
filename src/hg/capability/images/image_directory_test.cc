#include "hg/capability/images/image_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hg/container/fake_engine.h"

namespace hg::capability {
namespace {

using ::testing::HasSubstr;

const std::string kId(64, 'a');

std::string one_compiler(const std::string& id) {
  return R"([{"id":")" + id +
         R"(","family":"gcc","language":"c","version":"12.2.0","target":"aarch64-linux-gnu","driver":"/usr/bin/aarch64-linux-gnu-gcc"}])";
}

class ImageDirectoryTest : public ::testing::Test {
 protected:
  ImageDirectoryTest() {
    says(one_compiler(kId));
    engine_.here.push_back(arm64("sha256:1"));
  }
  static container::Image arm64(const std::string& id) {
    return {id, {"dockcross/linux-arm64:latest"}, "amd64", {"CC=gcc", "PATH=/opt/bin:/bin"}};
  }
  void says(const std::string& json) {
    engine_.program = [json](const container::Spec&) {
      os::Captured run;
      run.out = json;
      return run;
    };
  }
  container::FakeEngine engine_;
};

TEST_F(ImageDirectoryTest, OffersWhatDockcrossImagesHaveWithoutBeingTold) {
  const ImageDirectory directory(engine_, {});
  const auto found = directory.find(model::ToolchainId(kId));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->driver, "/usr/bin/aarch64-linux-gnu-gcc");
  EXPECT_EQ(found->image, "sha256:1");
  EXPECT_EQ(found->environment, (std::vector<std::string>{"CC", "PATH=/opt/bin:/bin"}));
  EXPECT_EQ(found->toolchain.target, "aarch64-linux-gnu");
  EXPECT_EQ(directory.list().at(0).target, "linux-arm64");
  EXPECT_TRUE(engine_.containers_here.empty());
}

TEST_F(ImageDirectoryTest, AsksEachImageOnce) {
  ImageDirectory directory(engine_, {});
  EXPECT_FALSE(directory.rescan());
  EXPECT_EQ(engine_.created.size(), 1U);
  engine_.here = {arm64("sha256:2")};
  says(one_compiler(std::string(64, 'b')));
  EXPECT_TRUE(directory.rescan());
  EXPECT_EQ(engine_.created.size(), 2U);
  EXPECT_FALSE(directory.find(model::ToolchainId(kId)));
}

TEST_F(ImageDirectoryTest, AnEngineThatIsGoneTakesItsOfferAlong) {
  ImageDirectory directory(engine_, {});
  engine_.down = Error(Code::unavailable, "refused");
  EXPECT_TRUE(directory.rescan());
  EXPECT_TRUE(directory.toolchains().empty());
  engine_.down.reset();
  EXPECT_TRUE(directory.rescan());
  EXPECT_EQ(directory.toolchains().size(), 1U);
  EXPECT_EQ(engine_.created.size(), 1U) << "what it had said is still known";
}

TEST_F(ImageDirectoryTest, PullsOnceAndOnlyWhatItWasTold) {
  ImageDirectory::Options options;
  options.wishes = {{"linux-armv7", "dockcross/linux-armv7@sha256:77"}, {"mine", "mine:1"}};
  EXPECT_THAT(ImageDirectory(engine_, options).list().at(1).problem, HasSubstr("--docker-pull"));
  EXPECT_EQ(engine_.pulls, 0);
  options.pull = true;
  engine_.registry["mine:1"] = {"sha256:9", {"mine:1"}, "amd64", {}};
  ImageDirectory directory(engine_, options);
  EXPECT_EQ(engine_.pulls, 2);
  const auto states = directory.list();
  ASSERT_EQ(states.size(), 3U);
  EXPECT_EQ(states[1].target, "linux-armv7");
  EXPECT_THAT(states[1].problem, HasSubstr("no such host"));
  EXPECT_EQ(states[2].id, "sha256:9");
  EXPECT_EQ(states[2].problem, "");
  directory.rescan();
  EXPECT_EQ(engine_.pulls, 2) << "the failure is remembered";
  EXPECT_THAT(directory.list().at(1).problem, HasSubstr("no such host"));
}

TEST_F(ImageDirectoryTest, ForeignAnswersAreRefused) {
  for (const std::string& json :
       {std::string("junk"), std::string("[1]"), one_compiler("../x"),
        std::string(R"([{"id":")" + kId + R"(","family":"tcc","driver":"/bin/x"}])"),
        std::string(R"([{"id":")" + kId + R"(","family":"gcc","driver":"relative"}])")}) {
    says(json);
    const ImageDirectory directory(engine_, {});
    EXPECT_TRUE(directory.toolchains().empty()) << json;
    EXPECT_THAT(directory.list().at(0).problem, HasSubstr("damaged")) << json;
  }
}

}  // namespace
}  // namespace hg::capability
