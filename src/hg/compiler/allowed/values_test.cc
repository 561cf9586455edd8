#include "hg/compiler/allowed/values.h"

#include <gtest/gtest.h>

namespace hg::compiler::allowed {
namespace {

constexpr auto kGcc = model::CompilerFamily::gcc;
constexpr auto kClang = model::CompilerFamily::clang;

TEST(Values, PlainIsNeitherPathNorResponseFile) {
  for (const char* value :
       {"", "2", "c++20", "armv8-a+crc", "zlib-gnu", "1,2", "all=4", "x86_64-linux-gnu", "!div"}) {
    EXPECT_TRUE(is_plain(value)) << value;
  }
  for (const char* value : {"/etc", "a/b", "@x", "a b", "a\nb", "$x", "a;b", "`a`", "a\\b", "\x80"}) {
    EXPECT_FALSE(is_plain(value)) << value;
  }
}

TEST(Values, FeaturesOfBothFamilies) {
  for (const auto family : {kGcc, kClang}) {
    for (const char* word : {"PIC",
                             "exceptions",
                             "no-exceptions",
                             "no-rtti",
                             "visibility=hidden",
                             "stack-protector-strong",
                             "align-functions=16:8",
                             "fast-math",
                             "max-errors=3",
                             "message-length=80",
                             "no-common",
                             "no-strict-aliasing",
                             "omit-frame-pointer",
                             "cf-protection=full",
                             "no-plt",
                             "lto",
                             "tree-vectorize",
                             "sanitize-recover=all",
                             "no-anything-at-all",
                             "template-depth=900",
                             "strict-flex-arrays=3",
                             "trivial-auto-var-init=zero",
                             "patchable-function-entry=3,2"}) {
      EXPECT_TRUE(feature_allowed(word, family)) << word;
    }
    for (const char* word :
         {"plugin=x", "plugin-arg-x-y", "dump-tree-all=x", "profile-use=x", "auto-profile=x", "new-option=x",
          "new-option", "visibility=/x", "no-plugin=x", "opt-info-all=x", "optimization-record-file=x",
          "sanitize-ignorelist=x", "profile-list=x", "modules-cache-path=x", "", "no-", "PIC=x"}) {
      EXPECT_FALSE(feature_allowed(word, family)) << word;
    }
  }
  EXPECT_TRUE(feature_allowed("call-used-r12", kGcc));
  EXPECT_FALSE(feature_allowed("call-used-/x", kGcc));
  EXPECT_TRUE(feature_allowed("standalone-debug", kClang));
  EXPECT_FALSE(feature_allowed("standalone-debug", kGcc));
}

TEST(Values, Debugging) {
  for (const char* word :
       {"", "1", "2", "db", "gdb", "dwarf-5", "z=zlib", "no-column-info", "no-split-dwarf"}) {
    EXPECT_EQ(debugging_allowed(word, kGcc), std::string_view(word) != "db") << word;
  }
  EXPECT_TRUE(debugging_allowed("line-tables-only", kClang));
  EXPECT_FALSE(debugging_allowed("en-cdb-fragment-path", kClang));
  EXPECT_FALSE(debugging_allowed("split-dwarf=single", kClang));
  EXPECT_FALSE(debugging_allowed("z=/x", kGcc));
}

TEST(Values, WarningsAndMachines) {
  for (const char* word : {"", "all", "no-unused", "error=format", "format=2", "frame-larger-than=100",
                           "c++11-compat", "sse4.2", "arch=x86-64-v3", "recip=!div,sqrt"}) {
    EXPECT_TRUE(name_or_setting(word)) << word;
  }
  for (const char* word : {"a,-ahl=x", "l,-plugin,x", "p,-MD,x", "x=/y", "x/y", "=x"})
    EXPECT_FALSE(name_or_setting(word)) << word;
}

TEST(Values, Linker) {
  for (const char* list : {"-z,now", "--as-needed", "--gc-sections,-O1", "--build-id=sha1"})
    EXPECT_TRUE(linker_value_allowed(list)) << list;
  for (const char* list :
       {"-plugin,x.so", "-z,now,-plugin=x", "--plugin,x", "-T,x", "-rpath,/x", "@x", "-o,x", "-Map=x"}) {
    EXPECT_FALSE(linker_value_allowed(list)) << list;
  }
}

}  // namespace
}  // namespace hg::compiler::allowed
