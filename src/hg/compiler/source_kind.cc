#include "hg/compiler/source_kind.h"

#include <algorithm>
#include <array>
#include <utility>

#include "hg/os/path.h"

namespace hg::compiler {
namespace {

using Row = std::pair<std::string_view, SourceKind>;

constexpr std::array kExtensions = {
    Row{"c", SourceKind::c},
    Row{"cc", SourceKind::cxx},
    Row{"cp", SourceKind::cxx},
    Row{"cxx", SourceKind::cxx},
    Row{"cpp", SourceKind::cxx},
    Row{"CPP", SourceKind::cxx},
    Row{"c++", SourceKind::cxx},
    Row{"C", SourceKind::cxx},
    Row{"CC", SourceKind::cxx},
    Row{"CXX", SourceKind::cxx},
    Row{"C++", SourceKind::cxx},
    Row{"m", SourceKind::objective_c},
    Row{"mm", SourceKind::objective_cxx},
    Row{"M", SourceKind::objective_cxx},
    Row{"h", SourceKind::header},
    Row{"H", SourceKind::header},
    Row{"hh", SourceKind::header},
    Row{"hp", SourceKind::header},
    Row{"hxx", SourceKind::header},
    Row{"hpp", SourceKind::header},
    Row{"HPP", SourceKind::header},
    Row{"h++", SourceKind::header},
    Row{"tcc", SourceKind::header},
    Row{"i", SourceKind::preprocessed},
    Row{"ii", SourceKind::preprocessed},
    Row{"mi", SourceKind::preprocessed},
    Row{"mii", SourceKind::preprocessed},
    Row{"s", SourceKind::assembly},
    Row{"S", SourceKind::assembly},
    Row{"sx", SourceKind::assembly},
    Row{"asm", SourceKind::assembly},
};

constexpr std::array kLanguages = {
    Row{"c", SourceKind::c},
    Row{"c++", SourceKind::cxx},
    Row{"objective-c", SourceKind::objective_c},
    Row{"objective-c++", SourceKind::objective_cxx},
    Row{"assembler", SourceKind::assembly},
    Row{"assembler-with-cpp", SourceKind::assembly},
};

template <std::size_t N>
SourceKind find(const std::array<Row, N>& rows, std::string_view name) {
  const auto* const row =
      std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.first == name; });
  return row == rows.end() ? SourceKind::other : row->second;
}

}  // namespace

SourceKind source_kind_of_file(std::string_view path) {
  return find(kExtensions, os::extension(path));
}

SourceKind source_kind_of_language(std::string_view language) {
  if (language.ends_with("-header")) return SourceKind::header;
  if (language.ends_with("cpp-output")) return SourceKind::preprocessed;
  return find(kLanguages, language);
}

}  // namespace hg::compiler
