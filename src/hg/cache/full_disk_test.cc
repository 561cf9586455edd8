// Disks that are full or read-only, for real: a small tmpfs in a mount namespace of a child's own.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "hg/cache/counters.h"
#include "hg/cache/file_digests.h"
#include "hg/cache/survival_fixture.h"
#include "hg/os/unique_fd.h"
#include "hg/testing/temp_directory.h"

namespace hg::cache {
namespace {

constexpr int kCannot = 77;

class FullDisk : public testing::TempDirectoryTest {
 protected:
  // Runs `work` in a process; 0 is well. A SIGBUS would show as -7.
  static int in_process(const std::function<int()>& work) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work());
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  static bool set(const std::string& name, std::string_view value) {
    const os::UniqueFd fd(::open(("/proc/self/" + name).c_str(), O_WRONLY | O_CLOEXEC));
    return fd && os::write_all(fd.get(), value).has_value();
  }

  // The same with a tmpfs of `size` over the test's directory.
  [[nodiscard]] int on_small_disk(const char* size, const std::function<int()>& work) const {
    return in_process([&] {
      if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return kCannot;
      // A tmpfs makes files only for users and groups that have a number.
      if (!set("setgroups", "deny") || !set("uid_map", "0 " + std::to_string(user_) + " 1") ||
          !set("gid_map", "0 " + std::to_string(group_) + " 1")) {
        return kCannot;
      }
      const std::string options = std::string("mode=0700,size=") + size;
      if (::mount("none", root().c_str(), "tmpfs", 0, options.c_str()) != 0) return kCannot;
      return work();
    });
  }

  // Takes all that is left, to the last byte.
  static void fill(const std::string& path) {
    const os::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    const std::string bytes(4096, 'x');
    while (::write(fd.get(), bytes.data(), bytes.size()) > 0) {
    }
  }

  enum class Room { none, some, enough };

  // Everything that compiles do with their cache. The number of the first thing that is not as it should be.
  [[nodiscard]] int use(Room room) const {
    const auto store = DiskStore::open({.directory = in("cache")}, system_clock());
    if (!store) return room == Room::none ? 0 : 1;
    Cache cache(**store);
    const Counters counters = Counters::open(in("cache"));
    const auto memo = DigestMemo::open(in("cache"));
    FileDigests digests(memo ? &*memo : nullptr, {}, system_clock());
    for (int i = 0; i < 200; ++i) {
      const bool stored = cache.store(key_number(i), entry_number(i)).has_value();
      if (stored ? room == Room::none : room == Room::enough) return 2;
      const Answer answer = ask(cache, i);
      if (answer == Answer::wrong) return 3;
      if (stored && answer != Answer::right) return 4;
      counters.add(Counter::miss);
      if (memo) memo->remember({.device = 1, .inode = static_cast<std::uint64_t>(i)}, 1, {});
      if (!digests.of("/proc/self/exe")) return 5;
    }
    return 0;
  }

  const uid_t user_ = ::geteuid();
  const gid_t group_ = ::getegid();
};

#define EXPECT_WELL(expression)                                               \
  do {                                                                        \
    const int well = expression;                                              \
    if (well == kCannot) GTEST_SKIP() << "no user and mount namespaces here"; \
    EXPECT_EQ(well, 0);                                                       \
  } while (false)

TEST_F(FullDisk, ThatFillsUpMeanwhile) {
  EXPECT_WELL(on_small_disk("64m", [&] {
    if (const int code = use(Room::enough); code != 0) return code;
    fill(in("rest"));
    if (const int code = use(Room::some); code != 0) return code;
    return temporaries_in(in("cache")) == 0 ? 0 : 6;
  }));
}

TEST_F(FullDisk, ThatIsFullFromTheStart) {
  EXPECT_WELL(on_small_disk("1m", [&] {
    fill(in("rest"));
    return use(Room::none);
  }));
}

TEST_F(FullDisk, ThatHasRoomForEntriesOnly) {
  EXPECT_WELL(on_small_disk("3m", [&] { return use(Room::some); }));  // the memo alone would take 8 MiB
}

TEST_F(FullDisk, ThatIsReadOnly) {
  EXPECT_WELL(on_small_disk("64m", [&] {
    if (const int code = use(Room::enough); code != 0) return code;
    if (::mount("none", root().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "mode=0700") != 0) return kCannot;
    const auto store = DiskStore::open({.directory = in("cache")}, system_clock());
    if (!store) return 7;
    Cache cache(**store);
    for (int i = 0; i < 200; ++i) {
      if (ask(cache, i) != Answer::right) return 8;  // reading goes on
    }
    return use(Room::none);
  }));
}

TEST_F(FullDisk, OrAFileSizeLimitOfTheProcess) {
  const int code = in_process([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{.rlim_cur = 4096, .rlim_max = 4096};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return kCannot;
    return use(Room::some);
  });
  EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace hg::cache
