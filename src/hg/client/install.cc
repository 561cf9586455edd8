#include "hg/client/install.h"

#include <algorithm>

#include "hg/codec/zstd.h"

namespace hg::client {
namespace {

using model::Failure;
using model::OutputKind;
using model::Reason;

constexpr std::uint64_t kMaxOutput = std::uint64_t{4} << 30U;

tl::unexpected<Failure> bad(std::string detail) {
  return tl::unexpected(Failure{Reason::bad_result, std::move(detail)});
}

Installed::Writer writer_of(OutputKind kind, model::CompilerFamily family) {
  if (kind != OutputKind::object) return Installed::Writer::stream;
  return family == model::CompilerFamily::gcc ? Installed::Writer::gcc_assembler : Installed::Writer::clang;
}

tl::expected<std::string, Failure> bytes_of(const compiler::ExtraOutput& wanted,
                                            const std::vector<model::OutputFile>& outputs) {
  const auto found = std::find_if(outputs.begin(), outputs.end(),
                                  [&](const auto& output) { return output.kind == wanted.kind; });
  if (found == outputs.end()) return bad("an output is missing: " + wanted.path);
  auto bytes = codec::decompress(found->zstd, std::min(found->size, kMaxOutput));
  if (!bytes) return bad(bytes.error().to_string());
  if (bytes->size() != found->size) return bad("an output has the wrong size: " + wanted.path);
  if (bytes->empty() && wanted.kind == OutputKind::object) return bad("empty object");
  return *std::move(bytes);
}

}  // namespace

tl::expected<void, Failure> install_outputs(const Job& job, const std::vector<model::OutputFile>& outputs,
                                            std::string_view dependencies, Files& files) {
  std::vector<Installed> order;
  for (const auto& wanted : job.plan.outputs) {
    auto bytes = bytes_of(wanted, outputs);
    if (!bytes) return tl::unexpected(std::move(bytes).error());
    order.insert(order.begin(),
                 {wanted.path, *std::move(bytes), writer_of(wanted.kind, job.toolchain.family)});
  }
  if (job.plan.depfile) {
    order.insert(order.begin(), {*job.plan.depfile, std::string(dependencies), Installed::Writer::stream});
  }
  for (const auto& file : order) {
    if (auto status = files.install(file); !status)
      return tl::unexpected(Failure{Reason::output_not_regular, status.error().to_string()});
  }
  return {};
}

}  // namespace hg::client
