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
#include "hg/compiler/key/manifest_key.h"

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

// The command as keys take it. `job` must outlive it.
compiler::key::Command key_command(const Job& job, const compiler::Surroundings& surroundings,
                                   const std::string& own_name);

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

  struct Trace {
    std::optional<cache::ResultKey> result;
    std::vector<cache::Included> files;  // the source, and what it included, as far as they were looked at
    std::optional<cache::Manifest> manifest;  // of what was found without preprocessing
    std::size_t variant = 0;                  // in it
    bool spoken = false;                 // the compiler said something; how that looks counts too
    std::string not_kept;                // why it, or a part of it, could not be kept
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

  // What is known by now of the compile that was found, or kept.
  [[nodiscard]] const Trace& trace() const { return trace_; }

 private:
  enum Voice : std::size_t { kSilent, kSpoken };

  std::optional<Hit> find(Voice voice);
  cache::ResultKey text_key(const digest::Sha256Digest& text) const;
  Result<compiler::key::Source> source(const std::string& path, std::vector<cache::Included>& included);
  Result<cache::Variant> variant(const Made& made);
  Status keep_variant(Voice voice, const cache::Variant& variant, Duration cost);

  Status keep_all(const Made& made);

  const Job& job_;
  const Settings& settings_;
  CacheParts parts_;
  Trace trace_;
  std::int64_t started_ns_;
  std::array<cache::ManifestKey, 2> keys_;
};

}  // namespace hg::client
