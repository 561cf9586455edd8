// -j for make and ninja: the user's own wins; without one, the grid's size is what they should be told.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hg::client::wrap {

using Arguments = std::vector<std::string>;

// Did the user say how many jobs? `makeflags` is $MAKEFLAGS: also a jobserver there is an answer.
bool make_has_jobs(const Arguments& arguments, std::string_view makeflags);
// Also true where -j would be out of place (-t TOOL).
bool ninja_has_jobs(const Arguments& arguments);

// Jobs for a grid of `slots`: all of them busy while this machine's `cpus` preprocess and link. At most 512.
unsigned jobs_for(unsigned slots, unsigned cpus);

}  // namespace hg::client::wrap
