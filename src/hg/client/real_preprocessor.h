// Runs the preprocessor, compressing and scanning its text while it is made.
#pragma once

#include "hg/client/ports.h"

namespace hg::client {

class RealPreprocessor final : public Preprocessor {
 public:
  // More text than this is not sent.
  static constexpr std::size_t kMaxText = std::size_t{512} << 20U;

  explicit RealPreprocessor(std::size_t max_text = kMaxText) : max_text_(max_text) {}

  tl::expected<Preprocessed, model::Failure> preprocess(const std::string& driver,
                                                        const model::Toolchain& toolchain,
                                                        const compiler::Plan& plan,
                                                        int interrupt_fd) override;

 private:
  std::size_t max_text_;
};

}  // namespace hg::client
