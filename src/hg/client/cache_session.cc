#include "hg/client/cache_session.h"

#include <algorithm>

#include "hg/cache/result_key.h"
#include "hg/compiler/key/directories.h"
#include "hg/compiler/key/includes.h"
#include "hg/compiler/key/manifest_key.h"
#include "hg/compiler/key/source_facts.h"
#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::client {
namespace {

namespace key = compiler::key;

// Raised when source_facts.h looks for other things.
constexpr std::uint32_t kScannerVersion = 4;
// File times are taken from a clock that may be this far behind.
constexpr std::int64_t kClockStep = 20'000'000;
constexpr std::size_t kMaxSource = std::size_t{256} << 20U;
// A variant found this far from the front is brought there.
constexpr std::size_t kFarBack = 8;

std::int64_t nanoseconds(WallTime time) {
  return time.time_since_epoch().count();
}

std::optional<std::string> read_source(const std::string& path) {
  auto content = os::read_file(path, kMaxSource);
  return content ? std::optional(*std::move(content)) : std::nullopt;
}

bool is_silent(const cache::Entry& entry) {
  return entry.standard_output.empty() && entry.standard_error.empty();
}

}  // namespace

cache::Scanner source_scanner() {
  return {.scan = key::facts_of, .version = kScannerVersion};
}

key::Command key_command(const Job& job, const compiler::Surroundings& surroundings,
                         const std::string& own_name) {
  return {.toolchain = job.toolchain,
          .plan = job.plan,
          .driver = os::join(surroundings.working_directory, job.program),
          .own_name = own_name};
}

CacheSession::CacheSession(const Job& job, const Settings& settings,
                           const compiler::Surroundings& surroundings, const Speech& speech,
                           const CacheParts& parts)
    : job_(job),
      settings_(settings),
      parts_(parts),
      started_ns_(nanoseconds(parts.clock.wall()) - kClockStep) {
  const key::Command command = key_command(job, surroundings, speech.own_name);
  keys_[kSilent] = key::manifest_key(command, surroundings);
  keys_[kSpoken] = key::spoken_manifest_key(keys_[kSilent], command, surroundings, speech.columns);
}

std::optional<CacheSession::Hit> CacheSession::find() {
  if (settings_.recache) return std::nullopt;
  if (auto hit = find(kSilent)) return hit;
  return find(kSpoken);
}

std::optional<CacheSession::Hit> CacheSession::find(Voice voice) {
  auto manifest = parts_.cache.find(keys_.at(voice));
  if (!manifest) return std::nullopt;
  const auto found = manifest->find(
      [&](const std::string& path, const digest::Sha256Digest& content) {
        const auto& digest = parts_.digests.of(path);
        return digest && digest->content == content;
      },
      key::still_absent);
  if (!found) return std::nullopt;
  Hit hit{.entry = {}, .dependencies = std::string(found->dependencies)};
  auto entry = parts_.cache.find(found->result);
  if (!entry || (voice == kSilent && !is_silent(*entry))) return std::nullopt;
  hit.entry = *std::move(entry);
  trace_.result = found->result;
  trace_.variant = found->index;
  if (found->index >= kFarBack) {
    manifest->promote(found->index);
    trace_.variant = 0;
    (void)parts_.cache.store(keys_.at(voice), *manifest, hit.entry.compile_time);
  }
  trace_.manifest = *std::move(manifest);
  return hit;
}

cache::ResultKey CacheSession::text_key(const digest::Sha256Digest& text) const {
  return cache::result_key(task_of(job_, settings_), text);
}

std::optional<cache::Entry> CacheSession::find_text(const digest::Sha256Digest& text) {
  if (settings_.recache) return std::nullopt;
  trace_.result = text_key(text);
  return parts_.cache.find(*trace_.result);
}

Result<key::Source> CacheSession::source(const std::string& path, std::vector<cache::Included>& included) {
  const auto& digest = parts_.digests.of_now(path);
  if (!digest) return fail(Code::failed_precondition, digest.error().to_string());
  if (std::max(digest->stamp.mtime_ns, digest->stamp.ctime_ns) >= started_ns_)
    return fail(Code::failed_precondition, path + " has changed meanwhile");
  included.push_back({path, digest->content});
  return key::Source{path, digest->stamp, digest->flags};
}

// Everything that must be as it is now for the same command to give the same result.
Result<cache::Variant> CacheSession::variant(const Made& made) {
  cache::Variant variant;
  key::Compiled compiled;
  for (std::size_t i = 0; i <= made.files.size(); ++i) {
    HG_TRY_ASSIGN(auto read, source(i == 0 ? job_.plan.input : made.files[i - 1], variant.files));
    compiled.files.push_back(std::move(read));
  }
  auto preincluded = key::preincluded_files(job_.plan, job_.toolchain.family);
  if (!preincluded) return fail(Code::failed_precondition, "an option that is not followed");
  compiled.preincluded = *std::move(preincluded);
  compiled.family = job_.toolchain.family;
  HG_TRY_ASSIGN(compiled.search, parts_.searches.of(job_.program, job_.toolchain, job_.plan));
  compiled.started_ns = started_ns_;
  compiled.now_ns = nanoseconds(parts_.clock.wall());
  HG_TRY_ASSIGN(key::Lookups lookups, key::lookups_of(compiled, read_source));
  for (const std::string& path : lookups.present) HG_TRY(source(path, variant.files));
  variant.absent = std::move(lookups.absent);
  variant.dependencies = made.dependencies;
  return variant;
}

Status CacheSession::keep_variant(Voice voice, const cache::Variant& variant, Duration cost) {
  // Somebody else may have added to it since it was looked at.
  auto manifest = parts_.cache.find(keys_.at(voice)).value_or(cache::Manifest());
  HG_TRY(manifest.add(variant));
  return parts_.cache.store(keys_.at(voice), manifest, cost);
}

Status CacheSession::keep(const Made& made) {
  Status kept = keep_all(made);
  if (!kept) trace_.not_kept = kept.error().message();
  return kept;
}

Status CacheSession::keep_all(const Made& made) {
  parts_.digests.mark();  // digests may be from before the compile
  for (std::size_t i = 0; i <= made.files.size(); ++i) {
    const std::string& path = i == 0 ? job_.plan.input : made.files[i - 1];
    const auto& digest = parts_.digests.of_now(path);
    if (!digest) return fail(Code::failed_precondition, digest.error().to_string());
    if ((digest->flags & key::kNeverStored) != 0) {
      return fail(Code::failed_precondition,
                  path + ": " + std::string(key::explain_never_stored(digest->flags)));
    }
  }
  const Voice voice = is_silent(made.entry) ? kSilent : kSpoken;
  trace_.spoken = voice == kSpoken;
  if (made.text && !made.stored) HG_TRY(parts_.cache.store(text_key(*made.text), made.entry));
  HG_TRY_ASSIGN(cache::Variant variant, this->variant(made));
  trace_.files = variant.files;
  if (made.text) {
    variant.result = text_key(*made.text);
  } else {
    variant.result = key::result_key_of_files(keys_.at(voice), variant.files);
    HG_TRY(parts_.cache.store(variant.result, made.entry));
  }
  trace_.result = variant.result;
  return keep_variant(voice, variant, made.entry.compile_time);
}

}  // namespace hg::client
