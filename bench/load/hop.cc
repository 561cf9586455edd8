#include "hop.h"

#include <fmt/core.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/server_builder.h>
#include <unistd.h>

#include <memory>

#include "hg/os/file.h"
#include "hybridgrid/v1/build.grpc.pb.h"
#include "messages.h"

namespace hg::bench {
namespace {

class Hop final : public pb::BuildService::CallbackService {
 public:
  explicit Hop(std::unique_ptr<pb::BuildService::Stub> next) : next_(std::move(next)) {}

  grpc::ServerUnaryReactor* Compile(grpc::CallbackServerContext* context, const pb::CompileRequest* request,
                                    pb::CompileResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
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

 private:
  std::unique_ptr<pb::BuildService::Stub> next_;
};

std::unique_ptr<pb::BuildService::Stub> connect(const std::string& target) {
  if (target.empty()) return nullptr;
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  return pb::BuildService::NewStub(
      grpc::CreateCustomChannel("ipv4:" + target, grpc::InsecureChannelCredentials(), arguments));
}

}  // namespace

Status serve_hop(const std::string& target) {
  Hop hop(connect(target));
  grpc::ServerBuilder builder;
  int port = 0;
  builder.SetMaxReceiveMessageSize(-1);
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&hop);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return fail(Code::unavailable, "cannot listen");
  HG_TRY(os::write_all(STDOUT_FILENO, fmt::format("port={}\n", port)));
  HG_TRY(os::read_fd(STDIN_FILENO, 1 << 20));
  server->Shutdown(std::chrono::system_clock::time_point());
  return {};
}

}  // namespace hg::bench
