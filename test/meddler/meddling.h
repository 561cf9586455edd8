// What can be done to messages on their way: each is something that a broken or hostile peer could send.
#pragma once

#include <optional>
#include <string_view>

#include "hybridgrid/v1/build.pb.h"

namespace hg::meddler {

namespace pb = hybridgrid::v1;

enum class Meddling {
  none,
  refuse,        // compiles end with UNAVAILABLE and are never seen by the worker
  short_source,  // the source's frame ends in its middle
  wrong_size,    // the source is not as long as it says
  bent_source,   // one bit of the source's frame is another
  short_output,  // the same for the result
  bent_output,
  next_major,  // the sender speaks the next major version of the protocol
  next_minor,  // the next minor version, with fields that nobody knows
};

// By the names above with dashes: "short-source".
std::optional<Meddling> parse(std::string_view name);

void change(Meddling meddling, pb::CompileRequest& request);
void change(Meddling meddling, pb::CompileResponse& response);
void change(Meddling meddling, pb::HandshakeRequest& request);

}  // namespace hg::meddler
