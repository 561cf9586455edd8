#include "hg/rpc/credentials.h"

namespace hg::rpc {
namespace {

class PlainText final : public Credentials {
 public:
  [[nodiscard]] std::shared_ptr<grpc::ChannelCredentials> channel() const override {
    return grpc::InsecureChannelCredentials();
  }
  [[nodiscard]] std::shared_ptr<grpc::ChannelCredentials> channel_to(
      const std::string& /*fingerprint*/) const override {
    return channel();
  }
  [[nodiscard]] std::shared_ptr<grpc::ServerCredentials> server() const override {
    return grpc::InsecureServerCredentials();
  }
};

}  // namespace

std::unique_ptr<Credentials> plain_text() {
  return std::make_unique<PlainText>();
}

}  // namespace hg::rpc
