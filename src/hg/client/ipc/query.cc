#include "hg/client/ipc/query.h"

#include "hg/client/ipc/channel.h"

namespace hg::client::ipc {

Client::Client(ConnectOptions options, std::string coordinator, model::Access access)
    : options_(std::move(options)), coordinator_(std::move(coordinator)), access_(std::move(access)) {}

Result<std::string> Client::ask(const Query& query) const {
  HG_TRY_ASSIGN(auto socket, connect_agent(options_));
  Channel channel(std::move(socket));
  const Hello hello{
      .intent = Intent::ask, .coordinator = coordinator_, .build = {}, .label = {}, .access = access_};
  HG_TRY(channel.send({{FrameType::hello, encode(hello)}, {FrameType::query, encode(query)}}));
  HG_TRY_ASSIGN(auto frame, channel.receive());
  if (frame.type == FrameType::refused) {
    return fail(Code::failed_precondition, "hg-agent is of another version: " + frame.body);
  }
  if (frame.type != FrameType::reply) return fail(Code::internal, "unexpected answer from hg-agent");
  return std::move(frame.body);
}

Result<AgentStatus> Client::query_status() const {
  HG_TRY_ASSIGN(const auto body, ask({.question = Question::status, .argument = {}}));
  return decode_status(body);
}

Result<WorkersAnswer> Client::query_workers() const {
  HG_TRY_ASSIGN(const auto body, ask({.question = Question::workers, .argument = {}}));
  return decode_workers(body);
}

Result<DrainAnswer> Client::drain(const std::string& worker, bool drained) const {
  const Question question = drained ? Question::drain : Question::undrain;
  HG_TRY_ASSIGN(const auto body, ask({.question = question, .argument = worker}));
  return decode_drain(body);
}

Result<BuildAnswer> Client::query_build(const std::string& id) const {
  HG_TRY_ASSIGN(const auto body, ask({.question = Question::build, .argument = id}));
  return decode_build(body);
}

Status Client::tell_hits(const std::string& build, std::vector<std::string> sources) const {
  HG_TRY(ask({.question = Question::hits, .argument = build, .names = std::move(sources)}));
  return {};
}

}  // namespace hg::client::ipc
