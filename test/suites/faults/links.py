"""Rows 9 to 12 and 15: links that delay, throttle or cut what they carry; workers that are slow or come and go."""

from grid.faults import row
from grid.faults.invariants import news, on_workers
from grid.faults.proxy import Shape
from grid.faults.world import COMPILE_MS, SLOTS


class Latency(row.Row):
    number, title = 9, "one worker is far away: 50 ms, 200 ms, up to 200 ms at random"
    report, nightly = 3, 30
    per_build = 1
    proxied = ("workers", "coordinator")

    def inject(self, chance):
        shape = (Shape(latency=0.05), Shape(latency=0.2), Shape(jitter=0.2))[self.record.injections % 3]
        self.world.proxies[0].shape = shape

    def pass_mark(self, outcome, hits):
        most = self.world.usual / 0.7 + self.grace
        return [f"row 9: the build took {self.wall:.1f} s, more than {most:.1f} s"] if self.wall > most else []

    def after_build(self):
        self.world.proxies[0].shape = Shape()


class Bandwidth(row.Row):
    number, title = 10, "32 kbit/s to one worker (for sources of 7 KB what 1 Mbit/s is for 220 KB)"
    report, nightly = 3, 30
    per_build = 1
    proxied = ("workers", "coordinator")

    def prepare(self):
        super().prepare()
        self.throttle(4_000)

    def inject(self, chance):
        """It is throttled from the beginning, so that its share of the whole build tells."""

    def pass_mark(self, outcome, hits):
        share = on_workers(outcome).get(self.world.proxies[0].address, 0)
        return [f"row 10: it still got {share} of {self.world.files}"] if share > self.world.files // 10 else []

    def throttle(self, bytes_per_second):
        self.world.proxies[0].shape = Shape(bytes_per_second=bytes_per_second)

    def conclude(self):
        self.throttle(0)
        super().conclude()


class Cut(row.Row):
    number, title = 11, "RST at rest and in the midst of a stream, writes of one byte, ends told late"
    report, nightly = 6, 60
    per_build = 3
    proxied = ("workers", "coordinator")
    detection = 5.0

    def inject(self, chance):
        proxy = chance.choice(self.world.proxies)
        kind = (self.record.injections + len(self.hits)) % 4
        if kind == 0:
            proxy.reset()
        elif kind == 1:
            proxy.after(chance.choice(("up", "down")), chance.randrange(4000), "reset")
        else:
            proxy.shape = (Shape(sliced=True), Shape(slow_close=3.0))[kind - 2]
            if kind == 3:
                proxy.reset()

    def after_build(self):
        for proxy in self.world.proxies:
            proxy.shape = Shape()


class SlowWorker(row.Row):
    number, title = 12, "one worker is 20 times slower"
    report, nightly = 3, 30
    per_build = 1
    proxied = ("workers", "coordinator")
    detection = 20 * COMPILE_MS / 1000

    def inject(self, chance):
        worker = chance.choice(self.world.grid.workers)
        self.world.fakes[worker.name].order(f"slow {20 * COMPILE_MS}")

    def after_build(self):
        self.world.order(f"slow {COMPILE_MS}")


class Flapping(row.Row):
    number, title = 15, "a worker is killed and restarted, one second each, five times"
    report, nightly = 3, 20
    per_build = 1
    proxied = ("workers", "coordinator")
    detection = 20.0
    noticed = True

    def inject(self, chance):
        worker, self.before = chance.choice(self.world.grid.workers), news(self.world)
        for _ in range(5):
            worker.kill()
            self.pause(1)
            worker.start_again()
            self.pause(1)

    def pass_mark(self, outcome, hits):
        """Every flap hits at most what is on the worker, each of it is tried thrice at most; retries and failures are counted."""
        tries = news(self.world) - self.before
        most = 2 * 3 * 5 * SLOTS
        return [f"row 15: {tries:g} failures and retries"] if tries > most else []
