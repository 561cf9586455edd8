// The pipeline's outside, for tests: everything goes well unless told otherwise.
#pragma once

#include <csignal>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hg/client/pipeline.h"
#include "hg/codec/zstd.h"

namespace hg::client {

struct FakeToolchains final : Toolchains {
  Result<model::Toolchain> identify(const std::string& driver) override {
    if (!known) return fail(Code::not_found, driver + " is no compiler");
    return toolchain;
  }
  Result<std::vector<std::string>> expand_native(const std::string&, const model::Toolchain&,
                                                 const std::vector<std::string>& remote) override {
    if (!native) return fail(Code::unimplemented, "no idea");
    auto expanded = remote;
    for (auto& argument : expanded) {
      if (argument == "-march=native") argument = *native;
    }
    return expanded;
  }

  bool known = true;
  std::optional<std::string> native = "-march=skylake";
  model::Toolchain toolchain{.id = model::ToolchainId(std::string(64, 'a')),
                             .family = model::CompilerFamily::gcc,
                             .cxx = false,
                             .version = "12.2.0",
                             .target = "x86_64-linux-gnu",
                             .name = "gcc"};
};

struct FakePreprocessor final : Preprocessor {
  tl::expected<Preprocessed, model::Failure> preprocess(const std::string&, const model::Toolchain&,
                                                        const compiler::Plan&, int) override {
    ++runs;
    if (failure) return tl::unexpected(*failure);
    return Preprocessed{.source = {.zstd = codec::compress("int x;"), .size = 6},
                        .dependencies = "a.o: a.c\n"};
  }

  int runs = 0;
  std::optional<model::Failure> failure;
};

struct FakeAgent final : Agent {
  Admission open(const ipc::Hello& hello) override {
    hellos.push_back(hello);
    return admission;
  }
  model::CompileOutcome compile(const model::CompileTask& task, int) override {
    tasks.push_back(task);
    return outcome;
  }
  void take_slot() override { ++slots; }
  void report(const ipc::Outcome& done) override { reports.push_back(done); }

  // What a good worker answers.
  static model::CompileResult good_result() {
    model::CompileResult result;
    result.outputs.push_back(
        {.kind = model::OutputKind::object, .zstd = codec::compress("OBJECT"), .size = 6});
    result.worker_address = "w:1";
    return result;
  }

  Admission admission{.grid = true};
  model::CompileOutcome outcome = good_result();
  std::vector<ipc::Hello> hellos;
  std::vector<model::CompileTask> tasks;
  int slots = 0;
  std::vector<ipc::Outcome> reports;
};

struct FakeFiles final : Files {
  bool is_regular(const std::string& path) override { return path != irregular; }
  bool same(const std::string& a, const std::string& b) override { return a == b; }
  Status install(const Installed& file) override {
    if (file.path == forbidden) return fail(Code::permission_denied, file.path);
    order.push_back(file.path);
    written[file.path] = file;
    return {};
  }

  std::string irregular;
  std::string forbidden;
  std::vector<std::string> order;
  std::map<std::string, Installed> written;
};

struct FakeInterrupts final : Interrupts {
  int arm() override {
    armed = true;
    return -1;
  }
  bool pending() override { return signalled; }
  int signal() override { return signalled ? SIGTERM : 0; }
  void disarm() override { armed = false; }

  bool armed = false;
  bool signalled = false;
};

}  // namespace hg::client
