// The engine's client against sockets that do as real ones do, and as real ones rarely do.
#include "hg/container/socket_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hg/container/fake_socket.h"
#include "hg/os/event_fd.h"
#include "hg/os/signals.h"

namespace hg::container {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

SocketEngine engine_at(const std::string& socket, Duration timeout = 10s) {
  os::set_up_signals();
  return SocketEngine({.socket = socket, .timeout = timeout}, system_clock());
}

// An engine on which a compile goes well, but for the one step that is told otherwise.
std::function<Say(const Asked&)> well_but(const std::string& step, const Say& said) {
  return [step, said](const Asked& asked) -> Say {
    if (asked.step() == step) return said;
    if (asked.step() == "POST /create") return {answer(201, R"({"Id":"abc","Warnings":[]})")};
    if (asked.step() == "POST /attach") return {attachment(frame(2, "a.c: warning\n")), true};
    if (asked.step() == "POST /start") return {answer(204)};
    if (asked.step() == "POST /wait") return {answer(200, R"({"StatusCode":1,"Error":null})")};
    return {answer(204)};
  };
}

Result<os::Captured> run_on(const FakeSocket& socket, Duration timeout = 10s, os::CaptureLimits limits = {}) {
  SocketEngine engine = engine_at(socket.path(), timeout);
  HG_TRY_ASSIGN(const std::string id, engine.create({.image = "i", .command = {"/usr/bin/gcc"}}));
  return engine.run(id, limits);
}

TEST(SocketEngine, RunsAContainer) {
  const FakeSocket socket(well_but("", {}));
  const auto run = run_on(socket);
  ASSERT_TRUE(run) << run.error().to_string();
  EXPECT_EQ(run->status.code, 1);
  EXPECT_EQ(run->err, "a.c: warning\n");
  EXPECT_EQ(run->out, "");
}

TEST(SocketEngine, AStatusAbove128IsASignal) {
  const FakeSocket socket(well_but("POST /wait", {answer(200, R"({"StatusCode":137})")}));
  const auto run = run_on(socket);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->status.signal, SIGKILL);
}

TEST(SocketEngine, AsksInTheVersionOfBoth) {
  std::string asked_at;
  const FakeSocket socket([&](const Asked& asked) {
    asked_at = asked.path;
    return Say{answer(200, "[]")};
  });
  SocketEngine engine = engine_at(socket.path());
  EXPECT_TRUE(engine.containers("hybridgrid.worker")->empty());
  EXPECT_EQ(asked_at,
            "/v1.41/containers/json?all=1&filters=%7B%22label%22%3A%5B%22hybridgrid.worker%22%5D%7D");
}

TEST(SocketEngine, NobodyThere) {
  const auto missing = engine_at("/nonexistent/docker.sock").images();
  EXPECT_EQ(missing.error().code(), Code::unavailable);
  EXPECT_THAT(missing.error().to_string(), HasSubstr("/nonexistent/docker.sock"));
}

TEST(SocketEngine, AnUnknownContainerIsGone) {
  const FakeSocket socket(
      [](const Asked&) { return Say{answer(404, R"({"message":"No such container: abc"})")}; });
  SocketEngine engine = engine_at(socket.path());
  EXPECT_TRUE(engine.remove("abc"));
  EXPECT_EQ(engine.run("abc", {}).error().code(), Code::not_found);
  EXPECT_EQ(engine.ran_out_of_memory("abc").error().code(), Code::not_found);
}

TEST(SocketEngine, APullWithoutATagIsOfOneImage) {
  std::string asked_at;
  const FakeSocket socket([&](const Asked& asked) {
    asked_at = asked.path;
    return Say{answer(200, "{\"status\":\"x\"}\n{\"error\":\"no such host\"}\n")};
  });
  const auto pulled = engine_at(socket.path()).pull("host:5000/a/gcc");
  EXPECT_EQ(asked_at, "/v1.41/images/create?fromImage=host%3A5000%2Fa%2Fgcc%3Alatest");
  EXPECT_EQ(pulled.error().code(), Code::unavailable);
  EXPECT_THAT(pulled.error().to_string(), HasSubstr("no such host"));
}

TEST(SocketEngine, StopsForALimitAndForACancellation) {
  const FakeSocket hangs(well_but("POST /attach", {attachment(frame(1, "out")), false}));
  os::CaptureLimits limits;
  limits.time = 100ms;
  EXPECT_EQ(run_on(hangs, 10s, limits)->stopped, os::Stopped::timed_out);
  limits.time = 1h;
  const os::EventFd cancelled = *os::EventFd::make();
  cancelled.raise();
  limits.cancel_fd = cancelled.fd();
  EXPECT_EQ(run_on(hangs, 10s, limits)->stopped, os::Stopped::cancelled);
  limits = {};
  limits.output_bytes = 2;
  const auto too_much = run_on(hangs, 10s, limits);
  EXPECT_EQ(too_much->stopped, os::Stopped::output_limit);
  EXPECT_EQ(too_much->out, "ou");
}

struct Misbehaviour {
  std::string what;
  std::string step;
  Say said;
  Code expected;
};

TEST(SocketEngine, EveryMisbehaviourIsAnErrorInTime) {
  const std::vector<Misbehaviour> all = {
      {"closes without a word", "POST /create", {"", true}, Code::unavailable},
      {"never answers", "POST /create", {"", false}, Code::deadline_exceeded},
      {"says 500", "POST /create", {answer(500, R"({"message":"oops"})")}, Code::internal},
      {"has a full disk",
       "POST /create",
       {answer(500, R"({"message":"no space left on device"})")},
       Code::resource_exhausted},
      {"has lost the image",
       "POST /create",
       {answer(404, R"({"message":"No such image"})")},
       Code::not_found},
      {"cuts its JSON", "POST /create", {answer(201, R"({"Id":"ab)")}, Code::data_loss},
      {"gives an id that is none", "POST /create", {answer(201, R"({"Id":"../x"})")}, Code::data_loss},
      {"promises more than comes",
       "POST /create",
       {"HTTP/1.1 201 X\r\nContent-Length: 90\r\n\r\n{\"Id\"", true},
       Code::unavailable},
      {"sends a huge body",
       "POST /create",
       {"HTTP/1.1 201 X\r\n\r\n" + std::string(17U << 20U, 'x'), true},
       Code::resource_exhausted},
      {"breaks its chunks",
       "POST /create",
       {"HTTP/1.1 201 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", true},
       Code::unavailable},
      {"speaks no HTTP", "POST /create", {"-ERR what\r\n", true}, Code::unavailable},
      {"does not start it",
       "POST /start",
       {answer(400, R"({"message":"exec: not found"})")},
       Code::invalid_argument},
      {"breaks off at the start", "POST /start", {"", true}, Code::unavailable},
      {"hangs at the start", "POST /start", {"", false}, Code::deadline_exceeded},
      {"sends text for frames", "POST /attach", {attachment("plain text"), true}, Code::data_loss},
      {"cuts a frame", "POST /attach", {attachment(frame(1, "out").substr(0, 9)), true}, Code::unavailable},
      {"refuses to be listened to", "POST /attach", {answer(500, "no")}, Code::internal},
      {"breaks off between start and wait", "POST /wait", {"", true}, Code::unavailable},
      {"forgets how it ended", "POST /wait", {answer(404, "no such container")}, Code::not_found},
      {"tells no status", "POST /wait", {answer(200, "{}")}, Code::data_loss},
  };
  for (const Misbehaviour& one : all) {
    const FakeSocket socket(well_but(one.step, one.said));
    const auto run = run_on(socket, 500ms);
    ASSERT_FALSE(run) << one.what;
    EXPECT_EQ(run.error().code(), one.expected) << one.what << ": " << run.error().to_string();
  }
}

}  // namespace
}  // namespace hg::container
