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
  std::uint64_t memory_bytes = 0;  // of each process, without what it maps of files; 0: what there is
};

// What one compile may have of `memory_bytes`, which `slots` share: most need far less than their share, so
// that one may have twice its own, and 2 GiB on the smallest, but never more than three quarters of all.
std::uint64_t default_job_memory(std::uint64_t memory_bytes, std::uint32_t slots);

}  // namespace hg::executor
