#include "hg/jail/filter/filter.h"

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>

namespace hg::jail {
namespace {

// The exit code of `body`, run in a child under the filter.
int under_filter(const std::string& bytes, const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    sock_fprog program{};
    program.len = static_cast<unsigned short>(bytes.size() / sizeof(sock_filter));
    program.filter = reinterpret_cast<sock_filter*>(const_cast<char*>(bytes.data()));
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::_exit(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0 ? body() : 99);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 100;
}

TEST(Filter, RefusesWhatNoCompilerNeeds) {
  const auto filter = make_filter();
  ASSERT_TRUE(filter) << filter.error().to_string();
  EXPECT_EQ(filter->size() % sizeof(sock_filter), 0U);
  EXPECT_EQ(under_filter(*filter, [] { return ::socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0; }), EPERM);
  EXPECT_EQ(under_filter(*filter, [] { return ::unshare(CLONE_NEWUSER) < 0 ? errno : 0; }), EPERM);
  EXPECT_EQ(under_filter(*filter, [] { return ::unshare(CLONE_NEWNS) < 0 ? errno : 0; }), EPERM);
}

TEST(Filter, LetsProgramsStartAndEnd) {
  const auto filter = make_filter();
  ASSERT_TRUE(filter) << filter.error().to_string();
  EXPECT_EQ(under_filter(*filter,
                         [] {
                           const pid_t child = ::fork();
                           if (child == 0) ::execl("/bin/sh", "sh", "-c", "exit $((3 + 4))", nullptr);
                           int status = 0;
                           ::waitpid(child, &status, 0);
                           return WEXITSTATUS(status);
                         }),
            7);
}

}  // namespace
}  // namespace hg::jail
