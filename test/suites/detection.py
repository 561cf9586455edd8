"""A hung coordinator, a hung worker and a black-holed link are each found within 10 s, once per build and not once per file."""

import contextlib
import time
import unittest

from grid.case import Case, note
from grid.cluster import Grid
from grid.faults.invariants import Invariants
from grid.faults.world import Hit, World
from grid.waiting import wait_until

_FOUND = 10.0  # seconds
# Fewer than there are slots without the one worker: whatever was under way there is done elsewhere at once, so
# the time until it is done is the time until the fault was found.
_FILES, _JOBS = 60, 6
_HIT_AT = 12  # objects
_REST = 15.0  # seconds for all the rest of the build, wherever it is done; found file by file, it would be 80


class Detection(Case):
    @classmethod
    def setUpClass(cls):
        grid = cls.enterClassContext(Grid(workers=0, label="detect", breaker_open=1))
        cls.world = cls.enterClassContext(contextlib.closing(World(grid, ("workers", "coordinator"), files=_FILES)))

    def setUp(self):
        """As if nothing had happened: every worker gets its share again."""
        self.assert_none(Invariants(self.world).recovers())

    def found_once(self, inject, heal) -> None:
        """One build that meets the fault; `inject` gets the worker that it may hurt."""
        self.world.project.forget()
        running = self.world.project.start(jobs=_JOBS, **self.world.environment())
        wait_until(lambda: self.world.done() >= _HIT_AT, "some objects", 60)
        hit = Hit(self.world)
        inject()
        try:
            outcome = running.finish(_FOUND + _REST)
        finally:
            heal()
        rest = time.time() - hit.at
        self.world.settle(hit)
        note(f"{self._testMethodName}: {len(hit.files)} compiles met it, the last was done after {hit.seconds:.1f} s, the build after {rest:.1f} s")
        self.assertEqual((outcome.code, outcome.out), (0, b""))
        self.assert_none(self.world.project.wrong())
        self.assertTrue(hit.files, "the fault met no compile")
        self.assertLessEqual(hit.seconds, _FOUND)

    def test_a_hung_worker(self):
        worker = self.world.grid.workers[0]
        self.found_once(worker.stop, worker.resume)

    def test_a_hung_coordinator(self):
        coordinator = self.world.grid.coordinator
        self.found_once(coordinator.stop, coordinator.resume)

    def test_a_black_hole_before_a_worker(self):
        proxy = self.world.proxy_of(self.world.grid.workers[0])
        self.found_once(proxy.black_hole, proxy.heal)

    def test_a_black_hole_before_the_coordinator(self):
        self.found_once(self.world.front.black_hole, self.world.front.heal)


if __name__ == "__main__":
    unittest.main()
