#include "hg/executor/job_root.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace hg::executor {
namespace {

namespace fs = std::filesystem;

class JobRootTest : public testing::Test {
 protected:
  os::TempDir parent_ = *os::TempDir::make("/tmp", "jobroot");
};

TEST_F(JobRootTest, IsOursAloneAndGoesWithItsOwner) {
  std::string path;
  {
    const auto root = JobRoot::make(parent_.path());
    ASSERT_TRUE(root) << root.error().to_string();
    path = root->path();
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(JobRootTest, RemovesWhatAKilledWorkerLeftAndNothingElse) {
  const std::string dead = parent_.path() + "/hg-worker-" + std::to_string(geteuid()) + "-dead";
  fs::create_directories(dead + "/job-1");
  fs::create_directories(parent_.path() + "/other");
  const auto living = JobRoot::make(parent_.path());
  EXPECT_FALSE(fs::exists(dead));
  EXPECT_TRUE(fs::exists(parent_.path() + "/other"));
  const auto second = JobRoot::make(parent_.path());
  ASSERT_TRUE(living && second);
  EXPECT_TRUE(fs::exists(living->path()));
}

TEST_F(JobRootTest, RemovesLaterWhatAChildOfAKilledWorkerStillHeld) {
  const std::string dead = parent_.path() + "/hg-worker-" + std::to_string(geteuid()) + "-dead";
  fs::create_directories(dead + "/job-1");
  os::UniqueFd held(::open(dead.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  ASSERT_EQ(::flock(held.get(), LOCK_EX), 0);
  const auto root = JobRoot::make(parent_.path());
  ASSERT_TRUE(root);
  EXPECT_TRUE(fs::exists(dead));
  held.reset();
  root->sweep_again();
  EXPECT_FALSE(fs::exists(dead));
  EXPECT_TRUE(fs::exists(root->path()));
}

TEST_F(JobRootTest, SaysWhatIsWrongWithTheParent) {
  const auto root = JobRoot::make(parent_.path() + "/missing");
  ASSERT_FALSE(root);
  EXPECT_EQ(root.error().code(), Code::not_found);
}

}  // namespace
}  // namespace hg::executor
