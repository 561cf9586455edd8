# Third-party packages, all from Debian 12. hgbuild is static, so what it links comes as archives.
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(CURL REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(Protobuf REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(GRPCPP REQUIRED IMPORTED_TARGET grpc++)
pkg_check_modules(HIREDIS REQUIRED IMPORTED_TARGET hiredis)
add_library(ext::hiredis ALIAS PkgConfig::HIREDIS)
find_package(SQLite3 3.37 REQUIRED)
add_library(ext::sqlite ALIAS SQLite::SQLite3)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
add_library(ext::seccomp ALIAS PkgConfig::SECCOMP)

# Avahi's core as an archive, hidden: it and the client library both have an avahi_entry_group_free(), and would call each
# other's.
pkg_check_modules(AVAHI REQUIRED IMPORTED_TARGET avahi-client)
find_library(HG_AVAHI_CORE_ARCHIVE libavahi-core.a REQUIRED)
add_library(hg_ext_avahi INTERFACE)
target_link_libraries(hg_ext_avahi INTERFACE ${HG_AVAHI_CORE_ARCHIVE} PkgConfig::AVAHI)
target_link_options(hg_ext_avahi INTERFACE -Wl,--exclude-libs,libavahi-core.a)
add_library(ext::avahi ALIAS hg_ext_avahi)

# Archives for the static client.
foreach(pair "zstd;libzstd.a" "xxhash;libxxhash.a")
  list(GET pair 0 name)
  list(GET pair 1 file)
  find_library(HG_${name}_ARCHIVE ${file} REQUIRED)
  add_library(hg_ext_${name} STATIC IMPORTED)
  set_target_properties(hg_ext_${name} PROPERTIES IMPORTED_LOCATION ${HG_${name}_ARCHIVE})
  add_library(ext::${name} ALIAS hg_ext_${name})
endforeach()

# By name: the static client gets the archive, the daemons the shared library that gRPC's TLS uses too. Two copies of
# libcrypto in one process would each hold half of its state.
add_library(hg_ext_crypto INTERFACE)
target_link_libraries(hg_ext_crypto INTERFACE crypto)
add_library(ext::crypto ALIAS hg_ext_crypto)

# fmt without its shared library: the static client cannot link that, and one copy per program is enough.
add_library(hg_ext_fmt INTERFACE)
target_link_libraries(hg_ext_fmt INTERFACE fmt::fmt-header-only)
add_library(ext::fmt ALIAS hg_ext_fmt)

if(BUILD_TESTING)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()

# The core alone: its CMake package would ask for a web server and curl, which serve parts that we do not use.
find_path(HG_PROMETHEUS_INCLUDE prometheus/text_serializer.h REQUIRED)
find_library(HG_PROMETHEUS_CORE prometheus-cpp-core REQUIRED)
add_library(hg_ext_prometheus INTERFACE)
target_link_libraries(hg_ext_prometheus INTERFACE ${HG_PROMETHEUS_CORE})
target_include_directories(hg_ext_prometheus SYSTEM INTERFACE ${HG_PROMETHEUS_INCLUDE})
add_library(ext::prometheus ALIAS hg_ext_prometheus)
