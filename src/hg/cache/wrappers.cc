#include "hg/cache/wrappers.h"

#include "hg/cache/envelope.h"

namespace hg::cache {

Result<std::string> VerifyingStore::get(const Id& id) {
  HG_TRY_ASSIGN(std::string bytes, inner_.get(id));
  if (auto payload = open_envelope(id, bytes); !payload) {
    (void)inner_.remove(id);
    return fail(std::move(payload).error());
  }
  return bytes;
}

Status VerifyingStore::put(const Id& id, std::string_view bytes, Duration cost) {
  HG_TRY(open_envelope(id, bytes));
  return inner_.put(id, bytes, cost);
}

Status VerifyingStore::remove(const Id& id) {
  return inner_.remove(id);
}

Result<std::string> CountingStore::get(const Id& id) {
  auto bytes = inner_.get(id);
  if (bytes) {
    counters_.add(Counter::bytes_read, bytes->size());
  } else if (bytes.error().code() == Code::data_loss) {
    counters_.add(Counter::damaged);
  } else if (bytes.error().code() != Code::not_found) {
    counters_.add(Counter::failed);
  }
  return bytes;
}

Status CountingStore::put(const Id& id, std::string_view bytes, Duration cost) {
  auto stored = inner_.put(id, bytes, cost);
  if (stored) {
    counters_.add(Counter::bytes_written, bytes.size());
  } else {
    counters_.add(Counter::not_stored);
  }
  return stored;
}

Status CountingStore::remove(const Id& id) {
  return inner_.remove(id);
}

Status LimitedStore::check(std::size_t size) const {
  if (size <= limit_) return {};
  return fail(Code::resource_exhausted, "larger than " + std::to_string(limit_) + " bytes");
}

Result<std::string> LimitedStore::get(const Id& id) {
  HG_TRY_ASSIGN(std::string bytes, inner_.get(id));
  HG_TRY(check(bytes.size()));
  return bytes;
}

Status LimitedStore::put(const Id& id, std::string_view bytes, Duration cost) {
  HG_TRY(check(bytes.size()));
  return inner_.put(id, bytes, cost);
}

Status LimitedStore::remove(const Id& id) {
  return inner_.remove(id);
}

}  // namespace hg::cache
