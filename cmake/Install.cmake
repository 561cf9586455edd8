# `cmake --install build/release` puts the programs where packages put them; libhginterpose.so installs itself beside
# (lib/hybridgrid, see src/hg/client/interpose).
include(GNUInstallDirs)
foreach(program hgbuild hg-agent hg-coord hg-jail hg-toolchains hg-worker)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/hybridgrid)
