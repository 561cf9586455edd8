#include "hg/compiler/key/forwarded.h"

#include "hg/compiler/key/source_reader.h"

namespace hg::compiler::key {
namespace {

class Forwarded : SourceReader {
 public:
  explicit Forwarded(std::string_view source) : SourceReader(source) {}

  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const std::string_view question : {"__has_include", "__has_include_next"}) {
      each(question, [&](std::size_t begin, std::size_t end) {
        const std::size_t open = skip(end);
        if (at(open) != '(') return;
        const std::string_view name = forwarder_at(begin, skip(open + 1));
        if (!name.empty()) found.emplace_back(name);
      });
    }
    return found;
  }

  std::optional<std::vector<Reference>> questions(std::string_view name) const {
    std::vector<Reference> found;
    bool understood = true;
    each(name, [&](std::size_t begin, std::size_t end) {
      if (only_named(begin)) return;
      const std::size_t open = skip(end);
      auto reference = at(open) == '(' ? name_at(skip(open + 1), Reference::Kind::question) : std::nullopt;
      if (reference) {
        found.push_back(*std::move(reference));
      } else {
        understood = false;
      }
    });
    if (!understood) return std::nullopt;
    return found;
  }

 private:
  // on_hit(begin, end) for each place where `name` stands as a word of its own.
  template <typename F>
  void each(std::string_view name, F&& on_hit) const {
    for (auto hit = source_.find(name); hit != std::string_view::npos; hit = source_.find(name, hit + 1)) {
      std::size_t begin = hit;
      std::size_t end = hit + name.size();
      if (widen(begin, end) == name) on_hit(begin, end);
    }
  }

  // "#define NAME", "#undef NAME", "#ifdef NAME", "defined(NAME)": nothing is asked.
  [[nodiscard]] bool only_named(std::size_t i) const {
    std::size_t end = skip_back(i);
    if (before(end) == '(') end = skip_back(end - 1);
    std::size_t begin = end;
    const std::string_view word = widen(begin, end);
    return word == "define" || word == "undef" || word == "ifdef" || word == "ifndef" || word == "defined";
  }
};

}  // namespace

std::vector<std::string> forwarders_of(std::string_view source) {
  return Forwarded(source).names();
}

std::optional<std::vector<Reference>> forwarded_questions(std::string_view source, std::string_view name) {
  return Forwarded(source).questions(name);
}

}  // namespace hg::compiler::key
