#include "hg/compiler/identity/memo.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "hg/codec/fields.h"
#include "hg/digest/xxh.h"
#include "hg/os/path.h"
#include "hg/os/unique_fd.h"

namespace hg::compiler::identity {
namespace {

constexpr std::string_view kMagic = "hg toolchain memo 1";
constexpr std::size_t kMaxSize = 64U << 10U;
constexpr std::size_t kChecksumSize = sizeof(std::uint64_t);

std::string memo_path(const std::string& directory, const std::string& driver) {
  return os::join(directory, "toolchain-" + digest::hex64(digest::xxh64(driver)));
}

// A memo that somebody else could have written could make us believe in another compiler.
std::string read_own_file(const std::string& path) {
  const os::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat info{};
  if (!fd || ::fstat(fd.get(), &info) != 0) return {};
  if (!S_ISREG(info.st_mode) || info.st_uid != ::geteuid() || (info.st_mode & 022U) != 0) return {};
  if (info.st_size < 0 || static_cast<std::size_t>(info.st_size) > kMaxSize) return {};
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  const ssize_t got = ::read(fd.get(), bytes.data(), bytes.size());
  return got == info.st_size ? std::move(bytes) : std::string();
}

void write_stamp(codec::FieldWriter& out, const os::FileStamp& stamp) {
  out.u64(stamp.device);
  out.u64(stamp.inode);
  out.u64(stamp.size);
  out.u64(static_cast<std::uint64_t>(stamp.mtime_ns));
  out.u64(static_cast<std::uint64_t>(stamp.ctime_ns));
}

os::FileStamp read_stamp(codec::FieldReader& in) {
  os::FileStamp stamp;
  stamp.device = in.u64();
  stamp.inode = in.u64();
  stamp.size = in.u64();
  stamp.mtime_ns = static_cast<std::int64_t>(in.u64());
  stamp.ctime_ns = static_cast<std::int64_t>(in.u64());
  return stamp;
}

Identified read_identified(codec::FieldReader& in) {
  Identified identified;
  identified.driver = in.text();
  model::Toolchain& toolchain = identified.toolchain;
  toolchain.id = model::ToolchainId(in.text());
  toolchain.family = in.u8() == 0 ? model::CompilerFamily::gcc : model::CompilerFamily::clang;
  toolchain.cxx = in.u8() != 0;
  toolchain.version = in.text();
  toolchain.target = in.text();
  toolchain.name = in.text();
  identified.assembler = in.text();
  identified.absent = in.texts();
  const std::uint32_t count = in.u32();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    std::string path = in.text();
    identified.parts.push_back({std::move(path), read_stamp(in)});
  }
  return identified;
}

}  // namespace

std::optional<Identified> load_memo(const std::string& memo_directory, const std::string& driver,
                                    const SearchEnvironment& environment) {
  const std::string bytes = read_own_file(memo_path(memo_directory, driver));
  if (bytes.size() < kChecksumSize) return std::nullopt;
  const std::string_view body = std::string_view(bytes).substr(0, bytes.size() - kChecksumSize);
  codec::FieldReader checksum(std::string_view(bytes).substr(body.size()));
  if (checksum.u64() != digest::xxh64(body)) return std::nullopt;

  codec::FieldReader in(body);
  if (in.text() != kMagic) return std::nullopt;
  if (in.text() != environment.library_path || in.text() != environment.home) return std::nullopt;
  Identified identified = read_identified(in);
  if (!in.at_end() || identified.driver != driver || identified.parts.empty()) return std::nullopt;
  return identified;
}

void store_memo(const std::string& memo_directory, const Identified& identified,
                const SearchEnvironment& environment) {
  const model::Toolchain& toolchain = identified.toolchain;
  codec::FieldWriter out;
  out.text(kMagic);
  out.text(environment.library_path);
  out.text(environment.home);
  out.text(identified.driver);
  out.text(toolchain.id.value());
  out.u8(toolchain.family == model::CompilerFamily::gcc ? 0 : 1);
  out.u8(toolchain.cxx ? 1 : 0);
  out.text(toolchain.version);
  out.text(toolchain.target);
  out.text(toolchain.name);
  out.text(identified.assembler);
  out.texts(identified.absent);
  out.u32(static_cast<std::uint32_t>(identified.parts.size()));
  for (const Identified::Part& part : identified.parts) {
    out.text(part.path);
    write_stamp(out, part.stamp);
  }
  out.u64(digest::xxh64(out.bytes()));
  if (!os::make_directories(memo_directory, 0700)) return;
  (void)os::write_file_atomic(memo_path(memo_directory, identified.driver), out.bytes(), 0600);
}

}  // namespace hg::compiler::identity
