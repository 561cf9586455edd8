#include "hg/container/exchange.h"

#include <curl/curl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

namespace hg::container {
namespace {

struct Free {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
// Both kinds of handle are void.
struct FreeMulti {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};

Code code_of(CURLcode result, long system_error) {
  switch (result) {
    case CURLE_OPERATION_TIMEDOUT:
      return Code::deadline_exceeded;
    case CURLE_FILESIZE_EXCEEDED:
    case CURLE_WRITE_ERROR:  // that is us: larger than wanted
    case CURLE_OUT_OF_MEMORY:
      return Code::resource_exhausted;
    case CURLE_COULDNT_CONNECT:
      return system_error == EACCES || system_error == EPERM ? Code::permission_denied : Code::unavailable;
    default:
      return Code::unavailable;
  }
}

std::string explanation(CURLcode result, long system_error) {
  if (result != CURLE_COULDNT_CONNECT) return curl_easy_strerror(result);
  if (system_error == EACCES) return "Permission denied (is this user in the group docker?)";
  return system_error != 0 ? std::strerror(static_cast<int>(system_error)) : curl_easy_strerror(result);
}

}  // namespace

struct Exchange::Impl {
  std::string socket;
  Ask ask;
  std::unique_ptr<CURL, Free> handle{curl_easy_init()};
  std::unique_ptr<curl_slist, Free> headers;
  std::string body;
  bool too_large = false;
  bool head_is_here = false;
  bool ended = false;
  CURLcode result = CURLE_OK;

  template <typename Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(handle.get(), option, value);
  }
  [[nodiscard]] long code() const {
    long code = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &code);
    return code;
  }
  void prepare();
  std::size_t take_body(std::string_view bytes);

  static std::size_t on_body(char* bytes, std::size_t /*one*/, std::size_t size, void* self) {
    return static_cast<Impl*>(self)->take_body({bytes, size});
  }
  // The last line of a head is empty; that of "100 Continue" is not the answer's.
  static std::size_t on_head(char* bytes, std::size_t /*one*/, std::size_t size, void* self_of) {
    auto& self = *static_cast<Impl*>(self_of);
    if (std::string_view(bytes, size) == "\r\n" && self.code() >= 200) self.head_is_here = true;
    return size;
  }
};

void Exchange::Impl::prepare() {
  const std::string url = "http://engine" + ask.path;
  headers.reset(curl_slist_append(nullptr, "Content-Type: application/json"));
  set(CURLOPT_UNIX_SOCKET_PATH, socket.c_str());
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_TIMEOUT_MS,
      static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(ask.timeout).count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, 5000L);
  set(CURLOPT_WRITEFUNCTION, on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_HEADERFUNCTION, on_head);
  set(CURLOPT_HEADERDATA, this);
  if (ask.method == "POST") {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(ask.body.size()));
    set(CURLOPT_POSTFIELDS, ask.body.c_str());
  } else if (ask.method != "GET") {
    set(CURLOPT_CUSTOMREQUEST, ask.method.c_str());
  }
}

std::size_t Exchange::Impl::take_body(std::string_view bytes) {
  if (ask.take && code() == 200) return ask.take(bytes) ? bytes.size() : 0;
  if (bytes.size() > ask.most_bytes - body.size()) {
    too_large = true;
    return 0;
  }
  body.append(bytes);
  return bytes.size();
}

Exchange::Exchange(std::string socket, Ask ask) : impl_(std::make_unique<Impl>()) {
  impl_->socket = std::move(socket);
  impl_->ask = std::move(ask);
  if (impl_->handle != nullptr) impl_->prepare();
}
Exchange::~Exchange() = default;

bool Exchange::answering() const {
  return impl_->head_is_here;
}

bool Exchange::ended() const {
  return impl_->ended;
}

void Exchange::run() {
  if (impl_->handle != nullptr) impl_->result = curl_easy_perform(impl_->handle.get());
  impl_->ended = true;
}

Result<Answer> Exchange::answer() const {
  const Impl& self = *impl_;
  if (self.handle == nullptr) return fail(Code::resource_exhausted, "libcurl does not work");
  if (self.result == CURLE_OK) return Answer{self.code(), self.body};
  if (self.too_large) return fail(Code::resource_exhausted, self.socket + ": the answer is too large");
  long system_error = 0;
  curl_easy_getinfo(self.handle.get(), CURLINFO_OS_ERRNO, &system_error);
  return fail(code_of(self.result, system_error),
              self.socket + ": " + explanation(self.result, system_error));
}

struct Together::Impl {
  explicit Impl(const Clock& clock_of) : clock(clock_of) {}
  const Clock& clock;
  std::unique_ptr<CURLM, FreeMulti> handle{curl_multi_init()};
  std::vector<Exchange::Impl*> all;

  void note_ends() {
    int more = 0;
    while (const CURLMsg* message = curl_multi_info_read(handle.get(), &more)) {
      for (Exchange::Impl* exchange : all) {
        if (exchange->handle.get() != message->easy_handle) continue;
        exchange->ended = true;
        exchange->result = message->data.result;
      }
    }
  }
};

Together::Together(const Clock& clock) : impl_(std::make_unique<Impl>(clock)) {}

Together::~Together() {
  for (Exchange::Impl* exchange : impl_->all) {
    curl_multi_remove_handle(impl_->handle.get(), exchange->handle.get());
  }
}

void Together::begin(Exchange& exchange) {
  if (exchange.impl_->handle == nullptr || impl_->handle == nullptr) {
    exchange.impl_->ended = true;
    exchange.impl_->result = CURLE_OUT_OF_MEMORY;
    return;
  }
  impl_->all.push_back(exchange.impl_.get());
  curl_multi_add_handle(impl_->handle.get(), exchange.impl_->handle.get());
}

os::Stopped Together::until(const std::function<bool()>& enough, TimePoint deadline, int cancel_fd) {
  curl_waitfd cancel{cancel_fd, CURL_WAIT_POLLIN, 0};
  while (true) {
    int running = 0;
    curl_multi_perform(impl_->handle.get(), &running);
    impl_->note_ends();
    if (enough()) return os::Stopped::no;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - impl_->clock.now()).count();
    if (left <= 0) return os::Stopped::timed_out;
    const int wait = static_cast<int>(std::min<std::int64_t>(left, 60'000));
    curl_multi_poll(impl_->handle.get(), &cancel, cancel_fd < 0 ? 0 : 1, wait, nullptr);
    if (cancel.revents != 0) return os::Stopped::cancelled;
  }
}

Result<Answer> ask(const std::string& socket, Ask ask) {
  Exchange exchange(socket, std::move(ask));
  exchange.run();
  return exchange.answer();
}

}  // namespace hg::container
