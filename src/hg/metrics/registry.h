// Numbers for Prometheus: counters and histograms that are counted all the time, gauges that are looked up
// when somebody asks.
//
// Names and units follow Prometheus' conventions: prefix "hybridgrid_", base units, "_total" on counters. A
// label has few values, all known to us: never a file, a task or a build.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hg::metrics {

using Labels = std::map<std::string, std::string>;

// Handles: cheap to copy, thread-safe, valid as long as their Registry.
class Counter {
 public:
  void add(double amount = 1) const;

 private:
  friend class Registry;
  explicit Counter(void* counter) : counter_(counter) {}
  void* counter_;
};

class Histogram {
 public:
  void observe(double value) const;

 private:
  friend class Registry;
  explicit Histogram(void* histogram) : histogram_(histogram) {}
  void* histogram_;
};

// Takes the values of one scrape. What is not told again is gone.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void gauge(const std::string& name, const std::string& help, double value,
                     const Labels& labels) = 0;
  virtual void counter(const std::string& name, const std::string& help, double value,
                       const Labels& labels) = 0;
  void gauge(const std::string& name, const std::string& help, double value) { gauge(name, help, value, {}); }
};

// Thread-safe. Names and labels come from the program, so a bad one is a mistake in it:
// std::invalid_argument.
class Registry {
 public:
  Registry();
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // The same name and labels give the same counter. A counter is shown from its making on, with 0.
  Counter counter(const std::string& name, const std::string& help, const Labels& labels = {});
  // `bounds`: upper ends of the buckets, ascending.
  Histogram histogram(const std::string& name, const std::string& help, const Labels& labels,
                      const std::vector<double>& bounds);
  // `tell` is called for each text(), on its thread.
  void on_scrape(std::function<void(Sink&)> tell);

  // All of it in Prometheus' text format, version 0.0.4.
  [[nodiscard]] std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

inline constexpr const char* kContentType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace hg::metrics
