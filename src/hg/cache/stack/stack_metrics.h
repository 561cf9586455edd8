// A stack in numbers, for Prometheus. docs/metrics.md lists them.
#pragma once

#include "hg/cache/stack/stack.h"
#include "hg/metrics/registry.h"

namespace hg::cache::stack {

// For Registry::on_scrape.
void tell(metrics::Sink& sink, const Stack& stack);

}  // namespace hg::cache::stack
