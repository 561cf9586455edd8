# The warnings that every target of ours compiles with.
add_library(hg_warnings INTERFACE)
add_library(hg::warnings ALIAS hg_warnings)
target_compile_options(hg_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  -Wcast-qual -Wextra-semi -Wundef
  $<$<BOOL:${HG_WERROR}>:-Werror>
  # gcc 12 sees uninitialised or overlapping memory inside an optimised std::string, std::optional and tl::expected.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-restrict>)
