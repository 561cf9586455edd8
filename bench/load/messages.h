// One compile as the load programs send and answer it: real messages, made-up content.
#pragma once

#include <cstddef>
#include <string>

#include "hybridgrid/v1/build.pb.h"

namespace hg::bench {

namespace pb = hybridgrid::v1;

// The compiler that simulated workers offer and all requests want.
std::string toolchain_id();

// A request whose source is `bytes` long when compressed; nothing compresses it further.
pb::CompileRequest request(std::size_t bytes);

// A verdict with an object of a few bytes.
void fill(pb::CompileResponse& response);

}  // namespace hg::bench
