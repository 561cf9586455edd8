#include "messages.h"

#include "hg/codec/zstd.h"
#include "hg/wire/compile.h"

namespace hg::bench {

std::string toolchain_id() {
  return std::string(64, 'b');
}

pb::CompileRequest request(std::size_t bytes) {
  model::CompileTask task;
  task.id = model::TaskId("bench");
  task.toolchain = model::ToolchainId(toolchain_id());
  task.target = "x86_64-linux-gnu";
  task.file_name = "a.c";
  task.label = "src/a.c";
  task.arguments = {"-O2"};
  task.outputs = {model::OutputKind::object};
  // The relay never looks into the source, so it need not be a frame.
  task.source = model::PreprocessedSource{std::string(bytes, 'x'), 4 * bytes};
  return wire::encode(std::move(task));
}

void fill(pb::CompileResponse& response) {
  static const std::string object = codec::compress("object");
  pb::OutputFile& output = *response.add_outputs();
  output.set_kind(pb::OUTPUT_KIND_OBJECT);
  output.set_zstd(object);
  output.set_size(6);
  response.set_compile_ns(1);
}

}  // namespace hg::bench
