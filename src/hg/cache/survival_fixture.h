// A cache whose right answers are known from the key alone, so that a wrong one is seen whoever wrote it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "hg/base/clock.h"
#include "hg/cache/cache.h"
#include "hg/cache/disk_store.h"
#include "hg/codec/zstd.h"
#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::cache {

// `usual` in every push, `nightly` under the ctest label of that name.
inline int times(int usual, int nightly) {
  return std::getenv("HG_TEST_LONG") == nullptr ? usual : nightly;
}

inline ResultKey key_number(int number) {
  return ResultKey(digest::sha256("key " + std::to_string(number)));
}

// Between 1 and 64 KiB that zstd cannot shrink away.
inline std::string object_number(int number) {
  std::string bytes;
  const std::size_t size = std::size_t{1024} << (static_cast<unsigned>(number) % 7U);
  for (int i = 0; bytes.size() < size; ++i) {
    const auto digest = digest::sha256(std::to_string(number) + "/" + std::to_string(i));
    bytes.append(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size());
  }
  return bytes;
}

inline Entry entry_number(int number) {
  const std::string object = object_number(number);
  Entry entry;
  entry.outputs = {{model::OutputKind::object, codec::compress(object), object.size()}};
  entry.standard_error = "warning " + std::to_string(number);
  entry.compile_time = std::chrono::milliseconds(number);
  return entry;
}

// Temporaries that writers have left in a store.
inline int temporaries_in(const std::string& root) {
  int found = 0;
  for (unsigned i = 0; i < Sizes::kDirectories; ++i) {
    const auto names = os::list_directory(os::join(root, subdirectory(i)));
    if (!names) continue;
    for (const std::string& name : *names) found += os::is_temporary_name(name) ? 1 : 0;
  }
  return found;
}

enum class Answer { miss, right, wrong };

inline Answer ask(Cache& cache, int number) {
  const auto entry = cache.find(key_number(number));
  if (!entry) return Answer::miss;
  const auto object = codec::decompress(entry->outputs.at(0).zstd, entry->outputs.at(0).size);
  const bool right = object && *object == object_number(number) &&
                     entry->standard_error == "warning " + std::to_string(number);
  return right ? Answer::right : Answer::wrong;
}

}  // namespace hg::cache
