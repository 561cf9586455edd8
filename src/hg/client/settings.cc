#include "hg/client/settings.h"

#include <unistd.h>

#include <charconv>

#include "hg/os/path.h"

namespace hg::client {
namespace {

template <typename Number>
std::optional<Number> number(const std::optional<std::string>& text) {
  Number value{};
  if (!text || text->empty()) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return value;
}

bool on(const std::optional<std::string>& value) {
  return value && !value->empty() && *value != "0";
}

// What is not understood is no leave to use it.
CacheUse cache_use(const Variable& variable) {
  const auto value = variable("HG_CACHE").value_or("");
  if (on(variable("CCACHE_DISABLE"))) return CacheUse::off;
  if (value == "read") return CacheUse::read;
  if (!value.empty() && value != "write" && value != "1") return CacheUse::off;
  return on(variable("CCACHE_READONLY")) ? CacheUse::read : CacheUse::write;
}

}  // namespace

bool may_discover(const Variable& variable) {
  const std::string value = variable("HG_DISCOVERY").value_or("");
  return value.empty() || value == "mdns";
}

model::Access read_access(const Variable& variable) {
  const std::string here = variable("PWD").value_or("");
  const auto path = [&](std::string_view name) {
    const std::string given = variable(name).value_or("");
    return given.empty() ? given : os::join(here, given);
  };
  return {.ca = path("HG_TLS_CA"),
          .certificate = path("HG_TLS_CERT"),
          .key = path("HG_TLS_KEY"),
          .token = variable("HG_TOKEN").value_or(""),
          .token_file = path("HG_TOKEN_FILE"),
          .insecure = on(variable("HG_INSECURE"))};
}

Settings read_settings(const Variable& variable, int niceness) {
  const auto non_empty_or = [&](std::string_view name, std::string_view otherwise) {
    auto value = variable(name);
    return value && !value->empty() ? *std::move(value) : std::string(otherwise);
  };
  Settings settings;
  settings.disabled = on(variable("HG_DISABLE"));
  settings.local = on(variable("HG_LOCAL"));
  settings.may_fall_back = variable("HG_FALLBACK") != "0";
  settings.cache = cache_use(variable);
  settings.recache = on(variable("HG_RECACHE")) || on(variable("CCACHE_RECACHE"));
  settings.coordinator = non_empty_or("HG_COORDINATOR", "");
  settings.discovery = may_discover(variable);
  settings.access = read_access(variable);
  settings.build = non_empty_or("HG_BUILD_ID", "");
  const std::string priority = non_empty_or("HG_PRIORITY", niceness > 0 ? "batch" : "interactive");
  if (priority == "batch") settings.priority = model::Priority::batch;
  settings.cc = non_empty_or("HG_CC", "cc");
  settings.cxx = non_empty_or("HG_CXX", "c++");
  settings.search_path = non_empty_or("PATH", "/usr/local/bin:/usr/bin:/bin");
  settings.depth = number<unsigned>(variable("HG_RECURSION")).value_or(0);
  // ccache keeps what its compiler prints, and gives us this descriptor for what it must not keep.
  if (const auto fd = number<int>(variable("UNCACHED_ERR_FD")); fd && *fd >= 0)
    settings.message_fd = *fd;
  else if (on(variable("HG_VERBOSE")))
    settings.message_fd = STDERR_FILENO;
  return settings;
}

}  // namespace hg::client
