#include "hg/capability/images/targets.h"

namespace hg::capability {
namespace {

// https://github.com/dockcross/dockcross: the images that compile C and C++.
constexpr Target kTargets[] = {
    {"android-arm", ""},
    {"android-arm64", ""},
    {"android-x86", ""},
    {"android-x86_64", ""},
    {"linux-arm64", "aarch64-linux-gnu"},
    {"linux-arm64-full", "aarch64-linux-gnu"},
    {"linux-arm64-lts", "aarch64-linux-gnu"},
    {"linux-arm64-musl", ""},
    {"linux-armv5", "arm-linux-gnueabi"},
    {"linux-armv5-musl", ""},
    {"linux-armv6", ""},
    {"linux-armv6-lts", ""},
    {"linux-armv6-musl", ""},
    {"linux-armv7", "arm-linux-gnueabihf"},
    {"linux-armv7-lts", "arm-linux-gnueabihf"},
    {"linux-armv7a", "arm-linux-gnueabihf"},
    {"linux-armv7l-musl", ""},
    {"linux-mips", "mips-linux-gnu"},
    {"linux-mips-lts", "mips-linux-gnu"},
    {"linux-mipsel-lts", "mipsel-linux-gnu"},
    {"linux-ppc", "powerpc-linux-gnu"},
    {"linux-ppc64le", "powerpc64le-linux-gnu"},
    {"linux-ppc64le-lts", "powerpc64le-linux-gnu"},
    {"linux-riscv32", ""},
    {"linux-riscv64", "riscv64-linux-gnu"},
    {"linux-s390x", "s390x-linux-gnu"},
    {"linux-x64", "x86_64-linux-gnu"},
    {"linux-x64-clang", "x86_64-linux-gnu"},
    {"linux-x86", "i686-linux-gnu"},
    {"linux-x86_64-full", "x86_64-linux-gnu"},
    {"linux-xtensa-uclibc", ""},
    {"manylinux2014-aarch64", "aarch64-linux-gnu"},
    {"manylinux2014-x64", "x86_64-linux-gnu"},
    {"manylinux2014-x86", "i686-linux-gnu"},
    {"manylinux_2_28-x64", "x86_64-linux-gnu"},
    {"windows-arm64", ""},
    {"windows-armv7", ""},
    {"windows-shared-x64", "x86_64-w64-mingw32"},
    {"windows-shared-x86", "i686-w64-mingw32"},
    {"windows-static-x64", "x86_64-w64-mingw32"},
    {"windows-static-x86", "i686-w64-mingw32"},
};

}  // namespace

std::span<const Target> known_targets() {
  return kTargets;
}

std::string dockcross_image(std::string_view target) {
  return "dockcross/" + std::string(target) + ":latest";
}

}  // namespace hg::capability
