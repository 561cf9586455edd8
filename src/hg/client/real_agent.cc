#include "hg/client/real_agent.h"

#include "hg/client/lock_slots.h"

#include <algorithm>

namespace hg::client {

using ipc::Frame;
using ipc::FrameType;
using model::Failure;
using model::Reason;

namespace {

// For another try with an agent that was silent before.
constexpr std::chrono::milliseconds kBrief{200};

}  // namespace

RealAgent::RealAgent(std::string directory, std::function<std::string()> find_program,
                     std::function<unsigned()> cpus, std::chrono::milliseconds silence)
    : directory_(std::move(directory)),
      find_program_(std::move(find_program)),
      cpus_(std::move(cpus)),
      silence_(silence) {}

Result<os::UniqueFd> RealAgent::connect() {
  if (!directory_.empty()) trust_ = ipc::trust_in_agent(directory_);
  if (trust_ == ipc::Trust::none) return fail(Code::unavailable, "hg-agent does not answer");
  auto running = ipc::connect_running_agent(directory_);
  if (running || directory_.empty()) return running;
  return ipc::connect_agent({.directory = directory_, .agent_program = find_program_()});
}

Result<Frame> RealAgent::greet_once(const ipc::Hello& hello) {
  channel_.reset();
  HG_TRY_ASSIGN(auto socket, connect());
  channel_.emplace(std::move(socket), -1,
                   trust_ == ipc::Trust::brief ? std::min(silence_, kBrief) : silence_);
  HG_TRY(channel_->send({{FrameType::hello, encode(hello)}}));
  auto frame = channel_->receive();
  if (frame && trust_ == ipc::Trust::brief) ipc::mark_agent_heard(directory_);
  if (!frame) note_silence(frame.error());
  return frame;
}

// Stopped, or stuck: each further compile would wait for it as long.
void RealAgent::note_silence(const Error& error) {
  if (error.code() == Code::deadline_exceeded && !directory_.empty()) ipc::mark_agent_silent(directory_);
}

// The first word and its answer. An agent of another version refuses and makes room for one of ours. One that
// was killed is replaced at once; only if the next dies as well are agents given up for a while.
Result<Frame> RealAgent::greet(const ipc::Hello& hello) {
  auto frame = greet_once(hello);
  const auto died = [&] { return !frame && channel_ && frame.error().code() == Code::unavailable; };
  if (died() || (frame && frame->type == FrameType::refused)) frame = greet_once(hello);
  if (died()) ipc::mark_agent_failed(directory_);
  return frame;
}

void RealAgent::take_lock_slot() {
  channel_.reset();
  auto slot = client::take_lock_slot(directory_, cpus_());
  // Without a place for lock files there are no slots, and the compile goes on.
  if (slot) lock_ = *std::move(slot);
  slot_held_ = true;
}

Agent::Admission RealAgent::without_agent(const Error& error) {
  channel_.reset();
  if (hello_.may_fall_back) take_lock_slot();
  return {.grid = false, .failure = {Reason::agent_unreachable, error.to_string()}};
}

Agent::Admission RealAgent::open(const ipc::Hello& hello) {
  hello_ = hello;
  auto frame = greet(hello);
  if (!frame) return without_agent(frame.error());
  if (frame->type == FrameType::proceed) return {.grid = true, .failure = {}};
  if (frame->type == FrameType::go_local || frame->type == FrameType::failed) {
    auto failure = ipc::decode_failure(frame->body);
    if (!failure) return without_agent(failure.error());
    slot_held_ = frame->type == FrameType::go_local;
    return {.grid = false, .failure = *std::move(failure)};
  }
  return without_agent({Code::internal, "unexpected answer from hg-agent: " + frame->body});
}

Result<model::CompileResult> RealAgent::receive_result(const Frame& frame) {
  HG_TRY_ASSIGN(auto result, ipc::decode_result(frame.body));
  for (auto& output : result.outputs) {
    HG_TRY_ASSIGN(auto payload, channel_->receive());
    if (payload.type != FrameType::payload) return fail(Code::internal, "an output is missing");
    output.zstd = std::move(payload.body);
  }
  return result;
}

model::CompileOutcome RealAgent::compile(const model::CompileTask& task, int interrupt_fd) {
  const auto& source = std::get<model::PreprocessedSource>(task.source);
  const auto lost = [&](const Error& error) {
    note_silence(error);
    channel_.reset();
    return tl::unexpected(Failure{Reason::agent_unreachable, error.to_string()});
  };
  channel_->interrupt_by(interrupt_fd);
  const auto sent =
      channel_->send({{FrameType::submit, ipc::encode_task(task)}, {FrameType::payload, source.zstd}});
  if (!sent) return lost(sent.error());
  const auto frame = channel_->receive();
  if (!frame) return lost(frame.error());
  if (frame->type == FrameType::failed) {
    auto failure = ipc::decode_failure(frame->body);
    channel_->interrupt_by(-1);
    if (failure) return tl::unexpected(*std::move(failure));
    return lost(failure.error());
  }
  if (frame->type != FrameType::result) return lost({Code::internal, "unexpected answer from hg-agent"});
  auto result = receive_result(*frame);
  if (!result) return lost(result.error());
  channel_->interrupt_by(-1);
  return *std::move(result);
}

void RealAgent::take_slot() {
  if (slot_held_) return;
  Result<Frame> frame = fail(Code::unavailable, "");
  if (channel_) {
    if (channel_->send({{FrameType::want_slot, ""}})) frame = channel_->receive();
  } else {
    ipc::Hello hello = hello_;
    hello.intent = ipc::Intent::slot;
    frame = greet(hello);
  }
  slot_held_ = frame && frame->type == FrameType::slot;
  if (!slot_held_) take_lock_slot();
}

void RealAgent::report(const ipc::Outcome& outcome) {
  if (channel_) {
    (void)channel_->send({{FrameType::outcome, encode(outcome)}});
    return;
  }
  if (hello_.build.empty()) return;  // nobody will ask
  auto socket = ipc::connect_running_agent(directory_);
  if (!socket) return;
  ipc::Hello hello = hello_;
  hello.intent = ipc::Intent::report;
  ipc::Channel channel(*std::move(socket), -1, silence_);
  (void)channel.send({{FrameType::hello, encode(hello)}, {FrameType::outcome, encode(outcome)}});
}

int RealAgent::slot_fd() const {
  if (!slot_held_) return -1;
  return channel_ ? channel_->fd() : lock_.get();
}

}  // namespace hg::client
