// Manifests to bytes and back.
#include <algorithm>
#include <utility>

#include "hg/cache/manifest.h"
#include "hg/codec/fields.h"
#include "hg/codec/zstd.h"

namespace hg::cache {
namespace {

constexpr std::size_t kMaxContent = std::size_t{64} << 20U;
using Numbers = std::vector<std::uint32_t>;

void write_digest(codec::FieldWriter& out, const digest::Sha256Digest& digest) {
  out.raw({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
}

digest::Sha256Digest read_digest(codec::FieldReader& in) {
  digest::Sha256Digest digest;
  const std::string_view bytes = in.raw(digest.bytes.size());
  std::copy(bytes.begin(), bytes.end(), digest.bytes.begin());
  return digest;
}

void write_numbers(codec::FieldWriter& out, const Numbers& numbers) {
  out.u32(static_cast<std::uint32_t>(numbers.size()));
  for (const std::uint32_t number : numbers) out.u32(number);
}

// Numbers below `bound`. Grows as it reads, so that a lying count reserves nothing.
Numbers read_numbers(codec::FieldReader& in, std::size_t bound, bool& sound) {
  Numbers numbers;
  const std::uint32_t count = in.u32();
  for (std::uint32_t i = 0; i < count && in.ok() && sound; ++i) {
    numbers.push_back(in.u32());
    sound = numbers.back() < bound;
  }
  return numbers;
}

void write_stamp(codec::FieldWriter& out, const std::optional<os::FileStamp>& stamp) {
  out.u8(stamp ? 1 : 0);
  if (!stamp) return;
  out.u64(stamp->device);
  out.u64(stamp->inode);
  out.u64(stamp->size);
  out.u64(static_cast<std::uint64_t>(stamp->mtime_ns));
  out.u64(static_cast<std::uint64_t>(stamp->ctime_ns));
}

std::optional<os::FileStamp> read_stamp(codec::FieldReader& in, bool& sound) {
  const std::uint8_t given = in.u8();
  sound = sound && given <= 1;
  if (given != 1) return std::nullopt;
  os::FileStamp stamp;
  stamp.device = in.u64();
  stamp.inode = in.u64();
  stamp.size = in.u64();
  stamp.mtime_ns = static_cast<std::int64_t>(in.u64());
  stamp.ctime_ns = static_cast<std::int64_t>(in.u64());
  return stamp;
}

}  // namespace

class ManifestCodec {
 public:
  static std::string write(const Manifest& manifest) {
    codec::FieldWriter out;
    out.texts(manifest.paths_);
    out.u32(static_cast<std::uint32_t>(manifest.files_.size()));
    for (const Manifest::File& file : manifest.files_) {
      out.u32(file.path);
      write_digest(out, file.content);
    }
    out.u32(static_cast<std::uint32_t>(manifest.variants_.size()));
    for (const Manifest::Row& row : manifest.variants_) write_row(out, row);
    return std::move(out).bytes();
  }

  static Result<Manifest> read(std::string_view content) {
    codec::FieldReader in(content);
    Manifest manifest;
    bool sound = true;
    manifest.paths_ = in.texts();
    const std::uint32_t files = in.u32();
    for (std::uint32_t i = 0; i < files && in.ok() && sound; ++i) {
      const std::uint32_t path = in.u32();
      manifest.files_.push_back({path, read_digest(in)});
      sound = path < manifest.paths_.size() && i < Manifest::kMaxFiles;
    }
    const std::uint32_t variants = in.u32();
    sound = sound && variants >= 1 && variants <= Manifest::kMaxVariants;
    for (std::uint32_t i = 0; i < variants && in.ok() && sound; ++i) {
      manifest.variants_.push_back(read_row(in, manifest, sound));
    }
    if (!sound || !in.at_end()) return fail(Code::data_loss, "no manifest inside");
    return manifest;
  }

 private:
  static void write_row(codec::FieldWriter& out, const Manifest::Row& row) {
    write_numbers(out, row.files);
    out.u32(static_cast<std::uint32_t>(row.absent.size()));
    for (const Manifest::Group& group : row.absent) {
      out.u32(group.directory);
      write_stamp(out, group.stamp);
      write_numbers(out, group.paths);
    }
    write_digest(out, row.result.value());
    out.text(row.dependencies);
  }

  static Manifest::Row read_row(codec::FieldReader& in, const Manifest& manifest, bool& sound) {
    const std::size_t paths = manifest.paths_.size();
    Manifest::Row row;
    row.files = read_numbers(in, manifest.files_.size(), sound);
    sound = sound && !row.files.empty();
    const std::uint32_t groups = in.u32();
    for (std::uint32_t i = 0; i < groups && in.ok() && sound; ++i) {
      Manifest::Group& group = row.absent.emplace_back();
      group.directory = in.u32();
      sound = group.directory < paths;
      group.stamp = read_stamp(in, sound);
      group.paths = read_numbers(in, paths, sound);
    }
    row.result = ResultKey(read_digest(in));
    row.dependencies = in.text();
    return row;
  }
};

Result<std::string> encode(const Manifest& manifest) {
  if (manifest.size() == 0) return fail(Code::invalid_argument, "a manifest without a variant");
  const std::string content = ManifestCodec::write(manifest);
  if (content.size() > kMaxContent) return fail(Code::resource_exhausted, "the manifest is too large");
  return codec::compress(content);
}

Result<Manifest> decode_manifest(std::string_view payload) {
  auto content = codec::decompress(payload, kMaxContent);
  if (!content) return fail(Code::data_loss, content.error().message());
  return ManifestCodec::read(*content);
}

}  // namespace hg::cache
