#include "hg/cache/web/web_store.h"

#include <curl/curl.h>

#include <vector>

#include "hg/base/guarded.h"

namespace hg::cache::web {
namespace {

struct Free {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, Free>;
using Headers = std::unique_ptr<curl_slist, Free>;

// libcurl wants this before its first use, once in a process.
bool library_ready() {
  static const bool kReady = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return kReady;
}

Code code_of(CURLcode result) {
  switch (result) {
    case CURLE_OPERATION_TIMEDOUT:
      return Code::deadline_exceeded;
    case CURLE_FILESIZE_EXCEEDED:
    case CURLE_WRITE_ERROR:  // that is us: larger than wanted
    case CURLE_OUT_OF_MEMORY:
      return Code::resource_exhausted;
    case CURLE_PEER_FAILED_VERIFICATION:
      return Code::permission_denied;
    default:
      return Code::unavailable;
  }
}

Code code_of_answer(long answer) {
  if (answer == 404) return Code::not_found;
  if (answer == 401 || answer == 403) return Code::permission_denied;
  if (answer == 413 || answer == 507) return Code::resource_exhausted;
  return Code::unavailable;
}

struct Body {
  std::string bytes;
  std::size_t most;
};

std::size_t take_body(char* bytes, std::size_t /*one*/, std::size_t size, void* body_of) {
  auto& body = *static_cast<Body*>(body_of);
  if (size > body.most - body.bytes.size()) return 0;
  body.bytes.append(bytes, size);
  return size;
}

}  // namespace

// A handle keeps its connection, so each is used again.
class WebStore::Handles {
 public:
  Handle take() {
    auto idle = idle_.with([](auto& handles) -> Handle {
      if (handles.empty()) return nullptr;
      Handle taken = std::move(handles.back());
      handles.pop_back();
      return taken;
    });
    return idle != nullptr ? std::move(idle) : Handle(curl_easy_init());
  }
  void give_back(Handle handle) {
    idle_.with([&](auto& handles) { handles.push_back(std::move(handle)); });
  }

 private:
  Guarded<std::vector<Handle>> idle_;
};

// One request, from its options to its answer.
class WebStore::Request {
 public:
  Request(WebStore& store, const std::string& url)
      : store_(store), handle_(library_ready() ? store.handles_->take() : nullptr) {
    if (handle_ == nullptr) return;
    const Options& options = store.options_;
    const auto timeout = std::chrono::ceil<std::chrono::milliseconds>(options.timeout).count();
    body_.most = options.most_bytes;
    curl_easy_reset(handle_.get());  // but for its connections
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout));
    set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options.most_bytes));
    set(CURLOPT_WRITEFUNCTION, take_body);
    set(CURLOPT_WRITEDATA, &body_);
    if (!options.place.user.empty() || !options.place.password.empty()) {
      set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
      set(CURLOPT_USERNAME, options.place.user.c_str());
      set(CURLOPT_PASSWORD, options.place.password.c_str());
    }
  }
  ~Request() {
    if (handle_ != nullptr) store_.handles_->give_back(std::move(handle_));
  }
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  void send(std::string_view bytes) {
    if (handle_ == nullptr) return;
    // "Expect" would cost large values a round trip.
    for (const char* line : {"Expect:", "Content-Type: application/octet-stream"}) {
      headers_.reset(curl_slist_append(headers_.release(), line));
    }
    set(CURLOPT_HTTPHEADER, headers_.get());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(bytes.size()));
    set(CURLOPT_POSTFIELDS, bytes.data());
    set(CURLOPT_CUSTOMREQUEST, "PUT");
  }
  void say_delete() {
    if (handle_ != nullptr) set(CURLOPT_CUSTOMREQUEST, "DELETE");
  }

  // The code of the answer, which body() belongs to.
  Result<long> run() {
    if (handle_ == nullptr) return fail(Code::resource_exhausted, "libcurl does not work");
    const CURLcode result = curl_easy_perform(handle_.get());
    if (result != CURLE_OK)
      return fail(code_of(result), store_.options_.place.url + ": " + curl_easy_strerror(result));
    long answer = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &answer);
    return answer;
  }
  std::string body() && { return std::move(body_.bytes); }

 private:
  template <typename Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(handle_.get(), option, value);
  }

  WebStore& store_;
  Handle handle_;
  Headers headers_;
  Body body_{};
};

WebStore::WebStore(Options options) : options_(std::move(options)), handles_(std::make_unique<Handles>()) {}
WebStore::~WebStore() = default;

std::string WebStore::url_of(const Id& id) const {
  return options_.place.url + "/ac/" + digest::to_hex(id.key);
}

Result<std::string> WebStore::get(const Id& id) {
  Request request(*this, url_of(id));
  HG_TRY_ASSIGN(const long answer, request.run());
  if (answer != 200)
    return fail(code_of_answer(answer), options_.place.url + " answered " + std::to_string(answer));
  return std::move(request).body();
}

Status WebStore::put(const Id& id, std::string_view bytes, Duration /*cost*/) {
  if (bytes.size() > options_.most_bytes)
    return fail(Code::resource_exhausted, "too large for the HTTP store");
  Request request(*this, url_of(id));
  request.send(bytes);
  HG_TRY_ASSIGN(const long answer, request.run());
  if (answer / 100 == 2) return {};
  // A server that has no such place has no store there: that is more than a miss.
  const Code code = answer == 404 ? Code::unavailable : code_of_answer(answer);
  return fail(code, options_.place.url + " answered " + std::to_string(answer) + " to a PUT");
}

Status WebStore::remove(const Id& id) {
  Request request(*this, url_of(id));
  request.say_delete();
  HG_TRY_ASSIGN(const long answer, request.run());
  if (answer / 100 == 2 || answer == 404 || answer == 405 || answer == 501) return {};
  return fail(code_of_answer(answer),
              options_.place.url + " answered " + std::to_string(answer) + " to a DELETE");
}

}  // namespace hg::cache::web
