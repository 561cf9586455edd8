// Each warning that gcc gives of a source, a worker's gcc gives of its text: then the client compiles again,
// and the user reads what belongs there. (compiler/indentation is for the one that it does not give.)
#include <gtest/gtest.h>

#include <array>

#include "hg/compiler/real/round_trip.h"

namespace hg::compiler::real {
namespace {

struct Provoked {
  const char* name;
  const char* compiler;
  const char* flags;
  const char* text;
};

void PrintTo(const Provoked& provoked, std::ostream* out) {
  *out << provoked.name;
}

const std::array kProvoked = {
    Provoked{"unused_var", "gcc", "-Wall", "int f(void){int u=1;return 2;}\n"},
    Provoked{"unused_func", "gcc", "-Wall", "static int n(void){return 1;}\n"},
    Provoked{"unused_label", "gcc", "-Wall", "int f(void){l: return 1;}\n"},
    Provoked{"unused_value", "gcc", "-Wall", "void f(int a){a+1;}\n"},
    Provoked{"parentheses", "gcc", "-Wall", "int f(int a,int b){if(a=b)return 1;return a&&b||a;}\n"},
    Provoked{"dangling_else", "gcc", "-Wall",
             "int g(void);int f(int a,int b){if(a) if(b) return g(); else return 2; return 3;}\n"},
    Provoked{"sign_compare", "gcc", "-Wextra", "int f(int a,unsigned b){return a<b;}\n"},
    Provoked{"implicit_ft", "gcc", "-Wextra",
             "int f(int x){switch(x){case 1: x++;\ncase 2: return x;}return 0;}\n"},
    Provoked{"implicit_ft5", "gcc", "-Wimplicit-fallthrough=5",
             "int f(int x){switch(x){case 1: x++;\n/* fall through */\ncase 2: return x;}return 0;}\n"},
    Provoked{"implicit_ft_bad_comment", "gcc", "-Wimplicit-fallthrough=4",
             "int f(int x){switch(x){case 1: x++;\n/* goes on */\ncase 2: return x;}return 0;}\n"},
    Provoked{"comment", "gcc", "-Wall", "/* a /* b */\nint x;\n"},
    Provoked{"comment_bs", "gcc", "-Wall", "// a \\\nint x;\nint y;\n"},
    Provoked{"bidi_default", "gcc", "",
             "int f(void){ /* \xe2"
             "\x81"
             "\xa7"
             " } */ return 1;}\n"},
    Provoked{"format", "gcc", "-Wall", "#include <stdio.h>\nvoid f(void){printf(\"%s\\n\",1);}\n"},
    Provoked{"format_overflow", "gcc", "-Wall -O2",
             "#include <stdio.h>\nchar b[4];void f(void){sprintf(b,\"%d\",123456);}\n"},
    Provoked{"format_security", "gcc", "-Wformat -Wformat-security",
             "#include <stdio.h>\nvoid f(char*p){printf(p);}\n"},
    Provoked{"shadow", "gcc", "-Wshadow", "int f(int x){{int x=2;(void)x;}return x;}\n"},
    Provoked{"conversion", "gcc", "-Wconversion", "char f(int x){return x;}\n"},
    Provoked{"sign_conv", "gcc", "-Wsign-conversion", "unsigned f(int x){return x;}\n"},
    Provoked{"float_eq", "gcc", "-Wfloat-equal", "int f(double a){return a==1;}\n"},
    Provoked{"dup_branches", "gcc", "-Wduplicated-branches",
             "int g(int);int f(int a){if(a)return g(1);else return g(1);}\n"},
    Provoked{"logical_op", "gcc", "-Wlogical-op", "int f(int a){return a==1&&a==1;}\n"},
    Provoked{"logical_not", "gcc", "-Wall", "int f(int a){return !a==3;}\n"},
    Provoked{"unused_macros", "gcc", "-Wunused-macros", "#define N 1\nint x;\n"},
    Provoked{"undef", "gcc", "-Wundef", "#if Q\n#endif\nint x;\n"},
    Provoked{"expansion_def", "gcc", "-Wexpansion-to-defined",
             "#define D defined(X)\n#if D\n#endif\nint x;\n"},
    Provoked{"strict_proto", "gcc", "-Wstrict-prototypes", "int f();\n"},
    Provoked{"missing_proto", "gcc", "-Wmissing-prototypes", "int f(void){return 1;}\n"},
    Provoked{"redundant_decls", "gcc", "-Wredundant-decls", "int f(void);int f(void);\n"},
    Provoked{"vla", "gcc", "-Wvla", "void f(int n){int a[n];(void)a;}\n"},
    Provoked{"pedantic", "gcc", "-Wpedantic -std=c99", "int a[0];int f(void){return ({1;});}\n"},
    Provoked{"variadic_macros", "gcc", "-Wpedantic -std=c90", "#define V(...) 1\nint x;\n"},
    Provoked{"unknown_pragma", "gcc", "-Wall", "#pragma nobody\nint x;\n"},
    Provoked{"pragma_pack", "gcc", "-Wall", "#pragma pack(3)\nint x;\n"},
    Provoked{"trigraphs", "gcc", "-Wtrigraphs", "int x; /* \?\?/ */ char*s=\"\?\?=\";\n"},
    Provoked{"char_subscripts", "gcc", "-Wall", "int f(int*a,char c){return a[c];}\n"},
    Provoked{"array_bounds", "gcc", "-Wall -O2", "int a[3];int f(void){return a[5];}\n"},
    Provoked{"stringop", "gcc", "-Wall -O2",
             "#include <string.h>\nchar b[3];void f(void){strcpy(b,\"abcdef\");}\n"},
    Provoked{"nonnull", "gcc", "-Wall", "#include <string.h>\nsize_t f(void){return strlen(0);}\n"},
    Provoked{"switch", "gcc", "-Wall", "enum e{A,B};int f(enum e x){switch(x){case A:return 1;}return 0;}\n"},
    Provoked{"switch_default", "gcc", "-Wswitch-default",
             "int f(int x){switch(x){case 1:return 1;}return 0;}\n"},
    Provoked{"return_type", "gcc", "-Wall", "int f(void){}\n"},
    Provoked{"return_local", "gcc", "", "int*f(void){int x;return &x;}\n"},
    Provoked{"empty_body", "gcc", "-Wextra", "void f(int a){if(a);}\n"},
    Provoked{"missing_field", "gcc", "-Wextra", "struct s{int a,b;};struct s x={1};\n"},
    Provoked{"type_limits", "gcc", "-Wextra", "int f(unsigned a){return a<0;}\n"},
    Provoked{"cast_qual", "gcc", "-Wcast-qual", "char*f(const char*p){return (char*)p;}\n"},
    Provoked{"cast_align", "gcc", "-Wcast-align=strict", "int*f(char*p){return (int*)p;}\n"},
    Provoked{"strict_alias", "gcc", "-Wall -O2",
             "int f(float*p){return *(int*)&*p;}float x;int g(void){return *(int*)&x;}\n"},
    Provoked{"null_deref", "gcc", "-Wnull-dereference -O2", "int f(void){int*p=0;return *p;}\n"},
    Provoked{"suggest_attr", "gcc", "-Wsuggest-attribute=pure -O2",
             "int a[9];int f(int x){int s=0;for(int i=0;i<x;i++)s+=a[i];return s;}\n"},
    Provoked{"date_time", "gcc", "-Wdate-time", "const char*d=__DATE__;\n"},
    Provoked{"int_in_bool", "gcc", "-Wall", "int f(int a){return (a<<2)\?1:0;}\n"},
    Provoked{"overflow", "gcc", "", "char c=300;\n"},
    Provoked{"implicit_fn", "gcc", "", "int f(void){return g();}\n"},
    Provoked{"deprecated", "gcc", "", "__attribute__((deprecated)) void g(void);void f(void){g();}\n"},
    Provoked{"warn_unused", "gcc", "",
             "__attribute__((warn_unused_result)) int g(void);void f(void){g();}\n"},
    Provoked{"system_macro", "gcc", "-Wall", "#include <stddef.h>\nint x=NULL;\n"},
    Provoked{"macro_redef", "gcc", "", "#define A 1\n#define A 2\nint x;\n"},
    Provoked{"builtin_macro", "gcc", "-Wbuiltin-macro-redefined", "#define __FILE__ \"x\"\nint x;\n"},
    Provoked{"reorder", "g++", "-Wall", "struct S{int a,b;S():b(1),a(2){}};S s;\n"},
    Provoked{"dtor", "g++", "-Wnon-virtual-dtor", "struct S{virtual void f();};\n"},
    Provoked{"ovl_virtual", "g++", "-Woverloaded-virtual",
             "struct A{virtual void f(int);};struct B:A{void f(char*);};\n"},
    Provoked{"old_cast", "g++", "-Wold-style-cast", "int f(double d){return (int)d;}\n"},
    Provoked{"useless_cast", "g++", "-Wuseless-cast", "int f(int d){return static_cast<int>(d);}\n"},
    Provoked{"zero_null", "g++", "-Wzero-as-null-pointer-constant", "int*p=0;\n"},
    Provoked{"sug_override", "g++", "-Wsuggest-override",
             "struct A{virtual void f();};struct B:A{void f();};\n"},
    Provoked{"extra_semi", "g++", "-Wextra-semi", "struct A{void f(){};};\n"},
    Provoked{"volatile", "g++", "-std=c++20", "volatile int x;void f(){x++;}\n"},
    Provoked{"dep_copy", "g++", "-Wextra", "struct A{A();A(const A&);};void f(A&a,A&b){a=b;}\n"},
    Provoked{"pess_move", "g++", "-Wall",
             "#include <utility>\nstruct S{S();S(S&&);};S f(){S s;return std::move(s);}\n"},
    Provoked{"redundant_move", "g++", "-Wextra",
             "#include <utility>\nstruct S{S();S(S&&);};S f(S s){return std::move(s);}\n"},
    Provoked{"class_memaccess", "g++", "-Wall",
             "#include <cstring>\nstruct S{S();virtual ~S();};void f(S*s){memset(s,0,sizeof*s);}\n"},
    Provoked{"unused_lambda", "g++", "-Wall -Wextra",
             "int f(int x){auto l=[](int q){return 1;};return 1;}\n"},
    Provoked{"ft_macro_cc", "g++", "-Wextra",
             "#define FT /* fall through */\nint f(int x){switch(x){case 1: x++; FT\ncase 2: return "
             "x;}return 0;}\n"},
    Provoked{"multiline_comment", "g++", "-Wall", "int x; // a \\\n b\nint y;\n"},
};

class Warnings : public testing::TestWithParam<Provoked> {};

TEST_P(Warnings, AreNotLostInText) {
  const auto& [name, compiler, flags, text] = GetParam();
  const std::string source = std::string_view(compiler) == "gcc" ? "a.c" : "a.cc";
  const Outcome outcome =
      round_trip({compiler, split(std::string(flags) + " -c " + source + " -o a.o"), {{source, text}}});
  EXPECT_NE(outcome.direct.err, "") << "provokes nothing";
  EXPECT_EQ(describe(outcome), "");
}

INSTANTIATE_TEST_SUITE_P(Gcc, Warnings, testing::ValuesIn(kProvoked),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace hg::compiler::real
