// Text operations on paths, without touching the file system.
#pragma once

#include <string>
#include <string_view>

namespace hg::os {

std::string_view base_name(std::string_view path);   // "a/b.c" -> "b.c"; "a/" -> ""
std::string_view directory_name(std::string_view path);  // "a/b.c" -> "a"; "b.c" -> "."; "/b" -> "/"
std::string_view extension(std::string_view path);   // of the base name: "a.b/c.tar.gz" -> "gz"; none -> ""
// The path without its last extension: "sub/out.o" -> "sub/out"; "a.b/c" stays.
std::string_view without_extension(std::string_view path);
// `path` if absolute, else directory + "/" + path.
std::string join(std::string_view directory, std::string_view path);

}  // namespace hg::os
