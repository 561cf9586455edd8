#include <charconv>

#include "hg/base/split.h"
#include "hg/cache/redis/topology.h"

namespace hg::cache::redis {
namespace {

constexpr std::size_t kMostHost = 255;

// A server may say that it does not know its own host: by "", "?" or nil.
std::string host_of(const Reply& reply, const model::Address& from) {
  if (reply.type != Reply::Type::text || reply.text.empty() || reply.text == "?") return from.host;
  return reply.text;
}

bool is_number(const Reply& reply, long long lowest, long long highest) {
  return reply.type == Reply::Type::integer && reply.integer >= lowest && reply.integer <= highest;
}

tl::unexpected<Error> bad() {
  return fail(Code::data_loss, "not an answer to CLUSTER SLOTS");
}

// [first, last, [host, port, ...] of the master, those of its replicas ...]
Result<SlotRange> parse_range(const Reply& range, const model::Address& from) {
  constexpr long long kLast = kSlots - 1;
  if (range.type != Reply::Type::array || range.items.size() < 3) return bad();
  const Reply& first = range.items[0];
  const Reply& last = range.items[1];
  const Reply& master = range.items[2];
  if (!is_number(first, 0, kLast) || !is_number(last, first.integer, kLast)) return bad();
  if (master.type != Reply::Type::array || master.items.size() < 2) return bad();
  if (!is_number(master.items[1], 1, UINT16_MAX)) return bad();
  std::string host = host_of(master.items[0], from);
  if (host.size() > kMostHost) return bad();
  return SlotRange{.first = static_cast<unsigned>(first.integer),
                   .last = static_cast<unsigned>(last.integer),
                   .master = {std::move(host), static_cast<std::uint16_t>(master.items[1].integer)}};
}

}  // namespace

Result<std::vector<SlotRange>> parse_slots(const Reply& reply, const model::Address& from) {
  if (reply.type != Reply::Type::array) return bad();
  std::vector<SlotRange> ranges;
  for (const Reply& item : reply.items) {
    HG_TRY_ASSIGN(SlotRange range, parse_range(item, from));
    ranges.push_back(std::move(range));
  }
  return ranges;
}

std::optional<Redirection> parse_redirection(const std::string& error, const model::Address& from) {
  const auto words = split(error, ' ');
  if (words.size() != 3 || (words[0] != "MOVED" && words[0] != "ASK")) return std::nullopt;
  Redirection to{.ask = words[0] == "ASK", .slot = 0, .address = from};
  const auto [end, wrong] = std::from_chars(words[1].data(), words[1].data() + words[1].size(), to.slot);
  if (wrong != std::errc() || end != words[1].data() + words[1].size() || to.slot >= kSlots)
    return std::nullopt;
  const std::size_t colon = words[2].rfind(':');
  if (colon == std::string_view::npos || colon > kMostHost) return std::nullopt;
  const auto port = model::parse_port(words[2].substr(colon + 1));
  if (!port) return std::nullopt;
  to.address.port = *port;
  if (colon > 0) to.address.host = words[2].substr(0, colon);  // IPv6 comes without brackets
  return to;
}

}  // namespace hg::cache::redis
