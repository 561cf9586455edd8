# `cmake --install build/release` puts everything where packages put it; each package is one component (Packages.cmake).
# libhginterpose.so installs itself beside (lib/hybridgrid, see src/hg/client/interpose).
include(GNUInstallDirs)

function(hg_install component)
  foreach(program IN LISTS ARGN)
    if(TARGET ${program})
      install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT ${component})
    endif()
  endforeach()
endfunction()

hg_install(client hgbuild hg-agent)
hg_install(coordinator hg-coord)
hg_install(worker hg-worker hg-jail hg-toolchains)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/hybridgrid COMPONENT documents)
