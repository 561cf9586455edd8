// What a source file, unread by any compiler, may make a compile depend on besides its own bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hg::compiler::key {

// Found anywhere in the file, comments and skipped branches included: more may be found than is true, never
// less.
enum Fact : std::uint32_t {
  kTime = 1,             // __DATE__, __TIME__, __TIMESTAMP__, or a word that lacks only one piece to be one
  kAssemblerFile = 2,    // incbin, .include, also across two strings: a file that only the assembler opens
  kEmbed = 4,            // #embed
  kDates = 8,            // a pragma that looks at the dates of files
  kNoCache = 16,         // a comment says "hgbuild:nocache" or "ccache:disable"
  kUnreadable = 32,      // an include, or a question for one, in a form that we do not read
  kOnce = 64,            // #pragma once
  kComputed = 128,       // #include MACRO
  kHasReferences = 256,  // references_of() is not empty
  kForwards = 512,       // #define NAME(x) __has_include(x)
  kUnderscores = 1024,   // __ ## x: words with underscores are pasted together
  kNamesTime = 2048      // DATE, TIME or TIMESTAMP is a macro's argument: kUnderscores may make it __DATE__
};
// The result may change although no file that it was made of has.
inline constexpr std::uint32_t kNeverStored = kTime | kAssemblerFile | kEmbed | kDates | kNoCache;

// What of kNeverStored `facts` holds, for people: "it names __TIME__ or its like". "" if nothing.
std::string_view explain_never_stored(std::uint32_t facts);

// A name that the file asks the search path for.
struct Reference {
  enum class Kind : std::uint8_t { include, include_next, question };  // question: __has_include and its like
  Kind kind = Kind::include;
  bool quoted = false;  // "name": the file's own directory comes first
  std::string name{};
  auto operator<=>(const Reference&) const = default;
};

// Bits of Fact. A megabyte takes about half a millisecond.
std::uint32_t facts_of(std::string_view source);
// Literal names only, in order, each once.
std::vector<Reference> references_of(std::string_view source);

}  // namespace hg::compiler::key
