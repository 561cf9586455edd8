#include "hg/container/session.h"

#include "hg/container/answers.h"

namespace hg::container {
namespace {

// How long the connections may live; what ends them in time is the deadline of the run.
Duration longer_than(const os::CaptureLimits& limits) {
  return limits.time + std::chrono::minutes(1);
}

}  // namespace

Session::Session(Target target, const os::CaptureLimits& limits, const Clock& clock)
    : target_(std::move(target)),
      limits_(limits),
      deadline_(clock.now() + limits.time),
      frames_([this](Frames::Stream stream, std::string_view bytes) {
        std::string& text = stream == Frames::Stream::err ? result_.err : result_.out;
        const std::size_t room = limits_.output_bytes - text.size();
        if (bytes.size() > room) result_.stopped = os::Stopped::output_limit;
        text.append(bytes.substr(0, room));
      }),
      attach_(target_.socket, {.method = "POST",
                               .path = target_.container + "/attach?stream=1&stdout=1&stderr=1",
                               .timeout = longer_than(limits),
                               .take = [this](std::string_view bytes) { return take(bytes); }}),
      start_(target_.socket,
             {.method = "POST", .path = target_.container + "/start", .timeout = target_.timeout}),
      wait_(target_.socket,
            {.method = "POST", .path = target_.container + "/wait", .timeout = longer_than(limits)}),
      together_(clock) {}

bool Session::take(std::string_view bytes) {
  broken_ = !frames_.feed(bytes);
  return !broken_ && result_.stopped == os::Stopped::no;
}

bool Session::until(const std::function<bool()>& enough) {
  const os::Stopped stopped = together_.until(enough, deadline_, limits_.cancel_fd);
  if (result_.stopped == os::Stopped::no) result_.stopped = stopped;
  return result_.stopped == os::Stopped::no;
}

Status Session::streams_are_sound() const {
  if (broken_) return fail(Code::data_loss, "the container's streams are damaged");
  const Result<Answer> answer = accepted(attach_.answer(), "listening to a container");
  if (!answer) return fail(answer.error());
  if (!frames_.whole()) return fail(Code::unavailable, "the container's streams broke off");
  return {};
}

os::Captured Session::captured(int exit_code) {
  if (exit_code > 128 && exit_code <= 128 + 64) {
    result_.status.signal = exit_code - 128;
  } else {
    result_.status.code = exit_code;
  }
  return std::move(result_);
}

// First listening, then the start, so that nothing is missed; asked how it ended once it is silent.
Result<os::Captured> Session::run() {
  together_.begin(attach_);
  if (!until([this] { return attach_.answering() || attach_.ended(); })) return std::move(result_);
  if (attach_.ended()) HG_TRY(streams_are_sound());
  together_.begin(start_);
  if (!until([this] { return start_.ended(); })) return std::move(result_);
  HG_TRY(accepted(start_.answer(), "starting a container"));
  if (!until([this] { return attach_.ended(); })) return std::move(result_);
  HG_TRY(streams_are_sound());
  together_.begin(wait_);
  if (!until([this] { return wait_.ended(); })) return std::move(result_);
  HG_TRY_ASSIGN(const Answer ended, accepted(wait_.answer(), "waiting for a container"));
  HG_TRY_ASSIGN(const int exit_code, exit_code_from(ended.body));
  return captured(exit_code);
}

}  // namespace hg::container
