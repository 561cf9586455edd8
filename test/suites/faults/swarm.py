"""Row 44: everything at random, for a while. The seed is printed and repeats the choice of faults."""

import time

from grid.faults import row, scale
from grid.faults.proxy import Shape
from grid.faults.world import COMPILE_MS


class Swarm(row.Row):
    number, title = 44, "everything at random for 45 s (nightly: an hour)"
    per_build = 4
    proxied = ("workers", "coordinator")
    detection = 12.0

    def test_row(self):
        self.prepare()
        end = time.monotonic() + scale.scale().swarm
        while time.monotonic() < end:
            self.one_build(self.per_build)
        self.conclude()

    def inject(self, chance):
        worker, proxy = chance.choice(self.world.grid.workers), chance.choice(self.world.proxies)
        chance.choice((self._kill, self._hang, self._restart_coordinator, self._black_hole, self._reset, self._bend,
                       self._misbehave, self._drain))(worker, proxy, chance)

    def ready(self):
        """Faults may meet faults."""

    def after_build(self):
        for proxy in self.world.proxies:
            proxy.heal()
            proxy.shape = Shape()
        self.world.order(f"slow {COMPILE_MS}")
        self.world.all_online()

    def _kill(self, worker, proxy, chance):
        worker.kill()
        worker.start_again()

    def _drain(self, worker, proxy, chance):
        worker.terminate(10 + self.grace)
        worker.start_again()

    def _hang(self, worker, proxy, chance):
        worker.stop()
        self.pause(chance.uniform(0.1, 5))
        worker.resume()

    def _restart_coordinator(self, worker, proxy, chance):
        self.world.grid.coordinator.kill()
        self.pause(chance.uniform(0, 2))
        self.world.grid.coordinator.start_again()

    def _black_hole(self, worker, proxy, chance):
        proxy.black_hole()

    def _reset(self, worker, proxy, chance):
        proxy.after(chance.choice(("up", "down")), chance.randrange(4000), "reset")

    def _bend(self, worker, proxy, chance):
        proxy.shape = chance.choice((Shape(sliced=True), Shape(latency=0.1), Shape(jitter=0.2), Shape(slow_close=2.0)))

    def _misbehave(self, worker, proxy, chance):
        self.world.fakes[worker.name].order(chance.choice(("segv", "killed", "ice", "endless")))
        self.pause(1)
        self.world.order(f"slow {COMPILE_MS}")
