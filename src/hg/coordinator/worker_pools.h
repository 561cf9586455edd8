// Per toolchain: who has it, how many of them serve, and who is ready to take a task now. Kept up to date by
// small steps, so that placing a task costs the same with ten workers and with ten thousand.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "hg/model/toolchain.h"

namespace hg::coordinator {

// Ready workers of the second tier are taken when there are none of the first.
enum class Readiness : std::uint8_t { first, second, none };

// What a worker is good for just now.
struct Standing {
  bool serving = false;  // takes tasks, now or when it has a free slot
  Readiness readiness = Readiness::none;
  std::uint32_t fast_slots = 0;  // free or not; 0 of a slow worker, and of one that does not serve
};

// Workers are small numbers, used again when they are free. Not thread-safe.
class WorkerPools {
 public:
  class Pool {
   public:
    [[nodiscard]] const std::vector<std::uint32_t>& members() const { return members_; }
    [[nodiscard]] std::uint32_t serving() const { return serving_; }
    [[nodiscard]] std::uint64_t fast_slots() const { return fast_slots_; }
    [[nodiscard]] std::span<const std::uint32_t> ready(Readiness tier) const {
      return ready_[static_cast<std::size_t>(tier)].workers;
    }

   private:
    friend class WorkerPools;
    struct Ready {
      std::vector<std::uint32_t> workers;
      std::vector<std::uint32_t> listings;  // listings[i]: which of the worker's listings workers[i] is
    };
    std::vector<std::uint32_t> members_;
    std::uint32_t serving_ = 0;
    std::uint64_t fast_slots_ = 0;
    std::array<Ready, 2> ready_;
  };

  // The worker's toolchains from now on, each once. It serves nobody and is not ready until it is said to.
  void list(std::uint32_t worker, const std::vector<model::ToolchainId>& toolchains);
  void unlist(std::uint32_t worker);
  void set(std::uint32_t worker, const Standing& standing);

  // nullptr if nobody has it.
  [[nodiscard]] const Pool* find(const model::ToolchainId& toolchain) const;
  [[nodiscard]] std::uint32_t serving() const { return serving_; }  // of all workers

 private:
  struct Listing {
    Pool* pool = nullptr;
    std::uint32_t position = 0;  // in the pool's ready list, while there
  };
  struct Worker {
    std::vector<model::ToolchainId> toolchains;
    std::vector<Listing> listings;
    Standing standing;
  };
  void count(std::uint32_t worker, const Standing& standing);
  void enter(std::uint32_t worker, Readiness tier);
  void leave(std::uint32_t worker);

  std::unordered_map<model::ToolchainId, Pool> pools_;  // no pool without members; their addresses stay
  std::vector<Worker> workers_;
  std::uint32_t serving_ = 0;
};

}  // namespace hg::coordinator
