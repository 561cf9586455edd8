# `cmake --build build/release --target package`: Debian packages hybridgrid-client, -coordinator and -worker in build/release.
# What they depend on is read from the programs by dpkg-shlibdeps.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME hybridgrid)
set(CPACK_PACKAGE_VENDOR "The Hybrid-Grid Build developers")
set(CPACK_PACKAGE_CONTACT "The Hybrid-Grid Build developers <hybridgrid@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
                                                WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL client coordinator worker)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_COMPONENT_CLIENT_DESCRIPTION "compiles C and C++ on a grid of machines
 hgbuild, which stands for a compiler or goes around a build tool.")
set(CPACK_COMPONENT_COORDINATOR_DESCRIPTION "coordinator of a grid that compiles C and C++
 hg-coord, which queues compiles and gives each to a worker.")
set(CPACK_COMPONENT_WORKER_DESCRIPTION "worker of a grid that compiles C and C++
 hg-worker, which compiles for others, and the sandbox that it does so in.")

# Debian wants both of these in every package.
find_program(HG_GZIP gzip)
set(hg_changelog ${CMAKE_CURRENT_BINARY_DIR}/packaging/changelog.gz)
if(HG_GZIP)
  file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/packaging)
  execute_process(COMMAND ${HG_GZIP} -9nc ${PROJECT_SOURCE_DIR}/packaging/debian/changelog OUTPUT_FILE ${hg_changelog}
                  COMMAND_ERROR_IS_FATAL ANY)
endif()
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  install(FILES packaging/debian/copyright $<$<BOOL:${HG_GZIP}>:${hg_changelog}>
          DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/hybridgrid-${component} COMPONENT ${component})
endforeach()
include(CPack)
