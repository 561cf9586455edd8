#include "hg/client/agent/stream.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace hg::client::agent {
namespace {

constexpr std::size_t kChunk = std::size_t{64} << 10U;
constexpr int kChunksAtATime = 16;  // then the others have their turn
constexpr std::size_t kPiecesAtATime = 16;

}  // namespace

Stream::Stream(EventLoop& loop, os::UniqueFd socket, Events events)
    : loop_(loop), socket_(std::move(socket)), events_(std::move(events)) {
  ::fcntl(socket_.get(), F_SETFL, O_NONBLOCK);
  loop_.watch(socket_.get(), EPOLLIN, [this](std::uint32_t ready) { on_ready(ready); });
}

void Stream::close() {
  if (!socket_) return;
  loop_.unwatch(socket_.get());
  socket_.reset();
}

void Stream::end() {
  if (!socket_) return;
  close();
  events_.end();
}

void Stream::on_ready(std::uint32_t events) {
  if ((events & EPOLLOUT) != 0) flush();
  if (socket_ && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) read();
}

void Stream::read() {
  std::array<char, kChunk> chunk;  // NOLINT: filled by recv
  for (int i = 0; i < kChunksAtATime && socket_; ++i) {
    const ssize_t got = ::recv(socket_.get(), chunk.data(), chunk.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) return end();
    const auto size = static_cast<std::size_t>(got);
    const bool whole = decoder_.feed({chunk.data(), size}).has_value();
    while (socket_) {
      auto frame = decoder_.next();
      if (!frame) break;
      events_.frame(*std::move(frame));
    }
    if (!whole) return end();
    if (size < chunk.size()) return;  // that was all
  }
}

void Stream::send(ipc::FrameType type, std::string body) {
  if (!socket_) return;
  const auto header = ipc::frame_header(type, body.size());
  unsent_.emplace_back(header.data(), header.size());
  if (!body.empty()) unsent_.push_back(std::move(body));
  if (!wants_to_write_) flush();
}

// An error here is seen as the end of the connection by the next read, so that send() has no callbacks.
void Stream::flush() {
  while (!unsent_.empty()) {
    std::array<iovec, kPiecesAtATime> pieces{};
    const std::size_t count = std::min(unsent_.size(), pieces.size());
    for (std::size_t i = 0; i < count; ++i) pieces[i] = {unsent_[i].data(), unsent_[i].size()};
    pieces[0] = {unsent_[0].data() + sent_, unsent_[0].size() - sent_};
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = count;
    const ssize_t sent = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL);
    if (sent < 0) break;
    sent_ += static_cast<std::size_t>(sent);
    while (!unsent_.empty() && sent_ >= unsent_.front().size()) {
      sent_ -= unsent_.front().size();
      unsent_.pop_front();
    }
  }
  const bool more = !unsent_.empty() && errno == EAGAIN;
  if (more != wants_to_write_) loop_.change(socket_.get(), more ? EPOLLIN | EPOLLOUT : EPOLLIN);
  wants_to_write_ = more;
}

}  // namespace hg::client::agent
