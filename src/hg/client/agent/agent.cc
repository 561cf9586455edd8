#include "hg/client/agent/agent.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "hg/base/version.h"
#include "hg/os/socket.h"

namespace hg::client::agent {

using model::Failure;
using model::Reason;

namespace {

constexpr std::size_t kMaxLinks = 16;

bool identity_of(const std::string& path, std::uint64_t& device, std::uint64_t& inode) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return false;
  device = info.st_dev;
  inode = info.st_ino;
  return true;
}

}  // namespace

Agent::Agent(EventLoop& loop, os::UniqueFd listener, AgentOptions options, OpenCoordinator open,
             std::function<void()> done)
    : loop_(loop),
      listener_(std::move(listener)),
      options_(std::move(options)),
      open_(std::move(open)),
      done_(std::move(done)),
      compile_slots_(options_.compile_slots, [this] { share_slots(); }),
      preprocess_slots_(options_.preprocess_slots),
      started_(loop.clock().now()),
      last_seen_(started_) {
  if (options_.discover) search_.emplace(loop_, options_.discover);
  ::chmod(options_.socket_path.c_str(), 0600);  // its directory is ours alone already
  identity_of(options_.socket_path, device_, inode_);
  loop_.watch(listener_.get(), EPOLLIN, [this](std::uint32_t) { accept(); });
  timer_ = loop_.after(options_.beat, [this] { tick(); });
}

Agent::~Agent() {
  loop_.cancel(timer_);
  if (listener_) loop_.unwatch(listener_.get());
  sessions_.clear();
}

void Agent::accept() {
  while (true) {
    os::UniqueFd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket) return;
    last_seen_ = loop_.clock().now();
    const auto peer = os::peer_uid(socket.get());
    if (!peer || *peer != ::getuid()) continue;
    Host& host = *this;
    auto session = std::make_shared<Session>(host, std::move(socket));
    sessions_.emplace(session.get(), session);
  }
}

Answer<std::string> Agent::coordinator_of(const ipc::Hello& hello) {
  if (!hello.coordinator.empty()) return hello.coordinator;
  if (search_) return search_->coordinator();
  return tl::unexpected(Failure{Reason::not_configured, "HG_COORDINATOR is not set"});
}

Answer<Link*> Agent::link(const ipc::Hello& hello) {
  auto known = coordinator_of(hello);
  if (!known) return tl::unexpected(std::move(known).error());
  const std::string& address = *known;
  if (const auto found = links_.find({address, hello.access}); found != links_.end())
    return found->second.get();
  if (links_.size() >= kMaxLinks) return tl::unexpected(Failure{Reason::rejected, "too many coordinators"});
  auto coordinator = open_(address, hello.access);
  if (!coordinator) return tl::unexpected(coordinator.error());
  auto& made = links_[{address, hello.access}];
  made = std::make_unique<Link>(loop_, address, *std::move(coordinator), options_.link);
  return made.get();
}

void Agent::hold_bytes(std::int64_t difference) {
  held_bytes_ += difference;
  preprocess_slots_.hold(held_bytes_ > options_.max_held_bytes);
}

void Agent::on_end(Session& session, std::optional<ipc::Outcome> outcome) {
  if (outcome) {
    // What came from the worker could not be used, which the coordinator cannot see.
    const bool bad = !outcome->remote && outcome->reason == Reason::bad_result;
    if (bad && !outcome->worker_address.empty() && session.link() != nullptr)
      session.link()->report(outcome->worker_address, outcome->reason);
    const bool untold = !outcome->remote && !session.seen_by_coordinator();
    if (untold && model::is_compile(outcome->reason)) tell_coordinator(session.hello(), *outcome);
    ledger_.add(session.build(), *std::move(outcome));
  }
  last_seen_ = loop_.clock().now();
  // It is in the middle of a callback; its end must wait until that has returned.
  if (auto node = sessions_.extract(&session)) loop_.post([last = std::move(node.mapped())] {});
  leave_if_done();
}

// Only where the grid is in use already: what stays here is no reason to connect.
void Agent::tell_coordinator(const ipc::Hello& hello, const ipc::Outcome& outcome) {
  const auto address = coordinator_of(hello);
  const auto link = address ? links_.find({*address, hello.access}) : links_.end();
  if (link == links_.end()) return;
  link->second->note({.build = model::BuildId(hello.build),
                      .label = outcome.label,
                      .cached = false,
                      .reason = outcome.reason,
                      .total = outcome.total});
}

void Agent::note_hits(Link& link, const ipc::Query& query) {
  link.when_known([](const auto&) {});
  for (const std::string& label : query.names)
    link.note({.build = model::BuildId(query.argument), .label = label, .cached = true});
}

void Agent::share_slots() {
  const auto used = static_cast<unsigned>(compile_slots_.used());
  const SlotBudget all{.compile = options_.compile_slots, .preprocess = options_.preprocess_slots};
  const SlotBudget budget = slot_budget(all, used, memory_);
  preprocess_slots_.set_capacity(budget.preprocess);
  compile_slots_.set_capacity(budget.compile);
}

void Agent::tick() {
  timer_ = loop_.after(options_.beat, [this] { tick(); });
  memory_ = options_.memory();
  share_slots();
  for (const auto& [key, session] : sessions_) session->beat();
  const bool idle = sessions_.empty() && loop_.clock().now() - last_seen_ >= options_.idle;
  if (listener_ && (idle || !owns_socket())) retire();
}

bool Agent::owns_socket() const {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  return identity_of(options_.socket_path, device, inode) && device == device_ && inode == inode_;
}

// Nobody finds us any more; those who just did are served.
void Agent::retire() {
  if (!listener_) return;
  if (owns_socket()) ::unlink(options_.socket_path.c_str());
  accept();
  loop_.unwatch(listener_.get());
  listener_.reset();
  leave_if_done();
}

void Agent::leave_if_done() {
  if (!listener_ && sessions_.empty()) done_();
}

ipc::AgentStatus Agent::status(const std::string& first) const {
  const auto count = [](std::size_t number) { return static_cast<std::uint32_t>(number); };
  const auto uptime = std::chrono::duration_cast<std::chrono::milliseconds>(loop_.clock().now() - started_);
  ipc::AgentStatus status{.version = std::string(version()),
                          .pid = static_cast<std::uint32_t>(::getpid()),
                          .uptime_ms = static_cast<std::uint64_t>(uptime.count()),
                          .compile_slots = compile_slots_.capacity(),
                          .compile_slots_used = count(compile_slots_.used()),
                          .preprocess_slots = preprocess_slots_.capacity(),
                          .preprocess_slots_used = count(preprocess_slots_.used()),
                          .waiting = count(compile_slots_.waiting() + preprocess_slots_.waiting()),
                          .finished = ledger_.finished(),
                          .coordinators = {}};
  for (const auto& [key, link] : links_) status.coordinators.push_back(link->status());
  std::stable_partition(status.coordinators.begin(), status.coordinators.end(),
                        [&](const auto& coordinator) { return coordinator.address == first; });
  return status;
}

ipc::BuildAnswer Agent::build(const std::string& id) const {
  ipc::BuildAnswer answer = ledger_.answer(id);
  for (const auto& [key, session] : sessions_) {
    if (session->build() != id) continue;
    switch (session->phase()) {
      case Session::Phase::waiting:
        ++answer.waiting;
        break;
      case Session::Phase::local:
        ++answer.running_local;
        break;
      case Session::Phase::granted:
      case Session::Phase::submitting:
      case Session::Phase::remote:
        ++answer.running_remote;
        break;
      default:
        continue;
    }
    answer.known = true;
  }
  return answer;
}

void Agent::answer(const ipc::Hello& hello, const ipc::Query& query, std::function<void(std::string)> reply) {
  if (query.question == ipc::Question::build) return reply(encode(build(query.argument)));
  if (!hello.coordinator.empty() || !search_) return answer_known(hello, query, reply);
  // A person asks, or a build that is about to begin: here the first look round is waited for.
  search_->when_looked([this, hello, query, reply = std::move(reply)] { answer_known(hello, query, reply); });
}

void Agent::answer_known(const ipc::Hello& hello, const ipc::Query& query,
                         const std::function<void(std::string)>& reply) {
  auto link = this->link(hello);
  if (query.question == ipc::Question::workers) {
    if (link) return (*link)->workers([reply](const ipc::WorkersAnswer& answer) { reply(encode(answer)); });
    return reply(encode(
        ipc::WorkersAnswer{.reason = link.error().reason, .message = link.error().message, .workers = {}}));
  }
  if (query.question == ipc::Question::hits) {
    if (link) note_hits(**link, query);
    return reply({});
  }
  if (query.question == ipc::Question::drain || query.question == ipc::Question::undrain) {
    const auto tell = [reply](const ipc::DrainAnswer& answer) { reply(encode(answer)); };
    if (link) return (*link)->drain(query.argument, query.question == ipc::Question::drain, tell);
    return tell({.reason = link.error().reason, .message = link.error().message, .worker = {}});
  }
  const auto now = [this, address = coordinator_of(hello).value_or(""), reply](const auto&) {
    reply(encode(status(address)));
  };
  if (link) return (*link)->when_known(now);
  now(0);
}

}  // namespace hg::client::agent
