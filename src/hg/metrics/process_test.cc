#include "hg/metrics/process.h"

#include <gtest/gtest.h>

#include <ctime>
#include <map>

namespace hg::metrics {
namespace {

class Collected final : public Sink {
 public:
  void gauge(const std::string& name, const std::string&, double value, const Labels&) override {
    values[name] = value;
  }
  void counter(const std::string& name, const std::string&, double value, const Labels&) override {
    values[name] = value;
  }
  std::map<std::string, double> values;
};

TEST(Process, TellsPlausibleNumbersOfItself) {
  Collected sink;
  tell_process(sink);
  EXPECT_GE(sink.values.at("process_cpu_seconds_total"), 0);
  EXPECT_GE(sink.values.at("process_open_fds"), 3);
  EXPECT_GT(sink.values.at("process_resident_memory_bytes"), 100e3);
  const auto now = static_cast<double>(std::time(nullptr));
  EXPECT_LE(sink.values.at("process_start_time_seconds"), now + 2);
  EXPECT_GE(sink.values.at("process_start_time_seconds"), now - 600);
}

}  // namespace
}  // namespace hg::metrics
