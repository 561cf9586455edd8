# hg_web(VARIABLE): sets VARIABLE to the folder of the dashboard's page, which the build makes from web/ with npm.
#
# HG_WEB=AUTO (the default): where node, npm or npm's registry cannot be had, a static page takes its place, and one line
# says so; nothing else depends on it. ON: then the build fails. OFF: always the static page.
set(HG_WEB AUTO CACHE STRING "the dashboard's page: AUTO, ON (fail without npm) or OFF")
set_property(CACHE HG_WEB PROPERTY STRINGS AUTO ON OFF)
find_program(HG_NODE NAMES node nodejs)
find_program(HG_NPM npm)

function(hg_web variable)
  set(work ${CMAKE_BINARY_DIR}/web)
  set(files index.html app.js app.css app.js.gz app.css.gz)
  list(TRANSFORM files PREPEND ${work}/dist/)
  set(${variable} ${work}/dist PARENT_SCOPE)
  set(mode ${HG_WEB})
  if(NOT mode STREQUAL "OFF" AND NOT (HG_NODE AND HG_NPM))
    if(mode STREQUAL "ON")
      message(FATAL_ERROR "HG_WEB=ON needs node and npm: apt-get install nodejs npm")
    endif()
    message(STATUS "hg-coord is built without its dashboard: no node and npm here (apt-get install nodejs npm)")
    set(mode OFF)
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/web/src/* ${PROJECT_SOURCE_DIR}/web/test/*)
  foreach(name .npmrc index.html fallback/index.html package.json package-lock.json tsconfig.json vite.config.ts)
    list(APPEND sources ${PROJECT_SOURCE_DIR}/web/${name})
  endforeach()
  add_custom_command(
    OUTPUT ${files}
    COMMAND ${CMAKE_COMMAND} -D SOURCE=${PROJECT_SOURCE_DIR}/web -D WORK=${work} -D MODE=${mode} -D NPM=${HG_NPM}
            -P ${PROJECT_SOURCE_DIR}/cmake/BuildWeb.cmake
    DEPENDS ${sources} ${PROJECT_SOURCE_DIR}/cmake/BuildWeb.cmake
    COMMENT "The dashboard's page" VERBATIM)
  if(BUILD_TESTING AND NOT mode STREQUAL "OFF")
    add_test(NAME web.unit COMMAND ${CMAKE_COMMAND} -D WORK=${work} -D NODE=${HG_NODE} -P ${PROJECT_SOURCE_DIR}/cmake/TestWeb.cmake)
    set_tests_properties(web.unit PROPERTIES TIMEOUT 60 SKIP_REGULAR_EXPRESSION "built without the dashboard")
  endif()
endfunction()
