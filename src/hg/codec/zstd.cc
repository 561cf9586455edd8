#include "hg/codec/zstd.h"

#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <limits>
#include <new>

namespace hg::codec {
namespace {

constexpr int kMaxWindowLog = 23;
constexpr std::size_t kUsualRatio = 16;  // of preprocessed C++ at level 1, rounded up

struct FreeCctx {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeDctx {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};
using CctxPtr = std::unique_ptr<ZSTD_CCtx, FreeCctx>;
using DctxPtr = std::unique_ptr<ZSTD_DCtx, FreeDctx>;

CctxPtr new_cctx(int level) {
  CctxPtr context(ZSTD_createCCtx());
  if (!context) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  return context;
}

// With a buffer of ZSTD_compressBound and valid parameters, only memory can fail.
std::size_t must(std::size_t result) {
  if (ZSTD_isError(result) != 0) throw std::bad_alloc();
  return result;
}

// Skippable frames are refused with everything else that is not zstd: they have no content.
bool starts_a_frame(std::string_view bytes) {
  return bytes.size() >= 4 && bytes.substr(0, 4) == std::string_view("\x28\xB5\x2F\xFD", 4);
}

tl::unexpected<Error> too_large(std::size_t limit) {
  return fail(Code::resource_exhausted,
              "zstd frame holds more than the " + std::to_string(limit) + " bytes allowed");
}

tl::unexpected<Error> broken(const std::string& why) {
  return fail(Code::data_loss, "zstd frame is " + why);
}

tl::unexpected<Error> of_zstd(std::size_t result) {
  if (ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge) {
    return fail(Code::resource_exhausted, "zstd frame needs a window larger than 8 MiB");
  }
  return broken(std::string("damaged: ") + ZSTD_getErrorName(result));
}

// Where decompression starts; it doubles from here. A small frame that declares much gets no memory on its
// word.
std::size_t first_size(std::size_t frame_size, unsigned long long declared, std::size_t most) {
  const std::size_t usual = std::max<std::size_t>(frame_size, 4096) * kUsualRatio;
  if (declared == ZSTD_CONTENTSIZE_UNKNOWN) return std::min(usual, most);
  return std::min({usual, static_cast<std::size_t>(declared) + 1, most});
}

}  // namespace

std::string compress(std::string_view bytes, int level) {
  const CctxPtr context = new_cctx(level);
  std::string frame(ZSTD_compressBound(bytes.size()), '\0');
  frame.resize(must(ZSTD_compress2(context.get(), frame.data(), frame.size(), bytes.data(), bytes.size())));
  return frame;
}

Result<std::string> decompress(std::string_view frame, std::size_t limit) {
  if (!starts_a_frame(frame)) return broken("not zstd at all");
  const unsigned long long declared = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (declared == ZSTD_CONTENTSIZE_ERROR) return broken("torn or damaged in its header");
  if (declared != ZSTD_CONTENTSIZE_UNKNOWN && declared > limit) return too_large(limit);

  const DctxPtr context(ZSTD_createDCtx());
  if (!context) throw std::bad_alloc();
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kMaxWindowLog);

  // One byte more than allowed, so that a frame that ends exactly at the limit differs from one that goes on.
  const std::size_t most = limit + (limit < std::numeric_limits<std::size_t>::max() ? 1 : 0);
  std::string out(first_size(frame.size(), declared, most), '\0');
  ZSTD_inBuffer input{frame.data(), frame.size(), 0};
  ZSTD_outBuffer output{out.data(), out.size(), 0};
  while (true) {
    const std::size_t left = ZSTD_decompressStream(context.get(), &output, &input);
    if (ZSTD_isError(left) != 0) return of_zstd(left);
    if (output.pos > limit) return too_large(limit);
    if (left == 0) break;
    if (output.pos == output.size) {
      out.resize(output.size > most / 2 ? most : output.size * 2);
      output.dst = out.data();
      output.size = out.size();
    } else if (input.pos == input.size) {
      return broken("torn");
    }
  }
  if (input.pos != input.size) return broken("followed by other bytes");
  out.resize(output.pos);
  return out;
}

struct Compressor::Impl {
  explicit Impl(int level) : context(new_cctx(level)) {}

  // Runs the input through, in steps of one output buffer; `ZSTD_e_end` until the frame is whole.
  void run(std::string_view bytes, ZSTD_EndDirective mode) {
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    std::size_t left = 0;
    do {
      const std::size_t used = frame.size();
      frame.resize(used + ZSTD_CStreamOutSize());
      ZSTD_outBuffer output{frame.data(), frame.size(), used};
      left = must(ZSTD_compressStream2(context.get(), &output, &input, mode));
      frame.resize(output.pos);
    } while (mode == ZSTD_e_end ? left != 0 : input.pos != input.size);
  }

  CctxPtr context;
  std::string frame;
  std::size_t consumed = 0;
};

Compressor::Compressor(int level) : impl_(std::make_unique<Impl>(level)) {}
Compressor::~Compressor() = default;

void Compressor::add(std::string_view bytes) {
  if (bytes.empty()) return;
  impl_->run(bytes, ZSTD_e_continue);
  impl_->consumed += bytes.size();
}

std::string Compressor::finish() {
  impl_->run({}, ZSTD_e_end);
  return std::move(impl_->frame);
}

std::size_t Compressor::consumed() const {
  return impl_->consumed;
}

}  // namespace hg::codec
