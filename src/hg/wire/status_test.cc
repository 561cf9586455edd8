#include "hg/wire/status.h"

#include <gtest/gtest.h>

namespace hg::wire {
namespace {

using model::Reason;

model::Failure back(const grpc::Status& status) {
  return to_failure(status, Reason::worker_timeout, Reason::worker_lost);
}

TEST(WireStatus, EveryReasonArrivesUnchanged) {
  for (int i = 1; i <= static_cast<int>(Reason::remote_error_unconfirmed); ++i) {
    const model::Failure failure{static_cast<Reason>(i), "what happened"};
    const auto status = to_status(failure);
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(back(status).reason, failure.reason);
    EXPECT_EQ(back(status).message, "what happened");
  }
}

TEST(WireStatus, WithoutDetailsTheCodeDecides) {
  EXPECT_EQ(back({grpc::StatusCode::DEADLINE_EXCEEDED, "late"}).reason, Reason::worker_timeout);
  EXPECT_EQ(back({grpc::StatusCode::UNAVAILABLE, "gone"}).reason, Reason::worker_lost);
  EXPECT_EQ(back({grpc::StatusCode::RESOURCE_EXHAUSTED, "too large"}).reason, Reason::rejected);
  EXPECT_EQ(back({grpc::StatusCode::FAILED_PRECONDITION, "skew"}).reason, Reason::version_skew);
  EXPECT_EQ(back({grpc::StatusCode::INTERNAL, "boom"}).reason, Reason::transport);
  EXPECT_EQ(back({grpc::StatusCode::UNAVAILABLE, "gone"}).message, "gone");
}

TEST(WireStatus, DamagedOrUnknownDetailsFallBackToTheCode) {
  EXPECT_EQ(back({grpc::StatusCode::UNAVAILABLE, "x", "\xFF\xFF\xFF"}).reason, Reason::worker_lost);
  // field 1, 4 bytes: a reason of a newer release
  EXPECT_EQ(back({grpc::StatusCode::UNAVAILABLE, "x", "\x0A\x04moon"}).reason, Reason::worker_lost);
}

TEST(WireStatus, TextFromOutsideIsOneShortLine) {
  const auto failure = back({grpc::StatusCode::INTERNAL, "a\nb\x1B[2J" + std::string(100'000, 'x')});
  EXPECT_EQ(failure.message.substr(0, 8), "a b [2Jx");
  EXPECT_LT(failure.message.size(), 2000U);
}

TEST(WireStatus, ErrorsKeepTheirCode) {
  const Error error = Error(Code::not_found, "no such worker").context("heartbeat");
  const auto status = to_status(error);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(to_error(status).code(), Code::not_found);
  EXPECT_EQ(to_error(status).message(), "heartbeat: no such worker");
}

}  // namespace
}  // namespace hg::wire
