// Many processes on one cache, some of which are killed.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <vector>

#include "hg/base/random.h"
#include "hg/cache/survival_fixture.h"
#include "hg/testing/fake_clock.h"
#include "hg/testing/temp_directory.h"

namespace hg::cache {
namespace {

constexpr int kKeys = 300;
constexpr std::uint64_t kLimit = 2U << 20U;  // about half of all keys

class Survival : public testing::TempDirectoryTest {
 protected:
  [[nodiscard]] std::unique_ptr<DiskStore> open() const {
    return DiskStore::open({.directory = in("cache"), .limit = kLimit}, system_clock()).value();
  }

  // Forks a process that does `work` and ends with the code that it returns.
  static pid_t start(const std::function<int()>& work) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work());
    return child;
  }

  static int code_of(pid_t child) {
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  [[nodiscard]] int count(Answer wanted) const {
    const auto store = open();
    Cache cache(*store);
    int found = 0;
    for (int i = 0; i < kKeys; ++i) found += ask(cache, i) == wanted ? 1 : 0;
    return found;
  }

  [[nodiscard]] std::uint64_t bytes_on_disk() const {
    std::uint64_t sum = 0;
    for (unsigned i = 0; i < Sizes::kDirectories; ++i) {
      for (const StoredFile& file : list_stored(in("cache"), i)) sum += file.size;
    }
    return sum;
  }
};

// Stores one entry after the other for ever, a byte to `progress` for each.
[[noreturn]] void write_for_ever(Cache& cache, std::uint64_t seed, int progress) {
  SeededRandom random(seed);
  while (true) {
    const int number = static_cast<int>(random.below(kKeys));
    (void)cache.store(key_number(number), entry_number(number));
    if (::write(progress, "x", 1) != 1) ::_exit(1);
  }
}

TEST_F(Survival, WritersThatAreKilledAtAnyMoment) {
  SeededRandom random(1);
  for (int round = 0; round < times(40, 1000); ++round) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    const pid_t child = start([&]() -> int {
      const auto store = open();
      Cache cache(*store);
      write_for_ever(cache, static_cast<std::uint64_t>(round), pipe[1]);
    });
    ::close(pipe[1]);
    // After a random number of entries it is in the middle of something.
    std::array<char, 1> byte{};
    for (std::uint64_t left = 1 + random.below(20); left > 0; --left)
      ASSERT_EQ(::read(pipe[0], byte.data(), 1), 1);
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    ASSERT_EQ(code_of(child), -SIGKILL);
    ::close(pipe[0]);
    ASSERT_EQ(count(Answer::wrong), 0) << "round " << round;
  }
  EXPECT_GT(count(Answer::right), 50);
  // What the killed have left goes when it is old.
  testing::FakeClock later;
  later.set(TimePoint(system_clock().wall().time_since_epoch() + std::chrono::hours(2)));
  const auto keeper = Housekeeper::open(in("cache"), kLimit, later).value();
  keeper.collect();
  EXPECT_LE(bytes_on_disk(), kLimit);
  EXPECT_EQ(keeper.sizes().total(), bytes_on_disk());
  EXPECT_EQ(temporaries_in(in("cache")), 0);
}

TEST_F(Survival, SixteenProcessesThatEvictAtOnce) {
  std::vector<pid_t> children;
  for (int process = 0; process < 16; ++process) {
    children.push_back(start([&] {
      const auto store = open();
      Cache cache(*store);
      SeededRandom random(static_cast<std::uint64_t>(process));
      for (int i = 0; i < times(150, 5000); ++i) {
        const int number = static_cast<int>(random.below(kKeys));
        if (ask(cache, number) == Answer::wrong) return 1;
        if (!cache.store(key_number(number), entry_number(number))) return 2;
      }
      return 0;
    }));
  }
  for (const pid_t child : children) EXPECT_EQ(code_of(child), 0);
  EXPECT_EQ(count(Answer::wrong), 0);
  EXPECT_GT(count(Answer::right), 50);
  // Those that found somebody else evicting have put theirs beside: one each at most.
  EXPECT_LE(bytes_on_disk(), kLimit + 16 * on_disk(70'000));
}

TEST_F(Survival, OneThatVanishesUnderItsWriters) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const pid_t child = start([&]() -> int {
    const auto store = open();
    Cache cache(*store);
    write_for_ever(cache, 1, pipe[1]);
  });
  std::array<char, 1> byte{};
  ASSERT_EQ(::read(pipe[0], byte.data(), 1), 1);
  while (!os::remove_tree(in("cache"))) {
  }
  for (int i = 0; i < 10; ++i) ASSERT_EQ(::read(pipe[0], byte.data(), 1), 1) << "it goes on";
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  EXPECT_EQ(code_of(child), -SIGKILL);
  EXPECT_EQ(count(Answer::wrong), 0);
  ::close(pipe[0]);
  ::close(pipe[1]);
}

}  // namespace
}  // namespace hg::cache
