// What hgbuild doctor found, judged and told. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hg/client/ui/grid_view.h"
#include "hg/client/ui/style.h"
#include "hg/model/toolchain.h"

namespace hg::hgbuild {

// Facts, as they were met.
struct Examined {
  struct Compiler {
    std::string word{};     // "cc"
    std::string program{};  // its path; empty: there is none
    std::optional<model::Toolchain> toolchain{};
    std::string trouble{};  // why it could not be identified
  };
  struct Trial {            // one small compile, sent to the grid and done here
    std::string trouble{};  // what the compile said instead of an object
    std::string where{};    // the worker's address, or "the coordinator's cache"
    bool equal = false;
    std::chrono::nanoseconds took{0};
  };
  struct Cache {
    bool on = true;
    std::string directory{};
    std::string trouble{};  // why nothing can be written there
    std::uint64_t free_bytes = 0;
    std::uint64_t limit = 0;
  };

  std::vector<Compiler> compilers{};
  std::string coordinator_trouble{};  // HG_COORDINATOR is set to nonsense
  client::ui::GridView grid{};
  std::optional<Trial> trial{};  // nothing: there was nobody to try
  Cache cache{};
  std::vector<std::string> switches{};  // variables of ours that change what every compile does: HG_DISABLE
};

enum class Health { good, warning, problem };

struct Finding {
  Health health = Health::good;
  std::string name{};    // "coordinator"
  std::string what{};    // one line
  std::string advice{};  // empty: nothing needs to be done
};

// In the order in which things depend on each other.
std::vector<Finding> judge(const Examined& examined);

bool any_problem(const std::vector<Finding>& findings);
std::string doctor_text(const std::vector<Finding>& findings, const client::ui::Style& style);
std::string doctor_json(const std::vector<Finding>& findings);  // "schema": "hgbuild.doctor/1"

}  // namespace hg::hgbuild
