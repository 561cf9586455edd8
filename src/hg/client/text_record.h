// What preprocessed text is made of, noted while it is produced.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hg/client/ports.h"
#include "hg/compiler/key/include_markers.h"
#include "hg/digest/sha256.h"

namespace hg::client {

class TextRecord {
 public:
  void add(std::string_view text) {
    hash_.update(text);
    markers_.feed(text);
  }
  // The text is whole, and good.
  void finish(std::string dependencies) {
    digest_ = hash_.finish();
    files_ = markers_.finish();
    dependencies_ = std::move(dependencies);
    complete_ = true;
  }

  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] const digest::Sha256Digest& digest() const { return digest_; }
  [[nodiscard]] const std::vector<std::string>& files() const { return files_; }  // without the source
  [[nodiscard]] const std::string& dependencies() const { return dependencies_; }

 private:
  digest::Sha256 hash_;
  compiler::key::IncludeMarkers markers_;
  bool complete_ = false;
  digest::Sha256Digest digest_;
  std::vector<std::string> files_;
  std::string dependencies_;
};

// Preprocesses, and finishes the record that sees the text.
class RecordingPreprocessor final : public Preprocessor {
 public:
  RecordingPreprocessor(Preprocessor& inner, TextRecord& record) : inner_(inner), record_(record) {}

  tl::expected<Preprocessed, model::Failure> preprocess(const std::string& driver,
                                                        const model::Toolchain& toolchain,
                                                        const compiler::Plan& plan,
                                                        int interrupt_fd) override {
    auto done = inner_.preprocess(driver, toolchain, plan, interrupt_fd);
    if (done) record_.finish(done->dependencies);
    return done;
  }

 private:
  Preprocessor& inner_;
  TextRecord& record_;
};

}  // namespace hg::client
