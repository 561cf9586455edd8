#include "hg/rpc/accept_loop.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

#include "hg/base/log.h"

namespace hg::rpc {
namespace {

constexpr int kAtOnce = 64;     // connections of one listener, before ends are looked at
constexpr int kRestMs = 100;    // with no descriptor left
constexpr int kQuietSecs = 10;  // between two log lines of refused connections

bool watch(int epoll, int fd, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  return ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

os::UniqueFd some_descriptor() {
  return os::UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

}  // namespace

AcceptLoop::AcceptLoop(std::vector<os::UniqueFd> listeners, const AdmissionLimits& limits, Take take,
                       os::EventFd stop)
    : listeners_(std::move(listeners)),
      limits_(limits),
      admission_(limits),
      take_(std::move(take)),
      stop_(std::move(stop)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      quiet_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)),
      reserve_(some_descriptor()) {}

Status AcceptLoop::prepare() {
  bool good = epoll_ && quiet_ && reserve_ && watch(epoll_.get(), stop_.fd(), EPOLLIN) &&
              watch(epoll_.get(), quiet_.get(), EPOLLIN);
  for (const os::UniqueFd& listener : listeners_) good = good && watch(epoll_.get(), listener.get(), EPOLLIN);
  if (!good) return fail(Error::from_errno(errno, "preparing to accept connections"));
  return {};
}

Result<std::unique_ptr<AcceptLoop>> AcceptLoop::start(std::vector<os::UniqueFd> listeners,
                                                      const AdmissionLimits& limits, Take take) {
  HG_TRY_ASSIGN(os::EventFd stop, os::EventFd::make());
  std::unique_ptr<AcceptLoop> loop(
      new AcceptLoop(std::move(listeners), limits, std::move(take), std::move(stop)));
  HG_TRY(loop->prepare());
  loop->thread_ = std::thread([raw = loop.get()] { raw->run(); });
  return loop;
}

AcceptLoop::~AcceptLoop() {
  stop_.raise();
  if (thread_.joinable()) thread_.join();
}

bool AcceptLoop::is_listener(int fd) const {
  return std::any_of(listeners_.begin(), listeners_.end(),
                     [fd](const os::UniqueFd& listener) { return listener.get() == fd; });
}

void AcceptLoop::run() {
  std::array<epoll_event, 256> events{};
  while (true) {
    const int count =
        ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), resting_ ? kRestMs : -1);
    if (count < 0 && errno != EINTR) return;
    std::vector<int> ready;
    // Ends first: they make room, and their numbers may be given to new connections.
    for (int i = 0; i < count; ++i) {
      const int fd = events.at(static_cast<std::size_t>(i)).data.fd;
      if (fd == stop_.fd()) return;
      if (fd == quiet_.get()) {
        tell_of_refused();
      } else if (is_listener(fd)) {
        ready.push_back(fd);
      } else {
        forget(fd);
      }
    }
    for (const int listener : ready) accept_some(listener);
    if (resting_ && ready.empty()) listen_again();
  }
}

void AcceptLoop::accept_some(int listener) {
  for (int i = 0; i < kAtOnce; ++i) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    os::UniqueFd connection(
        ::accept4(listener, reinterpret_cast<sockaddr*>(&address), &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (connection) {
      admit(std::move(connection), peer_of(address));
    } else if (errno == EAGAIN || !make_room(listener, errno)) {
      return;
    }
  }
}

// After accept4 has failed. False: try no more now.
bool AcceptLoop::make_room(int listener, int error) {
  if (error == ECONNABORTED || error == EINTR || error == EPROTO || error == EPERM) return true;
  reserve_.reset();
  os::UniqueFd refused(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  const bool took = static_cast<bool>(refused);
  if (took) refuse("", "no descriptor is left");
  refused.reset();
  reserve_ = some_descriptor();
  if (took && reserve_) return true;
  rest();
  return false;
}

void AcceptLoop::rest() {
  if (resting_) return;
  resting_ = true;
  for (const os::UniqueFd& listener : listeners_) {
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, listener.get(), nullptr);
  }
}

void AcceptLoop::listen_again() {
  if (!reserve_) reserve_ = some_descriptor();
  if (!reserve_) return;
  resting_ = false;
  for (const os::UniqueFd& listener : listeners_) watch(epoll_.get(), listener.get(), EPOLLIN);
}

void AcceptLoop::admit(os::UniqueFd connection, const std::string& peer) {
  switch (admission_.enter(peer)) {
    case Admission::Answer::full:
      return refuse(peer, "as many are open as there are descriptors for");
    case Admission::Answer::peer_has_enough:
      return refuse(peer, "it has its share of them");
    case Admission::Answer::yes:
      break;
  }
  os::UniqueFd end(::fcntl(connection.get(), F_DUPFD_CLOEXEC, 0));
  if (!end || !watch(epoll_.get(), end.get(), EPOLLRDHUP)) {
    admission_.leave(peer);
    return refuse(peer, "no descriptor is left");
  }
  const int number = end.get();
  connections_.emplace(number, Connection{std::move(end), peer});
  take_(std::move(connection));
}

// gRPC shuts a connection down before it closes it, so that our descriptor hears of it, too.
void AcceptLoop::forget(int end) {
  const auto known = connections_.find(end);
  if (known == connections_.end()) return;
  admission_.leave(known->second.peer);
  connections_.erase(known);
}

void AcceptLoop::refuse(const std::string& peer, const char* why) {
  ++refused_;
  last_refused_ = to_string_of_peer(peer) + ": " + why;
  if (!is_quiet_) tell_of_refused();
}

void AcceptLoop::tell_of_refused() {
  is_quiet_ = refused_ > 0;
  std::uint64_t expired = 0;
  (void)::read(quiet_.get(), &expired, sizeof expired);
  if (refused_ == 0) return;
  log::warn("refused {} connections ({} are open), the last of {}", refused_, admission_.inside(),
            last_refused_);
  refused_ = 0;
  itimerspec timer{};
  timer.it_value.tv_sec = kQuietSecs;
  ::timerfd_settime(quiet_.get(), 0, &timer, nullptr);
}

}  // namespace hg::rpc
