// HTTP over a Unix socket: one request, or several at a time on one thread. Hides libcurl.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "hg/base/clock.h"
#include "hg/base/result.h"
#include "hg/os/subprocess.h"

namespace hg::container {

struct Ask {
  std::string method = "GET";
  std::string path{};  // from the root on, escaped
  std::string body{};  // JSON
  Duration timeout = std::chrono::seconds(30);
  std::size_t most_bytes = std::size_t{16} << 20U;  // of the answer's body
  // Takes the body of an answer that says 200, piece by piece, in place of Answer::body; false ends the
  // exchange.
  std::function<bool(std::string_view)> take{};
};

struct Answer {
  long code = 0;
  std::string body;
};

class Together;

class Exchange {
 public:
  Exchange(std::string socket, Ask ask);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  void run();                            // to its end, by itself
  [[nodiscard]] bool answering() const;  // the answer's head is here
  [[nodiscard]] bool ended() const;
  // After the end. unavailable, deadline_exceeded, permission_denied, resource_exhausted as Engine says.
  [[nodiscard]] Result<Answer> answer() const;

 private:
  friend class Together;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Exchanges that go on at the same time. They must live longer than this.
class Together {
 public:
  explicit Together(const Clock& clock);
  ~Together();
  Together(const Together&) = delete;
  Together& operator=(const Together&) = delete;

  void begin(Exchange& exchange);

  // Until `enough`, the end of the time, or until `cancel_fd` (-1: none) is readable, which is told.
  // deadline_exceeded is never an error here: it is Stopped::timed_out.
  os::Stopped until(const std::function<bool()>& enough, TimePoint deadline, int cancel_fd);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// One exchange alone.
Result<Answer> ask(const std::string& socket, Ask ask);

}  // namespace hg::container
