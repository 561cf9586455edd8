#include "hg/metrics/registry.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>

namespace hg::metrics {
namespace {

// Gathers the values of one scrape into families.
class Families final : public Sink {
 public:
  void gauge(const std::string& name, const std::string& help, double value, const Labels& labels) override {
    prometheus::ClientMetric metric = labelled(labels);
    metric.gauge.value = value;
    family(name, help, prometheus::MetricType::Gauge).metric.push_back(std::move(metric));
  }
  void counter(const std::string& name, const std::string& help, double value,
               const Labels& labels) override {
    prometheus::ClientMetric metric = labelled(labels);
    metric.counter.value = value;
    family(name, help, prometheus::MetricType::Counter).metric.push_back(std::move(metric));
  }
  void append_to(std::vector<prometheus::MetricFamily>& all) {
    for (auto& [name, family] : families_) all.push_back(std::move(family));
  }

 private:
  static prometheus::ClientMetric labelled(const Labels& labels) {
    prometheus::ClientMetric metric;
    for (const auto& [name, value] : labels) metric.label.push_back({name, value});
    return metric;
  }
  prometheus::MetricFamily& family(const std::string& name, const std::string& help,
                                   prometheus::MetricType type) {
    prometheus::MetricFamily& family = families_[name];
    family.name = name;
    family.help = help;
    family.type = type;
    return family;
  }

  std::map<std::string, prometheus::MetricFamily> families_;
};

}  // namespace

void Counter::add(double amount) const {
  static_cast<prometheus::Counter*>(counter_)->Increment(amount);
}

void Histogram::observe(double value) const {
  static_cast<prometheus::Histogram*>(histogram_)->Observe(value);
}

struct Registry::Impl {
  prometheus::Registry counted;
  mutable std::mutex mutex;
  std::vector<std::function<void(Sink&)>> tellers;
};

Registry::Registry() : impl_(std::make_unique<Impl>()) {}
Registry::~Registry() = default;

Counter Registry::counter(const std::string& name, const std::string& help, const Labels& labels) {
  auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(impl_->counted);
  return Counter(&family.Add(labels));
}

Histogram Registry::histogram(const std::string& name, const std::string& help, const Labels& labels,
                              const std::vector<double>& bounds) {
  auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(impl_->counted);
  return Histogram(&family.Add(labels, bounds));
}

void Registry::on_scrape(std::function<void(Sink&)> tell) {
  const std::lock_guard lock(impl_->mutex);
  impl_->tellers.push_back(std::move(tell));
}

std::string Registry::text() const {
  auto all = impl_->counted.Collect();
  Families families;
  {
    const std::lock_guard lock(impl_->mutex);
    for (const auto& tell : impl_->tellers) tell(families);
  }
  families.append_to(all);
  return prometheus::TextSerializer().Serialize(all);
}

}  // namespace hg::metrics
