// What one compile and the cache have to say to each other (docs/caching.md).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "hg/base/clock.h"
#include "hg/cache/cache.h"
#include "hg/cache/file_digests.h"
#include "hg/client/prepare.h"
#include "hg/compiler/key/includes.h"

namespace hg::client {

struct CacheParts {
  cache::Cache& cache;
  cache::FileDigests& digests;
  SearchPaths& searches;
  const Clock& clock;
};

// A scanner for FileDigests, and its version.
cache::Scanner source_scanner();

// How the command is heard.
struct Speech {
  std::string own_name;  // argv[0]
  unsigned columns = 0;  // of the terminal that messages go to; 0 = not one
};

class CacheSession {
 public:
  struct Hit {
    cache::Entry entry;
    std::string dependencies;  // content of the .d
  };
  struct Made {
    cache::Entry entry;
    std::string dependencies;
    std::vector<std::string> files;            // what was read beside the source
    std::optional<digest::Sha256Digest> text;  // the result depends on this text and nothing else
    bool stored = false;                       // under the text's key, already
  };

  // Begins now: what changes from now on may not be what the compiler sees. The references must outlive it.
  CacheSession(const Job& job, const Settings& settings, const compiler::Surroundings& surroundings,
               const Speech& speech, const CacheParts& parts);

  // Without preprocessing: by the command and the files that it read before.
  std::optional<Hit> find();
  // By the preprocessed text.
  std::optional<cache::Entry> find_text(const digest::Sha256Digest& text);

  // failed_precondition with the reason if nothing, or less than asked for, could be kept.
  Status keep(const Made& made);

 private:
  enum Voice : std::size_t { kSilent, kSpoken };

  std::optional<Hit> find(Voice voice);
  cache::ResultKey text_key(const digest::Sha256Digest& text) const;
  Result<compiler::key::Source> source(const std::string& path, std::vector<cache::Included>& included);
  Result<cache::Variant> variant(const Made& made);
  Status keep_variant(Voice voice, const cache::Variant& variant, Duration cost);

  const Job& job_;
  const Settings& settings_;
  CacheParts parts_;
  std::int64_t started_ns_;
  std::array<cache::ManifestKey, 2> keys_;
};

}  // namespace hg::client
