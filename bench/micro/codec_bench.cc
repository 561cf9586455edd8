// What a compile pays per byte: compression on the way out and back, digests of compilers.
#include <benchmark/benchmark.h>

#include <string>

#include "hg/codec/zstd.h"
#include "hg/digest/sha256.h"

namespace {

// Preprocessed C is repetitive text; so is this.
std::string text_of(std::size_t size) {
  std::string text;
  for (unsigned line = 0; text.size() < size; ++line) {
    text += "extern int function_" + std::to_string(line * 7919U % 1000U) +
            " (const char *__restrict __s, int __n) __attribute__ ((__nothrow__ , __leaf__));\n";
  }
  text.resize(size);
  return text;
}

void compress_text(benchmark::State& state) {
  const std::string text = text_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(hg::codec::compress(text));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(compress_text)->Range(16 << 10, 4 << 20);

void decompress_text(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const std::string frame = hg::codec::compress(text_of(size));
  for (auto _ : state) benchmark::DoNotOptimize(hg::codec::decompress(frame, size));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(decompress_text)->Range(16 << 10, 4 << 20);

void sha256_text(benchmark::State& state) {
  const std::string text = text_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(hg::digest::sha256(text));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(sha256_text)->Arg(4 << 20);

}  // namespace
