#include "hg/client/account.h"

#include "hg/client/journal/journal.h"
#include "hg/codec/fields.h"

namespace hg::client {
namespace {

using journal::Ending;

Ending ending_of(const Verdict& verdict) {
  if (verdict.kind == Verdict::Kind::refused) return Ending::not_compiled;
  if (verdict.kind != Verdict::Kind::finished) return Ending::compiled_here;
  if (!verdict.cached) return Ending::compiled_there;
  // By the text it is found after preprocessing, as a worker's result would be.
  return verdict.outcome.remote ? Ending::text_hit : Ending::direct_hit;
}

std::uint64_t beginning(const digest::Sha256Digest& digest) {
  const auto* bytes = reinterpret_cast<const char*>(digest.bytes.data());  // NOLINT: bytes as text
  return codec::FieldReader({bytes, digest.bytes.size()}).u64();
}

std::string text_of(const digest::Sha256Digest& digest) {
  return {digest.bytes.begin(), digest.bytes.end()};
}

}  // namespace

journal::Record account_of(const Compiled& compiled) {
  const auto& [job, verdict, surroundings, speech, trace] = compiled;
  journal::Record record;
  record.ending = ending_of(verdict);
  record.reason = verdict.outcome.reason;
  record.detail = verdict.outcome.detail;
  record.exit_code = verdict.outcome.exit_code;
  record.worker = verdict.outcome.worker_address;
  record.took = verdict.outcome.total;
  record.source = journal::source_name(surroundings.working_directory, job.label);
  if (!job.plan.outputs.empty()) record.output = job.plan.outputs.front().path;
  record.directory = surroundings.working_directory;
  record.with_cache = trace != nullptr;
  if (trace != nullptr) {
    if (trace->result) record.result = text_of(trace->result->value());
    record.not_kept = trace->not_kept;
  }
  return record;
}

void add_details(const Compiled& compiled, journal::Record& record) {
  const auto& [job, verdict, surroundings, speech, trace] = compiled;
  if (job.stays) return;
  const auto command = key_command(job, surroundings, speech.own_name);
  record.parts = compiler::key::key_parts(command, surroundings);
  if (trace == nullptr) return;
  if (trace->spoken) {
    for (auto& part : compiler::key::spoken_key_parts(command, surroundings, speech.columns))
      record.parts.push_back(std::move(part));
  }
  const auto& files = trace->manifest ? trace->manifest->variant(trace->variant).files : trace->files;
  for (const cache::Included& file : files) {
    record.files.push_back({.path = journal::source_name(surroundings.working_directory, file.path),
                            .content = beginning(file.content)});
  }
}

}  // namespace hg::client
