// Strong types over strings and numbers: a WorkerId cannot be passed where a TaskId is meant.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace hg {

template <typename Tag, typename Value = std::string>
class Strong {
 public:
  Strong() = default;
  explicit Strong(Value value) : value_(std::move(value)) {}

  [[nodiscard]] const Value& value() const { return value_; }
  auto operator<=>(const Strong&) const = default;

 private:
  Value value_{};
};

}  // namespace hg

template <typename Tag, typename Value>
struct std::hash<hg::Strong<Tag, Value>> {
  std::size_t operator()(const hg::Strong<Tag, Value>& id) const { return std::hash<Value>{}(id.value()); }
};
