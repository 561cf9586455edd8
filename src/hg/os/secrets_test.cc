#include "hg/os/secrets.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "hg/os/file.h"

namespace hg::os {
namespace {

TEST(OsSecrets, AVariableThatWasTakenIsGone) {
  EXPECT_EQ(take_variable("HG_TEST_NOT_SET"), "");
  std::string variable = "HG_TEST_SECRET=very secret";
  ::putenv(variable.data());
  EXPECT_EQ(take_variable("HG_TEST_SECRET"), "very secret");
  EXPECT_EQ(std::getenv("HG_TEST_SECRET"), nullptr);
  EXPECT_EQ(variable.find("secret"), std::string::npos) << "its bytes too";
}

TEST(OsSecrets, ACoreHoldsNoMemory) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    keep_memory_out_of_cores();
    const auto filter = read_file("/proc/self/coredump_filter", 100);
    ::_exit(filter && *filter == "00000000\n" ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace hg::os
