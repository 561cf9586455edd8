#include <gtest/gtest.h>

#include "hg/jail/jail.h"

namespace hg::jail {
namespace {

TEST(JailArguments, ComeBackAsTheyWere) {
  Jail jail;
  jail.namespaces = false;
  jail.readable = {"/usr", "/opt/with blank"};
  jail.filter = "/run/filter";
  jail.processes = 64;
  jail.report = true;
  jail.parent = 4711;
  std::vector<std::string> words = to_arguments(jail);
  words.insert(words.end(), {"/usr/bin/gcc", "--read=/etc"});
  const auto parsed = parse(words);
  ASSERT_TRUE(parsed) << parsed.error().to_string();
  EXPECT_FALSE(parsed->jail.namespaces);
  EXPECT_TRUE(parsed->jail.report);
  EXPECT_EQ(parsed->jail.readable, jail.readable);
  EXPECT_EQ(parsed->jail.filter, jail.filter);
  EXPECT_EQ(parsed->jail.processes, 64U);
  EXPECT_EQ(parsed->jail.parent, 4711);
  EXPECT_EQ(words[parsed->command], "/usr/bin/gcc");
}

TEST(JailArguments, RefuseWhatIsNotKnown) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{},
                                             {"--"},
                                             {"/bin/sh"},
                                             {"--nonsense", "--", "x"},
                                             {"--read=usr", "--", "x"},
                                             {"--read=", "--", "x"},
                                             {"--processes=x", "--", "x"},
                                             {"--processes=-1", "--", "x"},
                                             {"--report"}}) {
    EXPECT_FALSE(parse(words));
  }
}

}  // namespace
}  // namespace hg::jail
