#include "hg/client/journal/record.h"

#include <optional>

#include "hg/codec/fields.h"
#include "hg/digest/xxh.h"

namespace hg::client::journal {
namespace {

constexpr std::string_view kMagic = "hgj1";
constexpr std::size_t kHead = 4 + 4 + 8;
constexpr std::size_t kMaxBody = std::size_t{8} << 20U;

std::string body_of(const Record& record) {
  codec::FieldWriter out;
  out.u64(static_cast<std::uint64_t>(record.when.time_since_epoch().count()));
  out.u64(static_cast<std::uint64_t>(record.took.count()));
  out.u8(static_cast<std::uint8_t>(record.ending));
  out.u8(record.with_cache ? 1 : 0);
  out.u32(static_cast<std::uint32_t>(record.exit_code));
  out.text(code(record.reason));
  for (const std::string* text : {&record.detail, &record.worker, &record.source, &record.output,
                                  &record.directory, &record.result, &record.not_kept}) {
    out.text(*text);
  }
  out.u32(static_cast<std::uint32_t>(record.parts.size()));
  for (const cache::KeyPart& part : record.parts) {
    out.text(part.kind);
    out.text(part.value);
  }
  out.u32(static_cast<std::uint32_t>(record.files.size()));
  for (const ReadFile& file : record.files) {
    out.text(file.path);
    out.u64(file.content);
  }
  return std::move(out).bytes();
}

bool read_ending(std::uint8_t byte, Ending& ending) {
  ending = static_cast<Ending>(byte);
  return byte >= static_cast<std::uint8_t>(Ending::compiled_here) &&
         byte <= static_cast<std::uint8_t>(Ending::not_compiled);
}

std::optional<Record> read_body(std::string_view body) {
  codec::FieldReader in(body);
  Record record;
  record.when = WallTime(Duration(static_cast<std::int64_t>(in.u64())));
  record.took = Duration(static_cast<std::int64_t>(in.u64()));
  if (!read_ending(in.u8(), record.ending)) return std::nullopt;
  record.with_cache = in.u8() != 0;
  record.exit_code = static_cast<int>(in.u32());
  // A code of a later version is told as no reason at all.
  record.reason = model::reason_from_code(in.text()).value_or(model::Reason::none);
  for (std::string* text : {&record.detail, &record.worker, &record.source, &record.output, &record.directory,
                            &record.result, &record.not_kept}) {
    *text = in.text();
  }
  for (std::uint32_t n = in.u32(); n > 0 && in.ok(); --n) {
    std::string kind = in.text();
    record.parts.push_back({.kind = std::move(kind), .value = in.text()});
  }
  for (std::uint32_t n = in.u32(); n > 0 && in.ok(); --n) {
    std::string path = in.text();
    record.files.push_back({.path = std::move(path), .content = in.u64()});
  }
  return in.at_end() ? std::optional(std::move(record)) : std::nullopt;
}

// The body of the record that `bytes` begins with.
std::optional<std::string_view> whole_body(std::string_view bytes) {
  codec::FieldReader head(bytes.substr(kMagic.size()));
  const std::uint32_t size = head.u32();
  const std::uint64_t sum = head.u64();
  if (!head.ok() || size > kMaxBody || bytes.size() - kHead < size) return std::nullopt;
  const std::string_view body = bytes.substr(kHead, size);
  return digest::xxh64(body) == sum ? std::optional(body) : std::nullopt;
}

}  // namespace

bool is_hit(Ending ending) {
  return ending == Ending::direct_hit || ending == Ending::text_hit || ending == Ending::grid_hit;
}

std::string framed(const Record& record) {
  const std::string body = body_of(record);
  codec::FieldWriter out;
  out.raw(kMagic);
  out.u32(static_cast<std::uint32_t>(body.size()));
  out.u64(digest::xxh64(body));
  out.raw(body);
  return std::move(out).bytes();
}

std::vector<Record> read_records(std::string_view bytes) {
  std::vector<Record> records;
  for (std::size_t at = bytes.find(kMagic); at != std::string_view::npos; at = bytes.find(kMagic, at)) {
    const auto body = whole_body(bytes.substr(at));
    auto record = body ? read_body(*body) : std::nullopt;
    if (record) records.push_back(*std::move(record));
    at += record ? kHead + body->size() : kMagic.size();
  }
  return records;
}

}  // namespace hg::client::journal
