#include "hg/cache/tiers/metered_store.h"

namespace hg::cache::tiers {

Result<std::string> MeteredStore::get(const Id& id) {
  auto bytes = inner_.get(id);
  if (bytes) {
    ++hits_;
    bytes_read_ += bytes->size();
  } else {
    ++(bytes.error().code() == Code::not_found ? misses_ : read_errors_);
  }
  return bytes;
}

Status MeteredStore::put(const Id& id, std::string_view bytes, Duration cost) {
  auto stored = inner_.put(id, bytes, cost);
  if (stored) {
    ++stored_;
    bytes_written_ += bytes.size();
  } else {
    ++write_errors_;
  }
  return stored;
}

MeteredStore::Counts MeteredStore::counts() const {
  return {.hits = hits_,
          .misses = misses_,
          .read_errors = read_errors_,
          .stored = stored_,
          .write_errors = write_errors_,
          .bytes_read = bytes_read_,
          .bytes_written = bytes_written_};
}

}  // namespace hg::cache::tiers
