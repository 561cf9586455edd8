#include "hg/cache/counters.h"

#include <array>

#include "hg/digest/xxh.h"
#include "hg/os/path.h"

namespace hg::cache {
namespace {

// Slots of two words, the hash of a name and its number. Names instead of places, so that programs of
// different versions can count in one file.
constexpr std::string_view kHeader = "HGcounts 1 16x255\n";
constexpr std::size_t kHeaderWords = 4;
constexpr std::size_t kSlots = 254;
constexpr std::size_t kFileSize = (kHeaderWords + 2 * kSlots) * sizeof(std::uint64_t);

constexpr std::array<std::string_view, kCounters> kCodes = {
    "direct_hit", "text_hit",   "miss",          "recached", "not_stored",    "damaged",
    "failed",     "bytes_read", "bytes_written", "evicted",  "evicted_bytes", "saved_us"};

}  // namespace

std::string_view code(Counter counter) {
  return kCodes.at(static_cast<std::size_t>(counter));
}

Counters Counters::open(const std::string& directory) {
  auto file = os::MappedFile::open(os::join(directory, "counters-1"), kHeader, kFileSize);
  return Counters(file ? std::optional(*std::move(file)) : std::nullopt);
}

std::optional<std::size_t> Counters::slot(std::string_view name, bool make) const {
  if (!file_) return std::nullopt;
  const std::uint64_t hash = digest::xxh64(name) | 1U;  // never 0, which is a free slot
  for (std::size_t i = 0; i < kSlots; ++i) {
    const std::size_t at = kHeaderWords + 2 * ((hash / 2 + i) % kSlots);
    std::uint64_t found = file_->load(at);
    if (found == 0) {
      if (!make || !file_->writable()) return std::nullopt;
      if (file_->exchange(at, 0, hash)) return at + 1;
      found = file_->load(at);
    }
    if (found == hash) return at + 1;
  }
  return std::nullopt;
}

void Counters::add_to(std::string_view name, std::uint64_t by) const {
  if (by == 0 || !file_ || !file_->writable()) return;
  if (const auto at = slot(name, true)) file_->add(*at, by);
}

std::uint64_t Counters::value_of(std::string_view name) const {
  const auto at = slot(name, false);
  return at ? file_->load(*at) : 0;
}

void Counters::add(Counter counter, std::uint64_t by) const {
  add_to(code(counter), by);
}
void Counters::add(model::Reason reason) const {
  add_to(code(reason), 1);
}
std::uint64_t Counters::value(Counter counter) const {
  return value_of(code(counter));
}
std::uint64_t Counters::value(model::Reason reason) const {
  return value_of(code(reason));
}

void Counters::reset() const {
  if (!file_ || !file_->writable()) return;
  for (std::size_t i = 0; i < kSlots; ++i) file_->store(kHeaderWords + 2 * i + 1, 0);
}

}  // namespace hg::cache
