"""Rows 6, 7 and 14: programs and links that hang without a word. Each is found within 10 s, once, not once for each file."""

from grid.faults import row, scale


class Worker(row.Row):
    number, title = 6, "a worker hangs (SIGSTOP) until it is found (nightly: 60 s), then goes on"
    report, nightly = 5, 30
    per_build = 2
    proxied = ("workers", "coordinator")
    noticed = True

    def inject(self, chance):
        worker = chance.choice(self.world.grid.workers)
        worker.stop()
        if scale.nightly():
            self.pause(60)
        else:
            self.world.await_hit(self.hits[-1], 2 * self.detection)
        worker.resume()


class Coordinator(row.Row):
    """Once per build: 200 files at 12 a time would take minutes if each had to find out for itself."""

    number, title = 6, "the coordinator hangs (SIGSTOP) until the build has ended without it"
    report, nightly = 2, 20
    per_build = 1
    proxied = ("workers", "coordinator")
    noticed = True

    def inject(self, chance):
        self.world.grid.coordinator.stop()

    def after_build(self):
        self.world.grid.coordinator.resume()
        self.world.all_online()


class HalfOpen(row.Row):
    number, title = 7, "half-open link: at rest, in the midst of an upload, of a result; to a worker, to the coordinator"
    report, nightly = 9, 90
    per_build = 3
    proxied = ("workers", "coordinator")

    def inject(self, chance):
        place = self.record.injections + len(self.hits)
        proxy = self.world.front if place % 3 == 0 else self.world.proxy_of(self.world.grid.workers[place % 3])
        moment = (place // 3) % 3
        if moment == 0:
            proxy.black_hole()
        else:
            proxy.after(("up", "down")[moment - 1], chance.randrange(4000), "black_hole")

    def ready(self):
        """The others too, while the first one still is not over."""

    def after_build(self):
        for proxy in self.world.proxies:
            proxy.heal()
        self.world.all_online()


class OneWay(row.Row):
    number, title = 14, "the coordinator cannot reach a worker whose heartbeats still arrive"
    report, nightly = 3, 30
    per_build = 1
    proxied = ("workers", "coordinator")
    noticed = True

    def inject(self, chance):
        self.world.proxy_of(chance.choice(self.world.grid.workers)).black_hole()

    def pass_mark(self, outcome, hits):
        return [] if len(self.world.grid.online()) == 3 else ["row 14: the worker's heartbeats were not heard"]

    def after_build(self):
        for proxy in self.world.proxies:
            proxy.heal()
