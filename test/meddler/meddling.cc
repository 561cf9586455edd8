#include "meddling.h"

#include <array>
#include <string>
#include <utility>

namespace hg::meddler {
namespace {

constexpr std::array<std::pair<std::string_view, Meddling>, 9> kNames{{
    {"none", Meddling::none},
    {"refuse", Meddling::refuse},
    {"short-source", Meddling::short_source},
    {"wrong-size", Meddling::wrong_size},
    {"bent-source", Meddling::bent_source},
    {"short-output", Meddling::short_output},
    {"bent-output", Meddling::bent_output},
    {"next-major", Meddling::next_major},
    {"next-minor", Meddling::next_minor},
}};

void bend(std::string& frame) {
  if (!frame.empty()) frame[frame.size() / 2] = static_cast<char>(frame[frame.size() / 2] ^ 0x10);
}

void shorten(std::string& frame) {
  frame.resize(frame.size() / 2);
}

template <typename Message>
void add_unknown_field(Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddLengthDelimited(1000, "of a later version");
}

}  // namespace

std::optional<Meddling> parse(std::string_view name) {
  for (const auto& [known, meddling] : kNames) {
    if (known == name) return meddling;
  }
  return std::nullopt;
}

void change(Meddling meddling, pb::CompileRequest& request) {
  pb::PreprocessedSource& source = *request.mutable_preprocessed();
  if (meddling == Meddling::short_source) shorten(*source.mutable_zstd());
  if (meddling == Meddling::wrong_size) source.set_size(source.size() + 1);
  if (meddling == Meddling::bent_source) bend(*source.mutable_zstd());
  if (meddling == Meddling::next_minor) add_unknown_field(request);
}

void change(Meddling meddling, pb::CompileResponse& response) {
  for (pb::OutputFile& output : *response.mutable_outputs()) {
    if (meddling == Meddling::short_output) shorten(*output.mutable_zstd());
    if (meddling == Meddling::bent_output) bend(*output.mutable_zstd());
  }
  if (meddling == Meddling::next_minor) add_unknown_field(response);
}

void change(Meddling meddling, pb::HandshakeRequest& request) {
  pb::ProtocolVersion& version = *request.mutable_protocol();
  if (meddling == Meddling::next_major) version.set_major(version.major() + 1);
  if (meddling != Meddling::next_minor) return;
  version.set_minor(version.minor() + 1);
  add_unknown_field(request);
}

}  // namespace hg::meddler
