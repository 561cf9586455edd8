#include "hg/cache/redis/connection.h"

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace hg::cache::redis {
namespace {

constexpr std::size_t kMostItems =
    100'000;  // of all arrays of a reply; that of CLUSTER SLOTS has some per range
constexpr std::size_t kAroundReply =
    4096;  // bytes that are not the value: lengths, line ends, an error's text

// hiredis' reader builds our replies directly. What a function gets as its task's `privdata` is the number of
// array items that the reply may still have.
Reply* place_for(const redisReadTask* task) {
  if (task->parent == nullptr) return new Reply;
  return &static_cast<Reply*>(task->parent->obj)->items[static_cast<std::size_t>(task->idx)];
}

void* make_string(const redisReadTask* task, char* bytes, std::size_t size) {
  Reply* reply = place_for(task);
  reply->type = task->type == REDIS_REPLY_ERROR ? Reply::Type::error : Reply::Type::text;
  reply->text.assign(bytes, size);
  return reply;
}

void* make_array(const redisReadTask* task, int items) {
  auto& left = *static_cast<std::size_t*>(task->privdata);
  if (items < 0 || static_cast<std::size_t>(items) > left) return nullptr;
  left -= static_cast<std::size_t>(items);
  Reply* reply = place_for(task);
  reply->type = Reply::Type::array;
  reply->items.resize(static_cast<std::size_t>(items));
  return reply;
}

void* make_integer(const redisReadTask* task, long long value) {
  Reply* reply = place_for(task);
  reply->type = Reply::Type::integer;
  reply->integer = value;
  return reply;
}

void* make_nil(const redisReadTask* task) {
  return place_for(task);
}

void free_reply(void* reply) {
  delete static_cast<Reply*>(reply);
}

// hiredis wants it writable, and never writes to it.
redisReplyObjectFunctions* functions() {
  static redisReplyObjectFunctions table{make_string, make_array, make_integer, make_nil, free_reply};
  return &table;
}

}  // namespace

struct Connection::Impl {
  struct Free {
    void operator()(redisContext* context) const { redisFree(context); }
  };

  std::unique_ptr<redisContext, Free> context;
  const Clock& clock;
  std::string where;
  std::size_t items_left = kMostItems;

  [[nodiscard]] tl::unexpected<Error> broken() const {
    const redisContext& now = *context;
    if (now.err == REDIS_ERR_PROTOCOL) return fail(Code::data_loss, where + ": " + now.errstr);
    if (now.err == REDIS_ERR_OOM) return fail(Code::resource_exhausted, where + ": the reply is too large");
    return fail(Code::unavailable, where + ": " + now.errstr);
  }

  Status wait_for(short events, TimePoint deadline) const {
    while (true) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock.now()).count();
      if (left <= 0) return fail(Code::deadline_exceeded, where + ": no answer in time");
      pollfd ready{context->fd, events, 0};
      const int found = ::poll(&ready, 1, static_cast<int>(std::min<long>(left, 60'000)));
      if (found > 0) return {};
      if (found < 0 && errno != EINTR) return fail(Error::from_errno(errno, where));
    }
  }

  Status connected(TimePoint deadline) const {
    HG_TRY(wait_for(POLLOUT, deadline));
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(context->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
    if (error != 0) return fail(Code::unavailable, Error::from_errno(error, where).message());
    (void)::fcntl(context->fd, F_SETFD, FD_CLOEXEC);
    const int on = 1;
    (void)::setsockopt(context->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return {};
  }

  Status send(const std::vector<std::string_view>& words, TimePoint deadline) const {
    std::vector<const char*> starts;
    std::vector<std::size_t> sizes;
    for (const std::string_view word : words) {
      starts.push_back(word.data());
      sizes.push_back(word.size());
    }
    if (redisAppendCommandArgv(context.get(), static_cast<int>(words.size()), starts.data(), sizes.data()) !=
        REDIS_OK) {
      return broken();
    }
    for (int done = 0; done == 0;) {
      HG_TRY(wait_for(POLLOUT, deadline));
      if (redisBufferWrite(context.get(), &done) != REDIS_OK) return broken();
    }
    return {};
  }

  Result<Reply> receive(std::size_t most, TimePoint deadline) {
    items_left = kMostItems;
    while (true) {
      void* reply = nullptr;
      if (redisGetReplyFromReader(context.get(), &reply) != REDIS_OK) return broken();
      if (reply != nullptr) {
        const std::unique_ptr<Reply> whole(static_cast<Reply*>(reply));
        if (context->reader->pos != context->reader->len)
          return fail(Code::data_loss, where + ": more than was asked for");
        if (whole->text.size() > most)
          return fail(Code::resource_exhausted, where + ": the reply is too large");
        return std::move(*whole);
      }
      if (context->reader->len > most + kAroundReply)
        return fail(Code::resource_exhausted, where + ": the reply is too large");
      HG_TRY(wait_for(POLLIN, deadline));
      if (redisBufferRead(context.get()) != REDIS_OK) return broken();
    }
  }
};

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const model::Address& where, const Clock& clock, TimePoint deadline) {
  auto impl =
      std::unique_ptr<Impl>(new Impl{.context = nullptr, .clock = clock, .where = model::to_string(where)});
  impl->context.reset(redisConnectNonBlock(where.host.c_str(), where.port));
  if (!impl->context) return fail(Code::resource_exhausted, impl->where + ": out of memory");
  if (impl->context->err != 0) return impl->broken();
  impl->context->reader->fn = functions();
  impl->context->reader->privdata = &impl->items_left;
  HG_TRY(impl->connected(deadline));
  return Connection(std::move(impl));
}

Result<Reply> Connection::ask(const std::vector<std::string_view>& words, std::size_t most,
                              TimePoint deadline) {
  HG_TRY(impl_->send(words, deadline));
  return impl_->receive(most, deadline);
}

}  // namespace hg::cache::redis
