// Does a program's name say that it is a C or C++ compiler driver?
#pragma once

namespace hg::client::interpose {

// `name` is a base name: [TRIPLE-](cc|c++|gcc|g++|clang|clang++)[-VERSION], so "x86_64-linux-gnu-g++-12", but
// not "gcc-ar", "clang-tidy" or "ccache". Async-signal-safe.
bool is_compiler_name(const char* name);

// The part of `path` after its last slash.
const char* base_name(const char* path);

}  // namespace hg::client::interpose
