// Errors are values: a code that programs decide on, a message for people, and the trail of what was being done.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hg {

// The meanings (and numbers) of gRPC's status codes, so that a code survives the wire unchanged.
enum class Code {
  cancelled = 1,
  unknown = 2,
  invalid_argument = 3,
  deadline_exceeded = 4,
  not_found = 5,
  already_exists = 6,
  permission_denied = 7,
  resource_exhausted = 8,
  failed_precondition = 9,
  aborted = 10,
  out_of_range = 11,
  unimplemented = 12,
  internal = 13,
  unavailable = 14,
  data_loss = 15,
  unauthenticated = 16,
};

// "UNAVAILABLE" and so on; "UNKNOWN" for a number that is none of them.
std::string_view name(Code code);

class [[nodiscard]] Error {
 public:
  Error(Code code, std::string message) : code_(code), message_(std::move(message)) {}

  // An error from errno: the code is chosen from `errnum`, the message is "WHAT: strerror".
  static Error from_errno(int errnum, std::string_view what);

  // Adds what the caller was doing, outermost last: Error{...}.context("opening cache entry /x").
  Error context(std::string what) &&;

  [[nodiscard]] Code code() const { return code_; }
  [[nodiscard]] const std::string& message() const { return message_; }
  [[nodiscard]] const std::vector<std::string>& trail() const { return trail_; }

  // One line for people: "opening cache entry /x: open: No such file or directory".
  [[nodiscard]] std::string to_string() const;

 private:
  Code code_;
  std::string message_;
  std::vector<std::string> trail_;
};

}  // namespace hg
