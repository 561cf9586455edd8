// How a compile is called where people read of it.
#pragma once

#include <string>
#include <vector>

namespace hg::client {

// The last argument that looks like a source file, else the word after -o, else "".
std::string label_of(const std::vector<std::string>& arguments);

}  // namespace hg::client
