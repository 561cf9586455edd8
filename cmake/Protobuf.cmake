# hg_protobuf(NAME proto PROTOS a.proto): generated messages and gRPC stubs as hg::proto, without our warnings.
find_program(HG_GRPC_PLUGIN grpc_cpp_plugin REQUIRED)

function(hg_protobuf)
  cmake_parse_arguments(ARG "" "NAME;LAYER" "PROTOS" ${ARGN})
  set(out ${CMAKE_CURRENT_BINARY_DIR})
  set(generated)
  foreach(proto IN LISTS ARG_PROTOS)
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    set(files ${out}/${stem}.pb.cc ${out}/${stem}.pb.h ${out}/${stem}.grpc.pb.cc ${out}/${stem}.grpc.pb.h)
    add_custom_command(
      OUTPUT ${files}
      COMMAND protobuf::protoc --proto_path=${CMAKE_CURRENT_SOURCE_DIR} --cpp_out=${out}
              --grpc_out=${out} --plugin=protoc-gen-grpc=${HG_GRPC_PLUGIN} ${CMAKE_CURRENT_SOURCE_DIR}/${proto}
      DEPENDS ${proto} COMMENT "Generating ${proto}")
    list(APPEND generated ${files})
  endforeach()
  add_library(hg_${ARG_NAME} STATIC ${generated})
  target_include_directories(hg_${ARG_NAME} SYSTEM PUBLIC ${out})
  target_link_libraries(hg_${ARG_NAME} PUBLIC protobuf::libprotobuf PkgConfig::GRPCPP)
  set_target_properties(hg_${ARG_NAME} PROPERTIES HG_LAYER ${ARG_LAYER})
  add_library(hg::${ARG_NAME} ALIAS hg_${ARG_NAME})
endfunction()
