// What the coordinator costs: a compile that does nothing, straight to a worker and through the coordinator,
// both on loopback in this process. By hand: cmake --preset bench && cmake --build --preset bench --target
// hg_relay_bench.
#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <vector>

#include "hg/coordinator/service/build_service.h"
#include "hg/coordinator/service/fake_worker.h"
#include "hg/rpc/deadline.h"
#include "hg/wire/handshake.h"

namespace {

using namespace hg;
using namespace hg::coordinator::service;
using Stub = pb::BuildService::Stub;

pb::CompileRequest request_of(std::size_t payload) {
  pb::CompileRequest request;
  request.set_task_id("t");
  request.set_toolchain_id(std::string(64, 'a'));
  request.set_family(pb::COMPILER_FAMILY_GCC);
  request.set_language(pb::LANGUAGE_CXX);
  request.set_target("x86_64-linux-gnu");
  request.set_file_name("a.cc");
  request.add_outputs(pb::OUTPUT_KIND_OBJECT);
  request.mutable_preprocessed()->set_zstd(std::string(payload, 'x'));
  return request;
}

void enrol(Stub& stub, const std::string& address) {
  wire::Hello hello;
  hello.role = wire::Role::worker;
  auto& capability = hello.capability.emplace();
  capability.name = "w";
  capability.address = address;
  capability.arch = "x86_64";
  capability.slots = 1000;
  capability.toolchains = {{model::ToolchainId(std::string(64, 'a')), model::CompilerFamily::gcc, true, "12",
                            "x86_64-linux-gnu", "g++"}};
  grpc::ClientContext context;
  pb::HandshakeResponse response;
  if (!stub.Handshake(&context, wire::encode(hello), &response).ok()) std::abort();
}

// Median and 99th percentile of one caller's calls, in microseconds.
std::pair<double, double> latency(Stub& stub, std::size_t payload, int calls) {
  const auto request = request_of(payload);
  std::vector<double> times;
  for (int i = 0; i < calls; ++i) {
    grpc::ClientContext context;
    pb::CompileResponse response;
    const auto start = system_clock().now();
    if (!stub.Compile(&context, request, &response).ok()) std::abort();
    times.push_back(std::chrono::duration<double, std::micro>(system_clock().now() - start).count());
  }
  std::sort(times.begin(), times.end());
  return {times[times.size() / 2], times[times.size() * 99 / 100]};
}

// `callers` calls are always under way; calls per second.
class Load {
 public:
  Load(Stub& stub, std::size_t payload, int callers, int calls)
      : stub_(stub), request_(request_of(payload)), left_(calls), done_(callers) {}
  double run(int callers, int calls) {
    const auto start = system_clock().now();
    for (int i = 0; i < callers; ++i) next();
    done_.wait();
    return calls / std::chrono::duration<double>(system_clock().now() - start).count();
  }

 private:
  struct Call {
    grpc::ClientContext context;
    pb::CompileResponse response;
  };
  void next() {
    if (left_.fetch_sub(1) <= 0) return done_.count_down();
    auto call = std::make_shared<Call>();
    stub_.async()->Compile(&call->context, &request_, &call->response,
                           [this, call](const grpc::Status& status) {
                             if (!status.ok()) std::abort();
                             next();
                           });
  }
  Stub& stub_;
  pb::CompileRequest request_;
  std::atomic<int> left_;
  std::latch done_;
};

void report(const char* name, Stub& stub, std::size_t payload, int calls) {
  latency(stub, payload, calls / 10 + 1);
  const auto [median, p99] = latency(stub, payload, calls);
  Load load(stub, payload, 64, calls * 4);
  fmt::print("{:9} {:8} bytes  p50 {:7.0f} us  p99 {:7.0f} us  64 callers {:7.0f} calls/s\n", name, payload,
             median, p99, load.run(64, calls * 4));
}

}  // namespace

int main() {
  const auto credentials = rpc::plain_text();
  FakeWorker worker;
  NoObserver observer;
  BuildService service({}, system_clock(), 1, *credentials, observer);
  const auto server = rpc::Server::start({{"127.0.0.1", 0}, "--grpc-port"}, *credentials, service).value();
  const auto relayed =
      pb::BuildService::NewStub(rpc::open_channel({"127.0.0.1", server->port()}, *credentials));
  const auto direct = pb::BuildService::NewStub(
      rpc::open_channel(model::parse_address(worker.address()).value(), *credentials));
  enrol(*relayed, worker.address());
  for (int round = 0; round < 3; ++round) {
    for (const auto& [payload, calls] : {std::pair<std::size_t, int>{100, 3000}, {1U << 20U, 200}}) {
      report("one hop", *direct, payload, calls);
      report("relayed", *relayed, payload, calls);
    }
  }
}
