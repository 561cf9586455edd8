#include "hg/client/wrap/interposition.h"

#include <unistd.h>

#include <algorithm>

#include "hg/client/interpose/protocol.h"
#include "hg/os/path.h"

namespace hg::client::wrap {
namespace {

constexpr char kLibraryName[] = "libhginterpose.so";
constexpr char kTallyName[] = "/tally";
constexpr std::size_t kTallyLimit = 64U << 20U;  // one byte per event

// A program linked to a shared libasan refuses to start when another library was loaded before it, unless
// told that this is meant. Tests of a project that run as part of its build are such programs.
constexpr char kAsanOption[] = "verify_asan_link_order=0";

Environment::iterator find(Environment& environment, const std::string& name) {
  return std::find_if(environment.begin(), environment.end(), [&](const std::string& entry) {
    return entry.starts_with(name) && entry.size() > name.size() && entry[name.size()] == '=';
  });
}

void append(Environment& environment, const std::string& name, const std::string& value) {
  const std::string old = variable(environment, name);
  set_variable(environment, name, old.empty() ? value : old + ":" + value);
}

}  // namespace

void set_variable(Environment& environment, const std::string& name, const std::string& value) {
  const auto entry = find(environment, name);
  if (entry == environment.end()) {
    environment.push_back(name + "=" + value);
  } else {
    *entry = name + "=" + value;
  }
}

std::string variable(const Environment& environment, const std::string& name) {
  for (const std::string& entry : environment) {
    if (entry.starts_with(name) && entry.size() > name.size() && entry[name.size()] == '=') {
      return entry.substr(name.size() + 1);
    }
  }
  return {};
}

Result<std::string> find_library(const std::string& hgbuild) {
  const std::string base(os::directory_name(os::directory_name(hgbuild)));
  const std::string installed = base + "/lib/hybridgrid/" + kLibraryName;
  const std::string built = base + "/lib/" + kLibraryName;
  for (const std::string& path : {installed, built}) {
    if (os::exists(path)) return path;
  }
  return fail(Code::not_found, std::string(kLibraryName) + " is neither " + installed + " nor " + built);
}

Interposition::Interposition(os::TempDir directory, std::string hgbuild, std::string library)
    : directory_(std::move(directory)), hgbuild_(std::move(hgbuild)), library_(std::move(library)) {}

Result<Interposition> Interposition::prepare(const std::string& directory, std::string hgbuild,
                                             std::string library) {
  HG_TRY_ASSIGN(os::TempDir own, os::TempDir::make(directory, "build-"));
  HG_TRY(os::write_file_atomic(own.path() + kTallyName, "", 0600));
  // LD_PRELOAD cannot hold a path with a space or a colon; a link can stand for it.
  if (library.find_first_of(": ") != std::string::npos) {
    const std::string link = own.path() + "/" + kLibraryName;
    if (::symlink(library.c_str(), link.c_str()) != 0)
      return fail(Error::from_errno(errno, "symlink " + link));
    library = link;
  }
  return Interposition(std::move(own), std::move(hgbuild), std::move(library));
}

Environment Interposition::apply(Environment environment) const {
  append(environment, "LD_PRELOAD", library_);
  if (variable(environment, "ASAN_OPTIONS").find("verify_asan_link_order") == std::string::npos) {
    append(environment, "ASAN_OPTIONS", kAsanOption);
  }
  set_variable(environment, interpose::kHgbuildVariable, hgbuild_);
  set_variable(environment, interpose::kLibraryVariable, library_);
  set_variable(environment, interpose::kTallyVariable, directory_.path() + kTallyName);
  return environment;
}

Tally Interposition::tally() const {
  Tally tally;
  const auto events = os::read_file(directory_.path() + kTallyName, kTallyLimit);
  if (!events) return tally;
  for (const char event : *events) {
    switch (static_cast<interpose::Event>(event)) {
      case interpose::Event::loaded:
        tally.loaded = true;
        break;
      case interpose::Event::intercepted:
        ++tally.intercepted;
        break;
      case interpose::Event::launched:
        ++tally.launched;
        break;
    }
  }
  return tally;
}

}  // namespace hg::client::wrap
