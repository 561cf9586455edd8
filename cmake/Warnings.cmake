# The warnings that every target of ours compiles with.
add_library(hg_warnings INTERFACE)
add_library(hg::warnings ALIAS hg_warnings)
target_compile_options(hg_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  -Wcast-qual -Wextra-semi -Wundef
  $<$<BOOL:${HG_WERROR}>:-Werror>)
