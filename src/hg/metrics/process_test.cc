#include "hg/metrics/process.h"

#include <gtest/gtest.h>

#include <map>

#include "hg/os/file.h"
#include "hg/testing/temp_directory.h"

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

using Process = hg::testing::TempDirectoryTest;

TEST_F(Process, TellsPlausibleNumbersOfItself) {
  Collected sink;
  tell_process(sink);
  EXPECT_GE(sink.values.at("process_cpu_seconds_total"), 0);
  EXPECT_GE(sink.values.at("process_open_fds"), 3);
  EXPECT_GT(sink.values.at("process_resident_memory_bytes"), 100e3);
  const double now = static_cast<double>(os::stamp(write("now", ""))->mtime_ns) / 1e9;  // by the wall clock
  EXPECT_LE(sink.values.at("process_start_time_seconds"), now + 2);
  EXPECT_GE(sink.values.at("process_start_time_seconds"), now - 600);
}

}  // namespace
}  // namespace hg::metrics
