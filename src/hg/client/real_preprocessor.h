// Runs the preprocessor, compressing and scanning its text while it is made.
#pragma once

#include <functional>
#include <string_view>

#include "hg/client/ports.h"

namespace hg::client {

class RealPreprocessor final : public Preprocessor {
 public:
  // More text than this is not sent.
  static constexpr std::size_t kMaxText = std::size_t{512} << 20U;

  // Sees the text piece by piece, while it is produced.
  using Onlooker = std::function<void(std::string_view text)>;

  explicit RealPreprocessor(std::size_t max_text = kMaxText, Onlooker onlooker = {})
      : max_text_(max_text), onlooker_(std::move(onlooker)) {}

  tl::expected<Preprocessed, model::Failure> preprocess(const std::string& driver,
                                                        const model::Toolchain& toolchain,
                                                        const compiler::Plan& plan,
                                                        int interrupt_fd) override;

 private:
  std::size_t max_text_;
  Onlooker onlooker_;
};

}  // namespace hg::client
