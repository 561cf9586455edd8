#include "hg/client/wrap/jobs.h"

#include <gtest/gtest.h>

namespace hg::client::wrap {
namespace {

TEST(MakeJobs, EverySpellingIsFound) {
  for (const Arguments& arguments : {Arguments{"-j"},
                                     {"-j8"},
                                     {"-j", "8"},
                                     {"-kj8"},
                                     {"-sj"},
                                     {"--jobs"},
                                     {"--jobs=8"},
                                     {"--jo=8"},
                                     {"-C", "dir", "-j2"},
                                     {"all", "-j2"},
                                     {"-Cdir", "-j2"}}) {
    EXPECT_TRUE(make_has_jobs(arguments, "")) << testing::PrintToString(arguments);
  }
}

TEST(MakeJobs, ValuesAndTargetsAreNotOptions) {
  for (const Arguments& arguments : {Arguments{},
                                     {"all"},
                                     {"-C", "-j8"},
                                     {"-fj.mk"},
                                     {"-f", "-j"},
                                     {"--", "-j8"},
                                     {"-k"},
                                     {"--just-print"},
                                     {"CFLAGS=-j8"},
                                     {"-Ij"},
                                     {"--"}}) {
    EXPECT_FALSE(make_has_jobs(arguments, "")) << testing::PrintToString(arguments);
  }
}

TEST(MakeJobs, MakeflagsAnswerToo) {
  EXPECT_TRUE(make_has_jobs({}, "-j8"));
  EXPECT_TRUE(make_has_jobs({}, "kj8"));
  EXPECT_TRUE(make_has_jobs({}, "j"));
  EXPECT_TRUE(make_has_jobs({}, " -k --jobserver-auth=3,4"));
  EXPECT_FALSE(make_has_jobs({}, "k -- CC=gcc -j8"));
  EXPECT_FALSE(make_has_jobs({}, "JOBS=8"));
}

TEST(NinjaJobs, FoundOrOutOfPlace) {
  EXPECT_TRUE(ninja_has_jobs({"-j8"}));
  EXPECT_TRUE(ninja_has_jobs({"-C", "b", "-j", "8"}));
  EXPECT_TRUE(ninja_has_jobs({"-vj8"}));
  EXPECT_TRUE(ninja_has_jobs({"-C", "b", "-t", "clean"}));
  EXPECT_FALSE(ninja_has_jobs({"-C", "-j8", "all"}));
  EXPECT_FALSE(ninja_has_jobs({"-k", "0", "-v"}));
}

TEST(Jobs, FillTheGridAndThisMachine) {
  EXPECT_EQ(jobs_for(64, 8), 72U);
  EXPECT_EQ(jobs_for(0, 8), 8U);
  EXPECT_EQ(jobs_for(0, 0), 1U);
  EXPECT_EQ(jobs_for(100000, 8), 512U);
}

}  // namespace
}  // namespace hg::client::wrap
