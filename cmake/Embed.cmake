# hg_embed(VARIABLE NAME FILE): sets VARIABLE to a generated source that defines
#   std::string_view hg::dashboard::embedded::NAME();
# with the bytes of FILE, which may be made by the build. The assembler takes them in, which costs nothing, where an
# array in C++ would cost seconds.
function(hg_embed variable name file)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cc)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
#include <string_view>

#include "hg/dashboard/embedded.h"

__asm__(
    ".section .rodata\n"
    ".global hg_embedded_@name@\n"
    "hg_embedded_@name@:\n"
    ".incbin \"@file@\"\n"
    ".global hg_embedded_@name@_end\n"
    "hg_embedded_@name@_end:\n"
    ".byte 0\n"
    ".previous\n");
extern "C" {
extern const char hg_embedded_@name@[];
extern const char hg_embedded_@name@_end[];
}

namespace hg::dashboard::embedded {

std::string_view @name@() {
  return {hg_embedded_@name@, static_cast<std::size_t>(hg_embedded_@name@_end - hg_embedded_@name@)};
}

}  // namespace hg::dashboard::embedded
]])
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${file})
  set(${variable} ${source} PARENT_SCOPE)
endfunction()
