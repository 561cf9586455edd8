"""Rows 1 to 4, 40 and 43: programs of the grid are killed, restarted and drained while a build is under way."""

import os
import signal

from grid.faults import row, scale
from grid.faults.invariants import reasons


class Worker(row.Row):
    number, title = 1, "`kill -9` of a worker"
    report, nightly = 20, 500
    per_build = 5
    detection = 1.0  # RST
    noticed = True

    def inject(self, chance):
        worker = chance.choice(self.world.grid.workers)
        worker.kill()
        worker.start_again()

    def pass_mark(self, outcome, hits):
        local = [line for line in outcome.errors().splitlines() if "compiled here" in line]
        return [f"row 1: {len(local)} were local, though two workers lived: {local[:3]}"] if local else []


class AllWorkers(row.Row):
    number, title = 2, "`kill -9` of all workers"
    report, nightly = 5, 50
    per_build = 1
    detection = 1.0
    noticed = True

    def inject(self, chance):
        for worker in self.world.grid.workers:
            worker.kill()

    def after_build(self):
        for worker in self.world.grid.workers:
            worker.start_again()
        self.world.all_online()

    def pass_mark(self, outcome, hits):
        return [] if reasons(outcome) else ["row 2: nothing was compiled here, so the workers were not dead"]


class Coordinator(row.Row):
    number, title = 3, "`kill -9` of the coordinator, back at once or after 2 s (nightly: 60 s too)"
    report, nightly = 10, 100
    per_build = 2
    detection = 15.0

    def inject(self, chance):
        self.world.grid.coordinator.kill()
        pauses = [0.0, 2.0, 60.0] if scale.nightly() else [0.0, 0.0, 2.0]
        self.pause(chance.choice(pauses))
        self.world.grid.coordinator.start_again()

    def ready(self):
        self.world.all_online(10 + self.grace)  # again within one heartbeat

    def after_build(self):
        self.ready()


class Client(row.Row):
    number, title = 4, "`kill -9` of the client"
    report, nightly = 10, 200

    def test_row(self):
        self.prepare()
        for _ in range(self.wanted):
            self.one_interrupted(lambda running: os.killpg(running.pid, signal.SIGKILL))
        self.conclude()

    def after_build(self):
        """Who is killed between writing and renaming leaves his temporary file; nobody else can take it away."""
        for path in self.world.project.folder.glob(".hg-*.tmp"):
            path.unlink()


class RestartStorm(row.Row):
    number, title = 40, "the coordinator is killed and restarted again and again"
    report, nightly = 1, 5
    detection = 60.0

    def inject(self, chance):
        for _ in range(24 if scale.nightly() else 5):
            self.world.grid.coordinator.kill()
            self.world.grid.coordinator.start_again()
            self.pause(5 if scale.nightly() else 1)

    def after_build(self):
        self.world.all_online()


class Drain(row.Row):
    number, title = 43, "drain: SIGTERM to a worker under load"
    report, nightly = 5, 50
    per_build = 3

    def inject(self, chance):
        worker = chance.choice(self.world.grid.workers)
        if worker.terminate(10) != 0:
            self.fail("a worker that drains must end with 0")
        worker.start_again()

    def pass_mark(self, outcome, hits):
        failed = sum(value for name, value in self.world.grid.metrics().items()
                     if name.startswith("hybridgrid_worker_tasks_total") and 'result="failed"' in name)
        wrong = [f"row 43: {failed:g} compiles failed"] if failed else []
        return wrong + ([f"row 43: {reasons(outcome)} were local"] if reasons(outcome) else [])
