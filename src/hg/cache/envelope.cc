#include "hg/cache/envelope.h"

#include "hg/codec/fields.h"
#include "hg/digest/xxh.h"

namespace hg::cache {
namespace {

constexpr std::string_view kMagic = "HGcache";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kChecksumSize = 16;
constexpr std::size_t kHeaderSize = 8 + 4 + 8 + 32;

char letter(Kind kind) {
  return kind == Kind::result ? 'o' : 'm';
}

std::string_view view(const digest::Sha256Digest& key) {
  return {reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()};
}

tl::unexpected<Error> damaged(std::string what) {
  return fail(Code::data_loss, std::move(what));
}

Status check_frame(std::string_view bytes) {
  if (bytes.size() < kHeaderSize + kChecksumSize) return damaged("cut off in its header");
  codec::FieldReader header(bytes);
  header.raw(kMagic.size() + 1);
  header.u32();
  if (header.u64() != bytes.size()) return damaged("not as long as it says");
  const std::size_t body = bytes.size() - kChecksumSize;
  codec::FieldReader checksum(bytes.substr(body));
  const digest::Xxh128 expected{.low = checksum.u64(), .high = checksum.u64()};
  if (digest::xxh3_128(bytes.substr(0, body)) != expected) return damaged("wrong checksum");
  return {};
}

}  // namespace

std::string seal(const Id& id, std::string_view payload) {
  codec::FieldWriter out;
  out.raw(kMagic);
  out.u8(static_cast<std::uint8_t>(letter(id.kind)));
  out.u32(kVersion);
  out.u64(kHeaderSize + payload.size() + kChecksumSize);
  out.raw(view(id.key));
  out.raw(payload);
  const digest::Xxh128 checksum = digest::xxh3_128(out.bytes());
  out.u64(checksum.low);
  out.u64(checksum.high);
  return std::move(out).bytes();
}

Result<Id> read_envelope(std::string_view bytes) {
  HG_TRY(check_frame(bytes));
  codec::FieldReader header(bytes);
  if (header.raw(kMagic.size()) != kMagic) return damaged("no file of the cache");
  const char kind = static_cast<char>(header.u8());
  if (kind != letter(Kind::result) && kind != letter(Kind::manifest)) return damaged("unknown kind");
  if (const std::uint32_t version = header.u32(); version != kVersion) {
    return damaged("format version " + std::to_string(version) + ", this program reads " +
                   std::to_string(kVersion));
  }
  header.u64();
  Id id{.kind = kind == 'o' ? Kind::result : Kind::manifest, .key = {}};
  const std::string_view key = header.raw(id.key.bytes.size());
  for (std::size_t i = 0; i < key.size(); ++i) id.key.bytes.at(i) = static_cast<std::uint8_t>(key[i]);
  return id;
}

Result<std::string_view> open_envelope(const Id& id, std::string_view bytes) {
  HG_TRY_ASSIGN(const Id found, read_envelope(bytes));
  if (found.kind != id.kind) return damaged("of the other kind");
  if (found.key != id.key) return damaged("of another key");
  return bytes.substr(kHeaderSize, bytes.size() - kHeaderSize - kChecksumSize);
}

}  // namespace hg::cache
