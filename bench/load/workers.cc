#include "workers.h"

#include <fmt/core.h>
#include <grpcpp/server_builder.h>
#include <poll.h>
#include <unistd.h>

#include <future>
#include <memory>
#include <vector>

#include "hg/os/file.h"
#include "hg/rpc/channel.h"
#include "hg/rpc/limits.h"
#include "hg/wire/handshake.h"
#include "hg/wire/worker.h"
#include "hybridgrid/v1/build.grpc.pb.h"
#include "messages.h"

namespace hg::bench {
namespace {

// Answers for all simulated workers: they differ by port only.
class Compiler final : public pb::BuildService::CallbackService {
 public:
  explicit Compiler(bool hang) : hang_(hang) {}
  grpc::ServerUnaryReactor* Compile(grpc::CallbackServerContext* context,
                                    const pb::CompileRequest* /*request*/,
                                    pb::CompileResponse* response) override {
    if (hang_) return new Hung;
    fill(*response);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  class Hung final : public grpc::ServerUnaryReactor {
    void OnCancel() override { Finish(grpc::Status::CANCELLED); }
    void OnDone() override { delete this; }
  };
  bool hang_;
};

class Workers {
 public:
  explicit Workers(const WorkersOptions& options)
      : options_(options), compiler_(options.hang), ports_(options.count, 0) {}

  Status start() {
    grpc::ServerBuilder builder;
    builder.SetMaxReceiveMessageSize(rpc::kMaxMessageBytes);
    for (int& port : ports_)
      builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&compiler_);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) return fail(Code::unavailable, "cannot listen on so many ports");
    HG_TRY_ASSIGN(const model::Address address, model::parse_address(options_.coordinator));
    const auto credentials = rpc::plain_text();
    stub_ = pb::BuildService::NewStub(rpc::open_channel(address, *credentials));
    for (const int port : ports_) HG_TRY(enrol(port));
    return {};
  }

  // One heartbeat after the other, evenly over the interval, until standard input ends.
  void serve() {
    const int pause = static_cast<int>(options_.heartbeat_ms / options_.count);
    pollfd input{STDIN_FILENO, POLLIN, 0};
    for (std::size_t next = 0; ::poll(&input, 1, std::max(1, pause)) == 0; next = (next + 1) % ids_.size())
      beat(ids_[next]);
    server_->Shutdown(std::chrono::system_clock::time_point());
  }

 private:
  template <typename Request, typename Response>
  struct Exchange {
    grpc::ClientContext context;
    Request request;
    Response response;
  };

  Status enrol(int port) {
    wire::Hello hello;
    hello.role = wire::Role::worker;
    hello.program_version = "0.1.0";
    hello.capability.emplace();
    hello.capability->name = fmt::format("simulated-{}", port);
    hello.capability->address = fmt::format("127.0.0.1:{}", port);
    hello.capability->arch = "x86_64";
    hello.capability->cores = 4;
    hello.capability->memory_bytes = 16ULL << 30U;
    hello.capability->slots = options_.slots;
    hello.capability->toolchains.push_back({.id = model::ToolchainId(toolchain_id()),
                                            .version = "12.2.0",
                                            .target = "x86_64-linux-gnu",
                                            .name = "gcc"});
    Exchange<pb::HandshakeRequest, pb::HandshakeResponse> exchange;
    exchange.request = wire::encode(hello);
    std::promise<grpc::Status> ended;
    stub_->async()->Handshake(&exchange.context, &exchange.request, &exchange.response,
                              [&ended](grpc::Status status) { ended.set_value(std::move(status)); });
    const grpc::Status status = ended.get_future().get();
    if (!status.ok())
      return fail(Code::unavailable, "a simulated worker was refused: " + status.error_message());
    ids_.push_back(exchange.response.worker_id());
    return {};
  }

  void beat(const std::string& id) {
    auto exchange = std::make_shared<Exchange<pb::HealthCheckRequest, pb::HealthCheckResponse>>();
    exchange->request.set_worker_id(id);
    stub_->async()->HealthCheck(&exchange->context, &exchange->request, &exchange->response,
                                [exchange](const grpc::Status&) {});
  }

  WorkersOptions options_;
  Compiler compiler_;
  std::vector<int> ports_;
  std::vector<std::string> ids_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<pb::BuildService::Stub> stub_;
};

}  // namespace

Status simulate_workers(const WorkersOptions& options) {
  Workers workers(options);
  HG_TRY(workers.start());
  HG_TRY(os::write_all(STDOUT_FILENO, "ready\n"));
  workers.serve();
  return {};
}

}  // namespace hg::bench
