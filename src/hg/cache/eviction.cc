#include "hg/cache/eviction.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace hg::cache {
namespace {

constexpr double kMostWeight = 4;

// Cost for each byte; 0 = not known.
double density(const StoredFile& file) {
  return static_cast<double>(file.cost.count()) / static_cast<double>(std::max<std::uint64_t>(file.size, 1));
}

double median_density(const std::vector<StoredFile>& files) {
  std::vector<double> known;
  for (const StoredFile& file : files) {
    if (file.cost.count() > 0) known.push_back(density(file));
  }
  if (known.empty()) return 0;
  const auto middle = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2);
  std::nth_element(known.begin(), middle, known.end());
  return *middle;
}

// The square root, because densities differ by a thousand, and use says more about the future than cost.
double weight(const StoredFile& file, double median) {
  if (median <= 0 || file.cost.count() <= 0) return 1;
  return std::clamp(std::sqrt(median / density(file)), 1 / kMostWeight, kMostWeight);
}

}  // namespace

std::vector<std::size_t> choose_victims(const std::vector<StoredFile>& files, std::int64_t now,
                                        std::uint64_t bytes) {
  const double median = median_density(files);
  std::vector<double> staleness;
  staleness.reserve(files.size());
  for (const StoredFile& file : files) {
    const auto age = static_cast<double>(std::max<std::int64_t>(now - file.used, 0) + 1);
    staleness.push_back(age * weight(file, median));
  }
  std::vector<std::size_t> order(files.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return staleness[a] > staleness[b]; });
  std::uint64_t freed = 0;
  std::size_t count = 0;
  while (count < order.size() && freed < bytes) freed += files[order[count++]].size;
  order.resize(count);
  return order;
}

}  // namespace hg::cache
