// What one compile may use.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace hg::executor {

struct Limits {
  std::chrono::milliseconds time{std::chrono::minutes(10)};  // wall clock; also CPU time of each process
  std::size_t source_bytes = 1U << 30U;                      // preprocessed text, decompressed
  std::size_t output_bytes = 1U << 30U;                      // each file that the compiler writes
  std::size_t message_bytes = 16U << 20U;                    // each of stdout and stderr
  std::uint64_t open_files = 1024;
};

}  // namespace hg::executor
