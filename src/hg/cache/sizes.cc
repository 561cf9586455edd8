#include "hg/cache/sizes.h"

#include "hg/os/path.h"

namespace hg::cache {
namespace {

// For each directory two words: bytes and one more (0 = not counted yet), and the day of the last count.
constexpr std::string_view kHeader = "HGsizes  1 16x256\n";
constexpr std::size_t kHeaderWords = 8;
constexpr std::size_t kFileSize =
    (kHeaderWords + 2 * std::size_t{Sizes::kDirectories}) * sizeof(std::uint64_t);
constexpr std::int64_t kDay = 86'400;

std::size_t bytes_word(unsigned directory) {
  return kHeaderWords + 2 * std::size_t{directory};
}

}  // namespace

Result<Sizes> Sizes::open(const std::string& directory) {
  HG_TRY_ASSIGN(auto file, os::MappedFile::open(os::join(directory, "sizes-1"), kHeader, kFileSize));
  if (!file.writable()) return fail(Code::permission_denied, directory + ": not writable");
  return Sizes(std::move(file));
}

std::uint64_t Sizes::bytes(unsigned directory) const {
  const auto word = static_cast<std::int64_t>(file_.load(bytes_word(directory)));
  return word > 0 ? static_cast<std::uint64_t>(word - 1) : 0;  // below 0: removed more than was known of
}

std::uint64_t Sizes::total() const {
  std::uint64_t sum = 0;
  for (unsigned i = 0; i < kDirectories; ++i) sum += bytes(i);
  return sum;
}

unsigned Sizes::fullest() const {
  unsigned most = 0;
  for (unsigned i = 1; i < kDirectories; ++i) {
    if (bytes(i) > bytes(most)) most = i;
  }
  return most;
}

void Sizes::add(unsigned directory, std::int64_t bytes) const {
  if (file_.load(bytes_word(directory)) != 0)
    file_.add(bytes_word(directory), static_cast<std::uint64_t>(bytes));
}

bool Sizes::claim_count(unsigned directory, std::int64_t now) const {
  const std::size_t day_word = bytes_word(directory) + 1;
  const std::uint64_t counted = file_.load(day_word);
  const auto today = static_cast<std::uint64_t>(now / kDay + 1);
  if (counted == today && file_.load(bytes_word(directory)) != 0) return false;
  return file_.exchange(day_word, counted, today);
}

void Sizes::set(unsigned directory, std::uint64_t bytes) const {
  file_.store(bytes_word(directory), bytes + 1);
}

}  // namespace hg::cache
