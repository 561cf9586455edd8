#include "hg/client/agent/session.h"

#include <fmt/format.h>

#include <utility>

namespace hg::client::agent {

using ipc::Frame;
using ipc::FrameType;
using ipc::Intent;
using model::Failure;
using model::Reason;

Session::Session(Host& host, os::UniqueFd socket)
    : host_(host),
      stream_(host.loop(), std::move(socket),
              {.frame = [this](Frame frame) { on_frame(std::move(frame)); }, .end = [this] { end(); }}) {}

Session::~Session() {
  let_go();
}

void Session::beat() {
  const bool waits = phase_ == Phase::waiting || phase_ == Phase::remote;
  if (waits && !stream_.has_unsent()) stream_.send(FrameType::heartbeat, "");
}

// A client that does not keep to the protocol loses its connection, and then compiles locally.
void Session::on_frame(Frame frame) {
  const auto self = shared_from_this();
  switch (frame.type) {
    case FrameType::hello:
      return on_hello(frame.body);
    case FrameType::query:
      return on_query(frame.body);
    case FrameType::submit:
      return on_submit(frame.body);
    case FrameType::payload:
      return on_payload(std::move(frame.body));
    case FrameType::outcome:
      return on_outcome(frame.body);
    case FrameType::want_slot:
      if (phase_ != Phase::granted && phase_ != Phase::idle) return end();
      return take_compile_slot(FrameType::slot, "");
    default:
      return end();
  }
}

void Session::on_hello(const std::string& body) {
  auto hello = ipc::decode_hello(body);
  if (!hello || phase_ != Phase::greeting) return end();
  hello_ = *std::move(hello);
  if (hello_.protocol != ipc::kProtocolVersion) {
    stream_.send(FrameType::refused,
                 fmt::format("agent protocol {}, not {}", ipc::kProtocolVersion, hello_.protocol));
    phase_ = Phase::idle;
    return host_.on_other_version();
  }
  phase_ = Phase::idle;
  if (hello_.intent == Intent::slot) take_compile_slot(FrameType::slot, "");
  if (hello_.intent == Intent::grid) admit();
}

void Session::admit() {
  phase_ = Phase::waiting;
  auto link = host_.link(hello_);
  if (!link) return cannot(link.error());
  link_ = *link;
  link_->when_known([weak = weak_from_this()](std::optional<Failure> failure) {
    const auto self = weak.lock();
    if (!self || self->ended_) return;
    if (failure) return self->cannot(*failure);
    self->preprocess_ = self->host_.preprocess_slots().acquire([weak] {
      const auto granted = weak.lock();
      if (!granted) return;
      granted->phase_ = Phase::granted;
      granted->stream_.send(FrameType::proceed, "");
    });
  });
}

void Session::cannot(const Failure& failure) {
  if (hello_.may_fall_back) return take_compile_slot(FrameType::go_local, ipc::encode(failure));
  phase_ = Phase::idle;
  stream_.send(FrameType::failed, ipc::encode(failure));
}

void Session::take_compile_slot(FrameType announce, std::string body) {
  if (preprocess_) host_.preprocess_slots().release(*std::exchange(preprocess_, std::nullopt));
  if (compile_) return end();
  phase_ = Phase::waiting;
  compile_ = host_.compile_slots().acquire([weak = weak_from_this(), announce, body = std::move(body)] {
    const auto self = weak.lock();
    if (!self) return;
    self->phase_ = Phase::local;
    self->stream_.send(announce, body);
  });
}

void Session::on_query(const std::string& body) {
  const auto query = ipc::decode_query(body);
  if (!query || phase_ != Phase::idle || hello_.intent != Intent::ask) return end();
  phase_ = Phase::waiting;
  host_.answer(hello_, *query, [weak = weak_from_this()](std::string reply) {
    const auto self = weak.lock();
    if (!self || self->ended_) return;
    self->phase_ = Phase::idle;
    self->stream_.send(FrameType::reply, std::move(reply));
  });
}

void Session::on_submit(const std::string& body) {
  auto task = ipc::decode_task(body);
  if (!task || phase_ != Phase::granted) return end();
  task_ = *std::move(task);
  phase_ = Phase::submitting;
}

void Session::on_payload(std::string bytes) {
  if (phase_ != Phase::submitting) return end();
  phase_ = Phase::remote;
  held_bytes_ = static_cast<std::int64_t>(bytes.size());
  host_.hold_bytes(held_bytes_);
  host_.preprocess_slots().release(*std::exchange(preprocess_, std::nullopt));
  std::get<model::PreprocessedSource>(task_->source).zstd = std::move(bytes);
  call_ = link_->compile(*std::move(task_), [weak = weak_from_this()](model::CompileOutcome outcome) {
    if (const auto self = weak.lock(); self && !self->ended_) self->on_result(std::move(outcome));
  });
  task_.reset();
}

void Session::on_result(model::CompileOutcome outcome) {
  call_.reset();
  host_.hold_bytes(-std::exchange(held_bytes_, 0));
  phase_ = Phase::idle;
  seen_by_coordinator_ = outcome || !means_lost(outcome.error().reason);
  if (!outcome) return stream_.send(FrameType::failed, ipc::encode(outcome.error()));
  stream_.send(FrameType::result, ipc::encode_result(*outcome));
  for (auto& output : outcome->outputs) stream_.send(FrameType::payload, std::move(output.zstd));
}

void Session::on_outcome(const std::string& body) {
  auto outcome = ipc::decode_outcome(body);
  if (!outcome || phase_ == Phase::greeting) return end();
  outcome_ = *std::move(outcome);
  outcome_at_ = host_.loop().clock().now();
}

void Session::let_go() {
  if (call_ && link_ != nullptr) link_->cancel(*std::exchange(call_, std::nullopt));
  if (held_bytes_ != 0) host_.hold_bytes(-std::exchange(held_bytes_, 0));
  if (preprocess_) host_.preprocess_slots().release(*std::exchange(preprocess_, std::nullopt));
  if (compile_) host_.compile_slots().release(*std::exchange(compile_, std::nullopt));
}

// The outcome of a local compile came before the compiler ran; it ends when the compiler does.
void Session::end() {
  if (std::exchange(ended_, true)) return;
  const auto self = shared_from_this();
  if (outcome_ && !outcome_->remote) outcome_->total += host_.loop().clock().now() - outcome_at_;
  stream_.close();
  let_go();
  host_.on_end(*this, std::exchange(outcome_, std::nullopt));
}

}  // namespace hg::client::agent
