#include "hg/base/error.h"

#include <cerrno>
#include <cstring>

namespace hg {

std::string_view name(Code code) {
  switch (code) {
    case Code::cancelled: return "CANCELLED";
    case Code::unknown: return "UNKNOWN";
    case Code::invalid_argument: return "INVALID_ARGUMENT";
    case Code::deadline_exceeded: return "DEADLINE_EXCEEDED";
    case Code::not_found: return "NOT_FOUND";
    case Code::already_exists: return "ALREADY_EXISTS";
    case Code::permission_denied: return "PERMISSION_DENIED";
    case Code::resource_exhausted: return "RESOURCE_EXHAUSTED";
    case Code::failed_precondition: return "FAILED_PRECONDITION";
    case Code::aborted: return "ABORTED";
    case Code::out_of_range: return "OUT_OF_RANGE";
    case Code::unimplemented: return "UNIMPLEMENTED";
    case Code::internal: return "INTERNAL";
    case Code::unavailable: return "UNAVAILABLE";
    case Code::data_loss: return "DATA_LOSS";
    case Code::unauthenticated: return "UNAUTHENTICATED";
  }
  return "UNKNOWN";
}

namespace {

Code code_of_errno(int errnum) {
  switch (errnum) {
    case ENOENT:
    case ENOTDIR: return Code::not_found;
    case EEXIST: return Code::already_exists;
    case EACCES:
    case EPERM:
    case EROFS: return Code::permission_denied;
    case ENOSPC:
    case EDQUOT:
    case ENOMEM:
    case EMFILE:
    case ENFILE:
    case EFBIG: return Code::resource_exhausted;
    case EINVAL:
    case ENAMETOOLONG: return Code::invalid_argument;
    case ETIMEDOUT: return Code::deadline_exceeded;
    case ECONNREFUSED:
    case ECONNRESET:
    case EPIPE:
    case EHOSTUNREACH:
    case ENETUNREACH: return Code::unavailable;
    default: return Code::unknown;
  }
}

}  // namespace

Error Error::from_errno(int errnum, std::string_view what) {
  std::string text(what);
  text += ": ";
  text += std::strerror(errnum);
  return {code_of_errno(errnum), std::move(text)};
}

Error Error::context(std::string what) && {
  trail_.push_back(std::move(what));
  return std::move(*this);
}

std::string Error::to_string() const {
  std::string line;
  for (auto it = trail_.rbegin(); it != trail_.rend(); ++it) {
    line += *it;
    line += ": ";
  }
  return line + message_;
}

}  // namespace hg
