// hg-meddler: a relay between two programs of a grid that changes what goes through it.
#include <fmt/core.h>
#include <grpcpp/client_context.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>

#include "hg/base/random.h"
#include "hg/config/command_line.h"
#include "hg/config/values.h"
#include "hg/os/file.h"
#include "hg/os/signals.h"
#include "hg/rpc/channel.h"
#include "hg/rpc/server.h"
#include "hybridgrid/v1/build.grpc.pb.h"
#include "meddling.h"

namespace {

using namespace hg;
using meddler::Meddling;
namespace pb = hybridgrid::v1;

struct Options {
  model::Address next;
  Meddling meddling = Meddling::none;
  std::uint32_t percent = 100;
  std::uint32_t seed = 1;
};

// One call on its way; owns itself until gRPC is done with it. A caller that goes away takes the onward call
// along.
template <typename Request, typename Response>
class Onward final : public grpc::ServerUnaryReactor {
 public:
  Onward(Request request, Response* response, Meddling meddling)
      : request_(std::move(request)), response_(response), meddling_(meddling) {}

  template <typename Method>
  void go(Method method) {
    method(&context_, &request_, response_, [this](const grpc::Status& status) {
      if constexpr (std::is_same_v<Response, pb::CompileResponse>) meddler::change(meddling_, *response_);
      Finish(status);
    });
  }

 private:
  void OnCancel() override { context_.TryCancel(); }
  void OnDone() override { delete this; }

  grpc::ClientContext context_;
  Request request_;
  Response* response_;
  Meddling meddling_;
};

class Meddler final : public pb::BuildService::CallbackService {
 public:
  explicit Meddler(const Options& options)
      : options_(options),
        random_(options.seed),
        next_(pb::BuildService::NewStub(rpc::open_channel(options.next, *rpc::plain_text()))) {}

  grpc::ServerUnaryReactor* Compile(grpc::CallbackServerContext* context, const pb::CompileRequest* request,
                                    pb::CompileResponse* response) override {
    const Meddling now = chosen();
    if (now == Meddling::refuse) {
      grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
      reactor->Finish({grpc::StatusCode::UNAVAILABLE, "refused by the meddler"});
      return reactor;
    }
    pb::CompileRequest changed = *request;
    meddler::change(now, changed);
    return pass(std::move(changed), response, now,
                [this](auto... call) { next_->async()->Compile(call...); });
  }
  grpc::ServerUnaryReactor* Handshake(grpc::CallbackServerContext* /*context*/,
                                      const pb::HandshakeRequest* request,
                                      pb::HandshakeResponse* response) override {
    pb::HandshakeRequest changed = *request;
    const Meddling now = chosen();
    meddler::change(now, changed);
    return pass(std::move(changed), response, now,
                [this](auto... call) { next_->async()->Handshake(call...); });
  }
  grpc::ServerUnaryReactor* HealthCheck(grpc::CallbackServerContext* /*context*/,
                                        const pb::HealthCheckRequest* request,
                                        pb::HealthCheckResponse* response) override {
    return pass(*request, response, Meddling::none,
                [this](auto... call) { next_->async()->HealthCheck(call...); });
  }
  grpc::ServerUnaryReactor* GetWorkerStatus(grpc::CallbackServerContext* /*context*/,
                                            const pb::GetWorkerStatusRequest* request,
                                            pb::GetWorkerStatusResponse* response) override {
    return pass(*request, response, Meddling::none,
                [this](auto... call) { next_->async()->GetWorkerStatus(call...); });
  }

 private:
  Meddling chosen() {
    const std::lock_guard lock(mutex_);
    return random_.below(100) < options_.percent ? options_.meddling : Meddling::none;
  }

  template <typename Request, typename Response, typename Method>
  static grpc::ServerUnaryReactor* pass(Request request, Response* response, Meddling meddling,
                                        Method method) {
    auto* onward = new Onward<Request, Response>(std::move(request), response, meddling);
    onward->go(method);
    return onward;
  }

  Options options_;
  std::mutex mutex_;
  SeededRandom random_;
  std::unique_ptr<pb::BuildService::Stub> next_;
};

config::Program program(Options& options) {
  config::Command serve{.name = "serve", .help = "Relay until standard input ends", .options = {}};
  serve.options = {
      {"next", "HOST:PORT", "Where everything goes on", "", false,
       [&options](std::string_view text) -> Status {
         HG_TRY_ASSIGN(options.next, model::parse_address(text));
         return {};
       }},
      {"meddling", "WHAT", "What is done (none)", "", false,
       [&options](std::string_view text) -> Status {
         const auto meddling = meddler::parse(text);
         if (!meddling) return fail(Code::invalid_argument, "no such meddling; see meddling.h");
         options.meddling = *meddling;
         return {};
       }},
      {"percent", "N", "Of the messages (100)", "", false, config::count(&options.percent, 1, 100)},
      {"seed", "N", "Chooses which (1)", "", false, config::count(&options.seed, 0, 1'000'000)},
  };
  return {.name = "hg-meddler",
          .help = "hg-meddler: changes what programs of a grid say to each other; for tests",
          .commands = {std::move(serve)}};
}

Status serve(const Options& options) {
  Meddler service(options);
  HG_TRY_ASSIGN(const auto server,
                rpc::Server::start({{"127.0.0.1", 0}, "--port"}, *rpc::plain_text(), service));
  HG_TRY(os::write_all(STDOUT_FILENO, fmt::format("port={}\n", server->port())));
  HG_TRY(os::read_fd(STDIN_FILENO, 1 << 20));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  os::set_up_signals();
  Options options;
  const auto command =
      config::parse(program(options), argc, argv, [](const char* name) { return std::getenv(name); });
  if (!command) {
    (void)os::write_all(STDOUT_FILENO, command.error().out);
    (void)os::write_all(STDERR_FILENO, command.error().err);
    return command.error().code;
  }
  const Status done = serve(options);
  if (!done) (void)os::write_all(STDERR_FILENO, "hg-meddler: " + done.error().to_string() + "\n");
  return done ? 0 : 1;
}
