#include "hg/compiler/allowed/arguments.h"

#include <gtest/gtest.h>

#include <sstream>

#include "hg/compiler/allowed/names_clang.h"
#include "hg/compiler/allowed/names_gcc.h"
#include "hg/compiler/invocation.h"
#include "hg/compiler/option.h"

namespace hg::compiler::allowed {
namespace {

using model::CompilerFamily;
using Words = std::vector<std::string>;

constexpr auto kGcc = CompilerFamily::gcc;
constexpr auto kClang = CompilerFamily::clang;

Words words(const std::string& line) {
  std::istringstream in(line);
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

bool has_family(const Option& row, CompilerFamily family) {
  return row.families == Families::both || (row.families == Families::gcc) == (family == kGcc);
}

// The ways to write an option with this value.
std::vector<Words> spellings(const Option& row, const std::string& value) {
  const std::string name(row.name);
  switch (row.value) {
    case Value::none:
      return {{name}};
    case Value::joined:
      return {{name + value}};
    case Value::separate:
      return {{name, value}};
    case Value::joined_or_separate:
      return {{name + value}, {name, value}};
    case Value::two:
      return {{name, value, value}};
  }
  return {};
}

void expect_refused(const Words& arguments, CompilerFamily family) {
  const Status status = check_arguments(arguments, family);
  ASSERT_FALSE(status) << arguments.front();
  EXPECT_EQ(status.error().code(), Code::invalid_argument);
  EXPECT_NE(status.error().message().find("'" + arguments.front().substr(0, 200)), std::string::npos)
      << status.error().message();
}

// An example of a value, for a row that others may use.
std::string harmless_value(const Option& row) {
  switch (row.special) {
    case Special::generic:
      return row.name == "-f" ? "exceptions" : "x";
    case Special::debug:
      return "2";
    case Special::assembler:
      return "--noexecstack";
    case Special::llvm:
      return "-inline-threshold=9";
    case Special::wp:
      return "-DX,-UY";
    default:
      return row.value == Value::none ? "" : "x1";
  }
}

// Everything in the table that plan() sends away is taken; everything that stays here or is used up here is
// not, however it is written.
TEST(Arguments, AgreeWithTheTableOfOptions) {
  for (const auto family : {kGcc, kClang}) {
    for (const Option& row : all_options()) {
      if (!has_family(row, family)) continue;
      const bool sent = row.use == Use::both || row.use == Use::remote || row.use == Use::drop ||
                        (row.use == Use::define && family == kClang);
      if (sent) {
        for (const Words& arguments : spellings(row, harmless_value(row))) {
          EXPECT_EQ(first_refused(arguments, family), nullptr) << arguments.front();
        }
      } else if (row.use != Use::link && row.special != Special::wp) {
        for (const char* value : {"x", "/x", "=x", "=/x"}) {
          for (const Words& arguments : spellings(row, value)) expect_refused(arguments, family);
        }
      }
    }
  }
}

TEST(Arguments, NoValueIsAFile) {
  for (const auto family : {kGcc, kClang}) {
    for (const Option& row : all_options()) {
      const bool text = row.use == Use::define || row.name.ends_with("-prefix-map=") ||
                        row.special == Special::random_seed ||
                        row.special == Special::working_directory_value || row.name == "-L" ||
                        row.name == "-rpath" || row.name.starts_with("--library-directory");
      if (!has_family(row, family) || row.value == Value::none || text) continue;
      for (const char* value : {"/x/y", "x=/y", "@x", "../x"}) {
        for (const Words& arguments : spellings(row, value)) expect_refused(arguments, family);
      }
    }
  }
}

TEST(Arguments, TheNamesThatCompilersKnowAreTaken) {
  for (const std::string_view name : gcc::kFeatures) {
    if (name.ends_with('-') || find_option("-f" + std::string(name), kGcc)->name != "-f") continue;
    EXPECT_EQ(first_refused({"-f" + std::string(name) + (name.ends_with('=') ? "1" : "")}, kGcc), nullptr)
        << name;
  }
  for (const std::string_view name : clang::kFeatures) {
    if (name.ends_with('-') || find_option("-f" + std::string(name), kClang)->name != "-f") continue;
    EXPECT_EQ(first_refused({"-f" + std::string(name) + (name.ends_with('=') ? "1" : "")}, kClang), nullptr)
        << name;
  }
}

// What ran code, wrote files or read them when it was tried on gcc 12 and clang 14.
TEST(Arguments, RefuseEveryAttackInEverySpelling) {
  for (const char* line : {"-wrapper sh,-c,x",
                           "-wrapper=sh",
                           "-fplugin=x.so",
                           "-fplugin x.so",
                           "-fplugin-arg-x-y=z",
                           "-specs=x",
                           "-specs x",
                           "--specs=x",
                           "--specs x",
                           "-B/x",
                           "-B /x",
                           "-B=x",
                           "--prefix=/x",
                           "--prefix /x",
                           "@x",
                           "@/x",
                           "-Wl,-plugin,x.so",
                           "-Xlinker -plugin -Xlinker x.so",
                           "-fuse-ld=/x",
                           "--ld-path=/x",
                           "-Xclang -load -Xclang x.so",
                           "-load x.so",
                           "-fpass-plugin=x",
                           "-cc1 -load x",
                           "-cc1as",
                           "--config x",
                           "--config=x",
                           "-iplugindir=x",
                           "-no-integrated-cpp",
                           "-o x",
                           "-ox",
                           "--output=x",
                           "--output x",
                           "-fdump-tree-all=x",
                           "-fdump-tree-all",
                           "-fdump-go-spec=x",
                           "-fdump-ipa-all=x",
                           "-fopt-info-all=x",
                           "-fopt-info",
                           "-aux-info x",
                           "-aux-infox",
                           "-fprofile-note=x",
                           "-dumpdir x",
                           "-dumpbase x",
                           "-Wa,-a=x",
                           "-Wa,-ahl=x",
                           "-Wa,--MD,x",
                           "-Wa,@x",
                           "-Xassembler -a=x",
                           "--serialize-diagnostics x",
                           "-serialize-diagnostics x",
                           "-foptimization-record-file=x",
                           "-fsave-optimization-record",
                           "-include x",
                           "-includex",
                           "--include=x",
                           "-imacros x",
                           "-fsanitize-ignorelist=x",
                           "-fsanitize-blacklist=x",
                           "-fprofile-list=x",
                           "-x c",
                           "-xc",
                           "-x assembler",
                           "-c",
                           "-E",
                           "-MD",
                           "-MF x",
                           "-MFx",
                           "-Wp,-MD,x",
                           "-Wp,-include,x",
                           "-Xpreprocessor -MD",
                           "-I/x",
                           "-I x",
                           "-isystem x",
                           "--sysroot=/x",
                           "-resource-dir x",
                           "-resource-dir=x",
                           "-fprofile-use=x",
                           "-fprofile-use",
                           "-fmodules-cache-path=x",
                           "-ftime-trace=x",
                           "-save-temps",
                           "-save-temps=obj",
                           "-ccc-gcc-name x",
                           "--gcc-toolchain=/x",
                           "-mllvm -load=x",
                           "-mllvm -stats",
                           "-mllvm -info-output-file=x",
                           "-mllvm -o=x",
                           "-gen-cdb-fragment-path x",
                           "-fcrash-diagnostics-dir=x",
                           "-working-directory=x",
                           "a.c",
                           "-",
                           "--",
                           "-Zap",
                           "-MJ x",
                           "-Xclang -main-file-name -Xclang -load",
                           "-Xclang -target-feature -load x",
                           "-Xclang -target-feature -Xclang +/x",
                           "-fdiagnostics-add-output=sarif:file=x",
                           "-fdeps-file=x",
                           "-fopenmp-host-ir-file-path=x",
                           "-fnew=/etc/passwd",
                           "-fnew-thing",
                           "--gcc-install-dir=/x",
                           "-fthin-link-bitcode=x",
                           "-index-store-path x",
                           "-Wa,--64,-a=x"}) {
    for (const auto family : {kGcc, kClang}) expect_refused(words(line), family);
  }
  expect_refused({"-Wl,-z,now"}, kGcc);
  EXPECT_FALSE(check_arguments({"-O2", ""}, kGcc));
  EXPECT_EQ(*first_refused({"-O2", "-Wall", "-B/x", "@y"}, kGcc), "-B/x");
}

TEST(Arguments, TheMessageIsShort) {
  const Status status = check_arguments({"-B/" + std::string(100'000, 'x')}, kGcc);
  ASSERT_FALSE(status);
  EXPECT_LT(status.error().message().size(), 300U);
}

// What plan() makes of what builds say.
TEST(Arguments, TakeWhatBuildsSend) {
  for (const char* line :
       {"-O2 -g -Wall -Wextra -Wno-unused -fPIC -std=gnu++20 -march=x86-64-v2 -mtune=generic -pthread -pipe",
        "-fvisibility=hidden -fvisibility-inlines-hidden -fno-rtti -fno-exceptions -ffunction-sections "
        "-fdata-sections",
        "-fstack-protector-strong -D_FORTIFY_SOURCE=2 -Wformat -Werror=format-security "
        "-ffile-prefix-map=/a/b=.",
        "-Wp,-D_FORTIFY_SOURCE=2 -fcf-protection -fasynchronous-unwind-tables -gdwarf-4 -gz=zlib -ggdb",
        "-fno-strict-aliasing -fno-common -fno-stack-protector -mcmodel=kernel -mno-red-zone -mno-sse "
        "-ffreestanding",
        "-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -frandom-seed=a/b.o",
        "-fdiagnostics-color=always -fmax-errors=5 -ftemplate-depth=1024 -Wa,--noexecstack "
        "--param=max-inline-insns-single=1",
        "-fstrict-flex-arrays=3 -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr -fconserve-stack",
        "-MD -MP -MT t -Ifoo -isystem bar -include h -lm -fno-plt -fno-semantic-interposition "
        "-falign-functions=64"}) {
    for (const auto family : {kGcc, kClang}) {
      const Classified classified = classify(words(std::string("-c a.c ") + line), {});
      ASSERT_EQ(classified.reason, model::Reason::none) << classified.detail;
      model::Toolchain toolchain;
      toolchain.family = family;
      toolchain.version = "12.2.0";
      const Plan planned = plan(classified, toolchain, {});
      ASSERT_EQ(planned.reason, model::Reason::none) << planned.detail;
      const std::string* refused = first_refused(planned.remote, family);
      EXPECT_EQ(refused, nullptr) << *refused;
    }
  }
}

}  // namespace
}  // namespace hg::compiler::allowed
