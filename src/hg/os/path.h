// Text operations on paths, without touching the file system.
#pragma once

#include <string>
#include <string_view>

namespace hg::os {

// "a/b.c" -> "b.c"; "a/" -> "".
std::string_view base_name(std::string_view path);

// "a/b.c" -> "a"; "b.c" -> "."; "/b" -> "/"; "a//b" -> "a".
std::string_view directory_name(std::string_view path);

// Of the base name: "a.b/c.tar.gz" -> "gz"; none -> "". A dot in front is no extension: ".profile" -> "".
std::string_view extension(std::string_view path);

// The path without its last extension: "sub/out.o" -> "sub/out"; "a.b/c" stays.
std::string_view without_extension(std::string_view path);

// `path` if it is absolute or `directory` is empty, else directory + "/" + path with one slash between.
std::string join(std::string_view directory, std::string_view path);

}  // namespace hg::os
