#include "hg/client/ipc/channel.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <vector>

namespace hg::client::ipc {
namespace {

constexpr std::size_t kChunk = std::size_t{64} << 10U;

Error gone() {
  return {Code::unavailable, "hg-agent closed the connection"};
}

Error socket_error(std::string_view what) {
  if (errno == EPIPE || errno == ECONNRESET) return gone();
  return Error::from_errno(errno, what);
}

// Drops the first `sent` bytes.
void advance(std::vector<iovec>& pieces, std::size_t sent) {
  std::size_t whole = 0;
  while (whole < pieces.size() && sent >= pieces[whole].iov_len) sent -= pieces[whole++].iov_len;
  pieces.erase(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(whole));
  if (pieces.empty()) return;
  pieces[0].iov_base = static_cast<char*>(pieces[0].iov_base) + sent;
  pieces[0].iov_len -= sent;
}

iovec piece(const char* bytes, std::size_t size) {
  return {.iov_base = const_cast<char*>(bytes), .iov_len = size};  // NOLINT: iovec serves reads too
}

}  // namespace

Channel::Channel(os::UniqueFd socket, int interrupt_fd, std::chrono::milliseconds silence)
    : socket_(std::move(socket)), interrupt_fd_(interrupt_fd), silence_(silence) {}

Status Channel::wait(short events) {
  std::array<pollfd, 2> fds{pollfd{socket_.get(), events, 0}, pollfd{interrupt_fd_, POLLIN, 0}};
  int ready = 0;
  do {
    ready = ::poll(fds.data(), fds.size(), static_cast<int>(silence_.count()));
  } while (ready < 0 && errno == EINTR);
  if (ready < 0) return fail(Error::from_errno(errno, "poll"));
  if (ready == 0) return fail(Code::deadline_exceeded, "hg-agent is silent");
  if (fds[1].revents != 0) return fail(Code::cancelled, "interrupted by a signal");
  return {};
}

Status Channel::send(std::initializer_list<Part> parts) {
  std::vector<std::array<char, kFrameHeader>> headers;
  headers.reserve(parts.size());
  std::vector<iovec> pieces;
  pieces.reserve(2 * parts.size());
  for (const Part& part : parts) {
    headers.push_back(frame_header(part.type, part.body.size()));
    pieces.push_back(piece(headers.back().data(), kFrameHeader));
    if (!part.body.empty()) pieces.push_back(piece(part.body.data(), part.body.size()));
  }
  while (!pieces.empty()) {
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    const ssize_t sent = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      advance(pieces, static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      HG_TRY(wait(POLLOUT));
    } else if (errno != EINTR) {
      return fail(socket_error("send"));
    }
  }
  return {};
}

Result<Frame> Channel::receive() {
  while (true) {
    if (auto frame = decoder_.next()) {
      if (frame->type != FrameType::heartbeat) return *std::move(frame);
      continue;
    }
    HG_TRY(wait(POLLIN));
    std::array<char, kChunk> chunk;  // NOLINT: filled by recv
    const ssize_t got = ::recv(socket_.get(), chunk.data(), chunk.size(), MSG_DONTWAIT);
    if (got > 0) {
      HG_TRY(decoder_.feed({chunk.data(), static_cast<std::size_t>(got)}));
    } else if (got == 0) {
      return fail(gone());
    } else if (errno != EAGAIN && errno != EINTR) {
      return fail(socket_error("recv"));
    }
  }
}

}  // namespace hg::client::ipc
