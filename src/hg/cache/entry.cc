#include "hg/cache/entry.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "hg/cache/envelope.h"
#include "hg/cache/output_code.h"
#include "hg/codec/fields.h"
#include "hg/codec/zstd.h"

namespace hg::cache {
namespace {

constexpr std::size_t kMaxStream = std::size_t{64} << 20U;
constexpr std::size_t kMaxOutputs = 16;
constexpr std::size_t kEnvelopeSize = 68;

// Why an entry with these outputs would be wrong to use; "" if it is fine.
std::string_view flaw(const std::vector<model::OutputFile>& outputs) {
  if (outputs.empty()) return "no outputs";
  if (outputs.size() > kMaxOutputs) return "too many outputs";
  for (auto output = outputs.begin(); output != outputs.end(); ++output) {
    const auto same = [&](const model::OutputFile& other) { return other.kind == output->kind; };
    if (std::any_of(outputs.begin(), output, same)) return "one kind of output twice";
    const bool code =
        output->kind == model::OutputKind::object || output->kind == model::OutputKind::assembly;
    if (output->zstd.empty() || (code && output->size == 0)) return "an empty output";
  }
  return "";
}

void write_stream(codec::FieldWriter& out, std::string_view text) {
  out.u32(static_cast<std::uint32_t>(text.size()));
  if (!text.empty()) out.text(codec::compress(text));
}

// "" and `ok` = false where there is no such stream.
std::string read_stream(codec::FieldReader& in, bool& ok) {
  const std::size_t size = in.u32();
  if (size == 0) return {};
  auto text = size <= kMaxStream ? codec::decompress(in.text(), size) : Result<std::string>();
  if (text && text->size() == size) return *std::move(text);
  ok = false;
  return {};
}

}  // namespace

Result<std::string> encode(const Entry& entry) {
  if (const std::string_view why = flaw(entry.outputs); !why.empty()) {
    return fail(Code::invalid_argument, std::string(why));
  }
  if (entry.standard_output.size() > kMaxStream || entry.standard_error.size() > kMaxStream) {
    return fail(Code::resource_exhausted, "the compiler printed too much to keep it");
  }
  codec::FieldWriter out;
  out.text(entry.creator);
  out.u64(entry.created);
  out.u64(static_cast<std::uint64_t>(entry.compile_time.count()));
  write_stream(out, entry.standard_output);
  write_stream(out, entry.standard_error);
  out.u32(static_cast<std::uint32_t>(entry.outputs.size()));
  for (const model::OutputFile& output : entry.outputs) {
    if (output.zstd.size() > kMaxStored) return fail(Code::resource_exhausted, "an output is too large");
    out.u8(code(output.kind));
    out.u64(output.size);
    out.text(output.zstd);
  }
  if (out.bytes().size() + kEnvelopeSize > kMaxStored) {
    return fail(Code::resource_exhausted, "the outputs are too large");
  }
  return std::move(out).bytes();
}

Result<Entry> decode_entry(std::string_view payload) {
  codec::FieldReader in(payload);
  Entry entry;
  bool ok = true;
  entry.creator = in.text();
  entry.created = in.u64();
  entry.compile_time = Duration(static_cast<Duration::rep>(in.u64()));
  entry.standard_output = read_stream(in, ok);
  entry.standard_error = read_stream(in, ok);
  const std::uint32_t count = in.u32();
  for (std::uint32_t i = 0; i < count && i <= kMaxOutputs && in.ok(); ++i) {
    const auto kind = output_kind(in.u8());
    ok = ok && kind.has_value();
    const std::uint64_t size = in.u64();
    entry.outputs.push_back({kind.value_or(model::OutputKind::object), in.text(), size});
  }
  if (!ok || !in.at_end()) return fail(Code::data_loss, "no entry inside");
  if (const std::string_view why = flaw(entry.outputs); !why.empty()) {
    return fail(Code::data_loss, std::string(why));
  }
  return entry;
}

Status check_outputs(const Entry& entry) {
  for (const model::OutputFile& output : entry.outputs) {
    if (output.size > kMaxStored) return fail(Code::data_loss, "an output larger than any");
    HG_TRY_ASSIGN(const std::string content, codec::decompress(output.zstd, output.size));
    if (content.size() != output.size) return fail(Code::data_loss, "an output is not as long as it says");
  }
  return {};
}

}  // namespace hg::cache
