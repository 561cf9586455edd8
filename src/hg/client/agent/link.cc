#include "hg/client/agent/link.h"

#include <algorithm>
#include <utility>

namespace hg::client::agent {

using ipc::LinkState;
using model::Failure;
using model::Reason;

bool means_lost(Reason reason) {
  return reason == Reason::coordinator_refused || reason == Reason::coordinator_timeout ||
         reason == Reason::coordinator_untrusted || reason == Reason::access_denied;
}

Link::Link(EventLoop& loop, std::string address, std::unique_ptr<Coordinator> coordinator,
           LinkOptions options)
    : loop_(loop),
      address_(std::move(address)),
      coordinator_(std::move(coordinator)),
      options_(options),
      backoff_(options.backoff_first),
      self_(std::make_shared<Link*>(this)) {}

Link::~Link() {
  *self_ = nullptr;
  for (auto& [call, running] : running_) running.cancel();
}

// std::function must be copyable, an answer may be moved: it travels to the loop in a shared pointer.
template <typename T>
std::function<void(T)> Link::on_loop(std::function<void(T)> handle) {
  return [&loop = loop_, self = self_, handle = std::move(handle)](T answer) {
    auto carried = std::make_shared<T>(std::move(answer));
    loop.post([self, handle, carried] {
      if (*self != nullptr) handle(std::move(*carried));
    });
  };
}

void Link::when_known(Known known) {
  wanted_ = loop_.clock().now();
  if (state_ == LinkState::up) return known(std::nullopt);
  if (state_ == LinkState::down) return known(failure_);
  if (state_ == LinkState::connecting && slow_) return known(failure_);
  waiting_.push_back(std::move(known));
  if (state_ == LinkState::connecting) return;
  state_ = LinkState::connecting;
  slow_ = false;
  loop_.after(options_.first_wait, [self = self_] {
    Link* link = *self;
    if (link == nullptr || link->state_ != LinkState::connecting) return;
    link->slow_ = true;
    link->failure_ = {Reason::coordinator_timeout, link->address_ + " does not answer"};
    link->tell(link->failure_);
  });
  connect();
}

void Link::connect() {
  if (std::exchange(handshaking_, true)) return;
  coordinator_->handshake(options_.handshake_timeout,
                          on_loop<Answer<std::string>>([this](Answer<std::string> answer) {
                            handshaking_ = false;
                            if (answer) return go_up(*answer);
                            go_down(std::move(answer).error());
                          }));
}

void Link::go_up(const std::string& version) {
  state_ = LinkState::up;
  version_ = version;
  backoff_ = options_.backoff_first;
  tell(std::nullopt);
  if (!outcomes_.empty()) report_later();
}

// Everybody learns it now: those who wait to begin, and those whose compile is lost.
void Link::go_down(Failure failure) {
  state_ = LinkState::down;
  failure_ = std::move(failure);
  tell(failure_);
  for (auto& [call, running] : std::exchange(running_, {})) {
    running.cancel();
    running.done(tl::unexpected(failure_));
  }
  reconnect_later();
}

void Link::tell(const std::optional<Failure>& failure) {
  for (const Known& known : std::exchange(waiting_, {})) known(failure);
}

void Link::reconnect_later() {
  if (handshaking_) return;
  loop_.after(backoff_, [self = self_] {
    Link* link = *self;
    if (link == nullptr || link->state_ != LinkState::down) return;
    if (link->loop_.clock().now() - link->wanted_ > link->options_.interest) {
      link->state_ = LinkState::unknown;  // nobody compiles; the next one asks anew
      return;
    }
    link->connect();
  });
  backoff_ = std::min(2 * backoff_, options_.backoff_longest);
}

Link::Call Link::compile(model::CompileTask task, std::function<void(model::CompileOutcome)> done) {
  const Call call = next_call_++;
  if (state_ == LinkState::down) {
    // It went down while the client preprocessed. The answer must not come before the caller knows its call.
    loop_.post([self = self_, done = std::move(done)] {
      if (*self != nullptr) done(tl::unexpected((*self)->failure_));
    });
    return call;
  }
  running_[call].done = std::move(done);
  running_[call].cancel = coordinator_->compile(
      std::move(task), on_loop<model::CompileOutcome>([this, call](model::CompileOutcome outcome) {
        on_outcome(call, std::move(outcome));
      }));
  probe_later();
  return call;
}

void Link::cancel(Call call) {
  const auto found = running_.find(call);
  if (found == running_.end()) return;
  found->second.cancel();
  running_.erase(found);
}

void Link::on_outcome(Call call, model::CompileOutcome outcome) {
  auto running = running_.extract(call);
  if (running.empty()) return;  // cancelled, or ended with the coordinator
  const bool lost = !outcome && means_lost(outcome.error().reason);
  const Failure failure = lost ? outcome.error() : Failure{};
  running.mapped().done(std::move(outcome));
  if (lost && state_ == LinkState::up) go_down(failure);
}

// A coordinator that hangs takes calls and never ends them. While there are any, it is asked every second
// whether it is alive: that is found out once, for all.
void Link::probe_later() {
  if (std::exchange(probing_, true)) return;
  loop_.after(options_.probe_interval, [self = self_] {
    if (*self != nullptr) (*self)->probe();
  });
}

void Link::probe() {
  if (running_.empty() || state_ != LinkState::up) {
    probing_ = false;
    return;
  }
  coordinator_->probe(options_.probe_timeout, on_loop<Answer<void>>([this](Answer<void> answer) {
                        probing_ = false;
                        if (state_ != LinkState::up) return;
                        if (!answer) return go_down(answer.error());
                        if (!running_.empty()) probe_later();
                      }));
}

void Link::note(model::ClientOutcome outcome) {
  if (outcomes_.size() >= options_.report_most) {
    if (state_ == LinkState::up) {
      report_now();
    } else {
      outcomes_.erase(outcomes_.begin());
    }
  }
  outcomes_.push_back(std::move(outcome));
  report_later();
}

void Link::report_later() {
  if (state_ != LinkState::up || std::exchange(reporting_, true)) return;
  loop_.after(options_.report_interval, [self = self_] {
    if (*self != nullptr) (*self)->report_now();
  });
}

void Link::report_now() {
  reporting_ = false;
  if (state_ == LinkState::up && !outcomes_.empty()) coordinator_->report(std::exchange(outcomes_, {}));
}

void Link::workers(std::function<void(ipc::WorkersAnswer)> done) {
  using Workers = Answer<ipc::WorkersAnswer>;
  coordinator_->workers(
      options_.handshake_timeout, on_loop<Workers>([this, done = std::move(done)](Workers answer) {
        if (answer && state_ != LinkState::up) connect();
        if (answer) return done(*std::move(answer));
        done({.reason = answer.error().reason, .message = answer.error().message, .workers = {}});
      }));
}

void Link::drain(const std::string& name, bool drained, std::function<void(ipc::DrainAnswer)> done) {
  coordinator_->drain(
      options_.handshake_timeout, name, drained,
      on_loop<Answer<std::string>>([done = std::move(done)](Answer<std::string> answer) {
        if (answer) return done({.message = {}, .worker = *std::move(answer)});
        done({.reason = answer.error().reason, .message = answer.error().message, .worker = {}});
      }));
}

ipc::CoordinatorStatus Link::status() const {
  const bool down = state_ == LinkState::down || (state_ == LinkState::connecting && slow_);
  return {.address = address_,
          .state = state_,
          .reason = down ? failure_.reason : Reason::none,
          .message = down ? failure_.message : std::string(),
          .version = version_,
          .in_flight = static_cast<std::uint32_t>(running_.size())};
}

}  // namespace hg::client::agent
