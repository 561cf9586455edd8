// For tests: a request that passes every check.
#pragma once

#include <string>

#include "hybridgrid/v1/build.pb.h"

namespace hg::coordinator::service {

namespace pb = hybridgrid::v1;

// `payload` stands for the compressed source.
inline pb::CompileRequest some_request(const std::string& payload = "text") {
  pb::CompileRequest request;
  request.set_task_id("t");
  request.set_toolchain_id(std::string(64, 'a'));
  request.set_family(pb::COMPILER_FAMILY_GCC);
  request.set_language(pb::LANGUAGE_CXX);
  request.set_target("x86_64-linux-gnu");
  request.set_file_name("a.cc");
  request.add_outputs(pb::OUTPUT_KIND_OBJECT);
  request.mutable_preprocessed()->set_zstd(payload);
  return request;
}

}  // namespace hg::coordinator::service
