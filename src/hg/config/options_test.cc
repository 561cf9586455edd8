#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "hg/config/coordinator_options.h"
#include "hg/config/worker_options.h"
#include "hg/os/file.h"

namespace hg::config {
namespace {

using testing::HasSubstr;

class OptionsTest : public testing::Test {
 protected:
  Parsed<CoordinatorOptions> coordinator(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "hg-coord");
    return parse_coordinator(static_cast<int>(arguments.size()), arguments.data(), environment());
  }
  Parsed<WorkerOptions> worker(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "hg-worker");
    return parse_worker(static_cast<int>(arguments.size()), arguments.data(), environment());
  }
  Environment environment() {
    return [this](const char* name) -> const char* {
      const auto it = variables_.find(name);
      return it == variables_.end() ? nullptr : it->second.c_str();
    };
  }
  std::string file(const std::string& text) {
    const std::string path = directory_->path() + "/c.yaml";
    EXPECT_TRUE(os::write_file_atomic(path, text).has_value());
    return path;
  }

  std::map<std::string, std::string> variables_;
  Result<os::TempDir> directory_ = os::TempDir::make(testing::TempDir(), "options");
};

TEST_F(OptionsTest, DefaultsAreTheNamesThatStay) {
  const auto options = coordinator({"serve"});
  ASSERT_TRUE(options.has_value());
  EXPECT_EQ(options->listen, "127.0.0.1");
  EXPECT_EQ(options->grpc_port, 9000);
  EXPECT_EQ(options->http_port, 8080);
  const auto worker_options = worker({"serve"});
  ASSERT_TRUE(worker_options.has_value());
  EXPECT_EQ(worker_options->grpc_port, 50052);
  EXPECT_EQ(worker_options->http_port, 9310);
}

TEST_F(OptionsTest, FlagBeatsEnvironmentBeatsFile) {
  const std::string path = file("coordinator: file:1\nmax-tasks: 7\ninsecure: true\n");
  EXPECT_EQ(worker({"serve", "--config", path.c_str()})->coordinator, "file:1");
  variables_["HG_COORDINATOR"] = "variable:2";
  EXPECT_EQ(worker({"serve", "--config", path.c_str()})->coordinator, "variable:2");
  const auto all = worker({"serve", "--config", path.c_str(), "--coordinator", "flag:3"});
  EXPECT_EQ(all->coordinator, "flag:3");
  EXPECT_EQ(all->max_tasks, 7U);
}

struct Bad {
  std::vector<const char*> arguments;
  std::string message;
};

TEST_F(OptionsTest, BadInputIsOneLineThatSaysWhatAndWhatToDo) {
  const std::vector<Bad> cases = {
      {{}, "hg-coord: a command is needed; see hg-coord --help\n"},
      {{"server"}, "hg-coord: unknown command server; did you mean serve?\n"},
      {{"serve", "--grpc-prt", "1"}, "hg-coord: unknown option --grpc-prt; did you mean --grpc-port?\n"},
      {{"serve", "--grpc-port", "99999"}, "hg-coord: --grpc-port: port must be 0..65535, got '99999'\n"},
      {{"serve", "--log-level", "loud"},
       "hg-coord: --log-level: must be debug, info, warn or error, got 'loud'\n"},
      {{"serve", "--cache-size", "much"},
       "hg-coord: --cache-size: bad size 'much': a number above 0 with k, M, G or T, such as 10G\n"},
  };
  for (const Bad& bad : cases) {
    const auto options = coordinator(bad.arguments);
    ASSERT_FALSE(options.has_value()) << bad.message;
    EXPECT_EQ(options.error().code, 2);
    EXPECT_EQ(options.error().err, bad.message);
    EXPECT_EQ(options.error().out, "");
  }
}

TEST_F(OptionsTest, AWorkersCountsAndAddressesAreChecked) {
  EXPECT_EQ(worker({"serve", "--max-tasks", "0"}).error().err,
            "hg-worker: --max-tasks: must be 1..4096, got '0'\n");
  EXPECT_THAT(worker({"serve", "--coordinator", "host:99999"}).error().err,
              HasSubstr("port must be 1..65535"));
  EXPECT_EQ(worker({"serve", "--advertise-address", "10.1.2.3:6000"})->advertise_address, "10.1.2.3:6000");
}

TEST_F(OptionsTest, ACoordinatorKeepsResultsWhereItIsTold) {
  EXPECT_EQ(coordinator({"serve"})->cache.directory, "") << "no HOME";
  variables_["HOME"] = "/home/a";
  EXPECT_TRUE(coordinator({"serve"})->cache.on);
  EXPECT_EQ(coordinator({"serve"})->cache.directory, "/home/a/.hybridgrid/coordinator");
  EXPECT_EQ(coordinator({"serve"})->cache.size, std::uint64_t{20} << 30U);
  EXPECT_FALSE(coordinator({"serve", "--cache", "off"})->cache.on);
  const auto options = coordinator({"serve", "--cache-dir", "/var/cache/hg", "--cache-size", "500M"});
  EXPECT_EQ(options->cache.directory, "/var/cache/hg");
  EXPECT_EQ(options->cache.size, std::uint64_t{500} << 20U);
}

TEST_F(OptionsTest, ACoordinatorRemembersWhereItIsTold) {
  EXPECT_EQ(coordinator({"serve"})->history.file, "") << "no HOME";
  variables_["HOME"] = "/home/a";
  EXPECT_TRUE(coordinator({"serve"})->history.on);
  EXPECT_EQ(coordinator({"serve"})->history.file, "/home/a/.hybridgrid/history.db");
  EXPECT_FALSE(coordinator({"serve", "--history", "off"})->history.on);
  const auto options =
      coordinator({"serve", "--history-file", "/x.db", "--history-days", "3", "--history-compiles", "7"});
  EXPECT_EQ(options->history.file, "/x.db");
  EXPECT_EQ(recorder_options(options->history).retention.age, std::chrono::hours(72));
  EXPECT_EQ(recorder_options(options->history).retention.records, 7U);
}

TEST_F(OptionsTest, ACoordinatorKnowsItsNames) {
  EXPECT_TRUE(coordinator({"serve"})->http_names.empty());
  EXPECT_EQ(coordinator({"serve", "--http-names", "grid,grid.example"})->http_names,
            (std::vector<std::string>{"grid", "grid.example"}));
  EXPECT_FALSE(coordinator({"serve", "--http-names", "grid:8080"}));
}

TEST_F(OptionsTest, AWorkerKeepsResultsToo) {
  variables_["HOME"] = "/home/a";
  EXPECT_EQ(worker({"serve"})->cache.directory, "/home/a/.hybridgrid/worker");
  EXPECT_EQ(stores(worker({"serve", "--cache", "off"})->cache).directory, "");
  EXPECT_EQ(stores(worker({"serve", "--cache-dir", "/c", "--cache-size", "1k"})->cache).size, 1024U);
}

TEST_F(OptionsTest, ASharedStoreIsNamedByFlagEnvironmentOrFile) {
  using cache::stack::to_string;
  EXPECT_FALSE(coordinator({"serve"})->cache.shared);
  EXPECT_EQ(to_string(*coordinator({"serve", "--cache-shared", "https://h/p"})->cache.shared), "https://h/p");
  const std::string path = file("cache.shared: redis://h:1\ncache-shared-timeout: 250\n");
  const auto options = coordinator({"serve", "--config", path.c_str()});
  ASSERT_TRUE(options.has_value());
  EXPECT_EQ(to_string(*options->cache.shared), "redis://h:1/0");
  EXPECT_EQ(stores(options->cache).shared->timeout, std::chrono::milliseconds(250));
  EXPECT_FALSE(stores(coordinator({"serve", "--config", path.c_str(), "--cache", "off"})->cache).shared);
  variables_["HG_CACHE_SHARED"] = "redis://me:secret@h:99999";
  EXPECT_EQ(coordinator({"serve"}).error().err,
            "hg-coord: HG_CACHE_SHARED: bad Redis address: expected host or host:port, got 'h:99999'\n");
}

TEST_F(OptionsTest, PlainTextOffLoopbackNeedsTheUsersWord) {
  EXPECT_THAT(coordinator({"serve", "--listen", "0.0.0.0"}).error().err, HasSubstr("add --insecure"));
  EXPECT_TRUE(coordinator({"serve", "--listen", "0.0.0.0", "--insecure"}).has_value());
}

TEST_F(OptionsTest, WithTlsItListensAnywhere) {
  const auto options = coordinator({"serve", "--listen", "0.0.0.0", "--tls-cert", "/c", "--tls-key", "/k",
                                    "--tls-ca", "/a", "--tls-client-ca", "/b"});
  ASSERT_TRUE(options.has_value()) << options.error().err;
  EXPECT_EQ(options->tls.certificate, "/c");
  EXPECT_EQ(options->tls.key, "/k");
  EXPECT_EQ(options->tls.ca, "/a");
  EXPECT_EQ(options->tls.client_ca, "/b");
  EXPECT_EQ(coordinator({"serve", "--tls-cert", "/c", "--tls-ca", "/a"}).error().err,
            "hg-coord: TLS needs --tls-cert, --tls-key and --tls-ca; --tls-key is missing\n");
  EXPECT_THAT(worker({"serve", "--tls-client-ca", "/c"}).error().err, HasSubstr("--tls-cert is missing"));
}

TEST_F(OptionsTest, AWorkerSpeaksToAnotherMachineInPlainTextByTheUsersWordOnly) {
  EXPECT_THAT(worker({"serve", "--coordinator", "192.0.2.1:9000"}).error().err,
              HasSubstr("--coordinator 192.0.2.1:9000 is another machine"));
  EXPECT_TRUE(worker({"serve", "--coordinator", "192.0.2.1:9000", "--insecure"}).has_value());
  EXPECT_TRUE(worker({"serve", "--coordinator", "localhost:9000"}).has_value());
}

TEST_F(OptionsTest, AFilesFaultIsNamedByLineAndColumn) {
  const auto message = [&](const std::string& text) {
    const std::string path = file(text);
    const auto options = coordinator({"serve", "--config", path.c_str()});
    return options ? "no error" : options.error().err.substr(("hg-coord: " + path).size());
  };
  EXPECT_EQ(message("grpc-port: 1\nhttp-prt: 2\n"),
            ":2:1: unknown key 'http-prt'; did you mean 'http-port'?\n");
  EXPECT_EQ(message("grpc-port: abc\n"), ":1:1: grpc-port: port must be 0..65535, got 'abc'\n");
  EXPECT_EQ(message("grpc-port: [1, 2]\n"), ":1:1: 'grpc-port' takes one plain value\n");
  EXPECT_EQ(message("grpc-port: 1\ngrpc-port: 2\n"), ":2:1: 'grpc-port' is given twice\n");
  EXPECT_EQ(message("just words\n"), ":1:1: expected 'key: value' lines\n");
  EXPECT_THAT(message("a: b: c\n"), HasSubstr(":1:"));
  EXPECT_THAT(coordinator({"serve", "--config", "/no/such.yaml"}).error().err,
              HasSubstr("reading /no/such.yaml"));
}

TEST_F(OptionsTest, HelpAndVersionGoToStandardOutput) {
  EXPECT_THAT(coordinator({"serve", "--help"}).error().out, HasSubstr("--grpc-port"));
  EXPECT_EQ(coordinator({"--help"}).error().code, 0);
  EXPECT_THAT(coordinator({"--version"}).error().out, HasSubstr("hg-coord 0."));
}

TEST_F(OptionsTest, HowTasksArePlaced) {
  const auto options =
      coordinator({"serve", "--scheduler", "cost", "--weights", "task=-30,lan=0", "--max-queue", "7",
                   "--retry-delays", "0ms,1s", "--breaker-rate", "40", "--breaker-samples", "3",
                   "--breaker-window", "5m", "--breaker-open", "250ms", "--race", "no"});
  ASSERT_TRUE(options.has_value()) << options.error().err;
  const coordinator::Options& dispatch = options->dispatch;
  EXPECT_EQ(dispatch.policy, coordinator::Policy::cost);
  EXPECT_EQ(dispatch.weights.per_active_task, -30);
  EXPECT_EQ(dispatch.weights.lan, 0);
  EXPECT_EQ(dispatch.weights.per_core, 10) << "what is not named stays";
  EXPECT_EQ(dispatch.max_waiting, 7U);
  EXPECT_EQ(dispatch.retry_delays, (std::vector<Duration>{Duration(0), std::chrono::seconds(1)}));
  EXPECT_EQ(dispatch.breaker.failure_percent, 40U);
  EXPECT_EQ(dispatch.breaker.min_samples, 3U);
  EXPECT_EQ(dispatch.breaker.window, std::chrono::minutes(5));
  EXPECT_EQ(dispatch.breaker.open_for, std::chrono::milliseconds(250));
  EXPECT_FALSE(dispatch.tail.race);
}

TEST_F(OptionsTest, HowTasksArePlacedStandsInTheFileToo) {
  const std::string path = file("weights: core=1\nretry-delays: 0ms\nbreaker-open: 5s\n");
  const auto options = coordinator({"serve", "--config", path.c_str()});
  ASSERT_TRUE(options.has_value()) << options.error().err;
  EXPECT_EQ(options->dispatch.weights.per_core, 1);
  EXPECT_EQ(options->dispatch.retry_delays.size(), 1U);
  EXPECT_EQ(options->dispatch.breaker.open_for, std::chrono::seconds(5));
}

TEST_F(OptionsTest, NonsenseAboutPlacingIsRefusedByName) {
  const auto refusal = [&](const char* option, const char* value) {
    const auto options = coordinator({"serve", option, value});
    return options ? std::string("accepted") : options.error().err;
  };
  EXPECT_THAT(refusal("--weights", "speed=3"), HasSubstr("'speed=3' is no TERM=NUMBER; the terms are arch"));
  EXPECT_THAT(refusal("--weights", "core=nan"), HasSubstr("is no number"));
  EXPECT_THAT(refusal("--breaker-open", "30"), HasSubstr("needs a unit"));
  EXPECT_THAT(refusal("--breaker-open", "-5s"), HasSubstr("must be 1ms to"));
  EXPECT_THAT(refusal("--breaker-rate", "100"), HasSubstr("must be 0..99"));
  EXPECT_THAT(refusal("--retry-delays", "0ms,2h"), HasSubstr("must be 0ms to 60000ms"));
  EXPECT_THAT(refusal("--scheduler", "best"), HasSubstr("must be score or cost"));
  EXPECT_THAT(refusal("--race-factor", "1"), HasSubstr("must be 1.1 to"));
  EXPECT_THAT(refusal("--max-queue", "0"), HasSubstr("must be 1.."));
}

}  // namespace
}  // namespace hg::config
