#include "hop.h"

#include <fmt/core.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/server_builder.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "hg/base/guarded.h"
#include "hg/os/file.h"
#include "hybridgrid/v1/build.grpc.pb.h"
#include "messages.h"

namespace hg::bench {
namespace {

class Hop final : public pb::BuildService::CallbackService {
 public:
  Hop(std::unique_ptr<pb::BuildService::Stub> next, std::uint32_t hold)
      : next_(std::move(next)), hold_(hold) {}

  grpc::ServerUnaryReactor* Compile(grpc::CallbackServerContext* context, const pb::CompileRequest* request,
                                    pb::CompileResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    if (hold_ > 0) {
      hold(reactor);
      return reactor;
    }
    if (next_ == nullptr) {
      fill(*response);
      reactor->Finish(grpc::Status::OK);
      return reactor;
    }
    auto onward = std::make_shared<grpc::ClientContext>();
    next_->async()->Compile(onward.get(), request, response,
                            [reactor, onward](const grpc::Status& status) { reactor->Finish(status); });
    return reactor;
  }

  void let_go() {
    for (grpc::ServerUnaryReactor* reactor : held_.with([](auto& held) { return std::exchange(held, {}); }))
      reactor->Finish({grpc::StatusCode::CANCELLED, "held long enough"});
  }

 private:
  void hold(grpc::ServerUnaryReactor* reactor) {
    const std::size_t count = held_.with([reactor](auto& held) {
      held.push_back(reactor);
      return held.size();
    });
    if (count == hold_) (void)os::write_all(STDOUT_FILENO, "held\n");
  }

  std::unique_ptr<pb::BuildService::Stub> next_;
  std::uint32_t hold_;
  Guarded<std::vector<grpc::ServerUnaryReactor*>> held_;
};

std::unique_ptr<pb::BuildService::Stub> connect(const std::string& target) {
  if (target.empty()) return nullptr;
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  return pb::BuildService::NewStub(
      grpc::CreateCustomChannel("ipv4:" + target, grpc::InsecureChannelCredentials(), arguments));
}

}  // namespace

Status serve_hop(const HopOptions& options) {
  Hop hop(connect(options.next), options.hold);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.SetMaxReceiveMessageSize(-1);
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&hop);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return fail(Code::unavailable, "cannot listen");
  HG_TRY(os::write_all(STDOUT_FILENO, fmt::format("port={}\n", port)));
  HG_TRY(os::read_fd(STDIN_FILENO, 1 << 20));
  hop.let_go();
  server->Shutdown(std::chrono::system_clock::time_point());
  return {};
}

}  // namespace hg::bench
