// The result of one compile, as it is stored. docs/formats/cache-entry.md
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/result.h"
#include "hg/model/compile.h"

namespace hg::cache {

struct Entry {
  std::vector<model::OutputFile> outputs;  // still compressed, as the worker sends them
  std::string standard_output;
  std::string standard_error;
  Duration compile_time{0};   // wall time of the compiler
  std::uint64_t created = 0;  // seconds since 1970
  std::string creator;        // a worker's address, or "local"
};

// invalid_argument if it must not be kept: no outputs, a kind twice, an empty object; resource_exhausted if
// it is too large.
Result<std::string> encode(const Entry& entry);

// The entry in a payload of any origin. data_loss unless encode() could have made it. The frames inside
// `outputs` are not opened; their sizes are as the entry says.
Result<Entry> decode_entry(std::string_view payload);

// Opens the frames inside `outputs`, too: data_loss unless each is whole and as large as it says.
Status check_outputs(const Entry& entry);

}  // namespace hg::cache
