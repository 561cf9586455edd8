#include "hg/worker/task_metrics.h"

#include "hg/base/version.h"
#include "hg/metrics/process.h"

namespace hg::worker {

void show_worker(metrics::Registry& registry, const TaskPool& pool, std::function<std::size_t()> compilers) {
  registry.on_scrape([&pool, compilers = std::move(compilers)](metrics::Sink& sink) {
    const TaskCounts counts = pool.counts();
    sink.gauge("hybridgrid_build_info", "The program that runs.", 1, {{"version", std::string(version())}});
    sink.gauge("hybridgrid_slots", "Compiles that this worker takes at a time.", pool.slots());
    sink.gauge("hybridgrid_slots_busy", "Slots taken.", counts.active);
    sink.gauge("hybridgrid_draining", "1 while no new compile is taken.", counts.draining ? 1 : 0);
    sink.gauge("hybridgrid_compilers", "Compilers offered.", static_cast<double>(compilers()));
    const char* const tasks = "hybridgrid_tasks_total";
    const char* const help = "Compiles taken, by how they ended.";
    sink.counter(tasks, help, static_cast<double>(counts.finished), {{"result", "verdict"}});
    sink.counter(tasks, help, static_cast<double>(counts.failed), {{"result", "failed"}});
    sink.counter(tasks, help, static_cast<double>(counts.cancelled), {{"result", "cancelled"}});
    metrics::tell_process(sink);
  });
}

}  // namespace hg::worker
