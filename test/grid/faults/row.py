"""A row of the fault matrix as a test: so many injections, at random moments of builds, with all invariants after each."""

import contextlib
import os
import random
import time
import unittest
import zlib

from grid.case import Case, note
from grid.cluster import Grid
from grid.faults import scale
from grid.faults.invariants import CLEAN, Invariants, news, reasons
from grid.faults.record import Record, save
from grid.faults.world import Hit, World
from grid.running import Outcome
from grid.waiting import Deadline, wait_until


class _Kept:
    """The world of the last row, for the next one if it wants one like it and the last one did it no lasting harm."""

    def __init__(self):
        self._key, self._world, self._life = None, None, contextlib.ExitStack()

    def take(self, key: tuple, proxied: tuple[str, ...]) -> World:
        if self._key != key:
            self.close()
            grid = self._life.enter_context(Grid(workers=0, label="faults", breaker_open=scale.scale().breaker_open))
            self._world = self._life.enter_context(contextlib.closing(World(grid, proxied)))
            self._world.measure()
        self._key = None
        return self._world

    def keep(self, key: tuple) -> None:
        self._key = key

    def close_unless_kept(self) -> None:
        if self._key is None:
            self.close()

    def close(self) -> None:
        self._key = None
        self._life.close()


_kept = _Kept()


class Row(Case):
    """Subclasses say what is injected. A row has one test, `test_row`."""

    number, title = 0, ""
    report, nightly = 1, 1  # injections, see scale
    push = 0  # those in every run; none: one build's
    per_build = 4  # injections into one build, one after the other
    detection = 10.0  # seconds until this fault must be found
    grace = 15.0  # seconds, for machines that do other things too
    proxied: tuple[str, ...] = ()  # links with a proxy: see World
    place = ""  # rows with a word here have a world of their own
    noticed = False  # compiles must fail of it, so a metric must move or a client must tell
    open = ""  # why the row is known to fail

    # --- what a row says ---

    def inject(self, chance: random.Random) -> None:
        """The fault, and its end if it has one; called in the midst of a build."""
        raise NotImplementedError

    def ready(self) -> None:
        """Before the next injection into the same build: until the one before is over."""
        self.world.all_online()

    def after_build(self) -> None:
        """Ends what is still wrong with the world."""

    def pass_mark(self, outcome: Outcome, hits: list[Hit]) -> list[str]:
        """What this row demands besides the invariants: lines of what is wrong."""
        return []

    # --- how it is run ---

    def setUp(self):
        unittest.addModuleCleanup(_kept.close)
        self.began = time.monotonic()
        self.record = Record(self.number, self.title, note=self.open)
        self.seed = int(os.environ.get("HG_FAULTS_SEED", zlib.crc32(self.id().encode())))
        self.chance = random.Random(self.seed)
        self.wanted = {"push": self.push or min(self.per_build, self.report), "report": self.report, "nightly": self.nightly}[scale.name()]

    def test_row(self):
        self.prepare()
        while self.record.injections < self.wanted:
            self.one_build(min(self.per_build, self.wanted - self.record.injections))
        self.conclude()

    def prepare(self) -> None:
        self.world = _kept.take(self.key(), self.proxied)
        self.addCleanup(_kept.close_unless_kept)
        self.invariants = Invariants(self.world)

    def key(self) -> tuple:
        return type(self).__module__, self.proxied, self.place

    def found_late(self, hits: list[Hit]) -> list[str]:
        """A compile that met the fault is done soon after the time in which it must be found."""
        most = self.detection + max(5.0, self.world.usual)
        return [f"I3: recovery took {hit.seconds:.1f} s, more than {most:.1f} s" for hit in hits if hit.seconds > most]

    def limit(self, injections: int) -> float:
        """I3."""
        return injections * self.detection + 1.5 * self.world.usual + self.grace

    def one_build(self, count: int) -> None:
        heard, begin = news(self.world), time.monotonic()
        running, hits = self.world.start(), []
        self.hits = hits
        try:
            for moment in sorted(self.chance.sample(range(4, self.world.files - 40), count)):
                if not self._reach(running, moment):
                    break
                if hits:
                    self.ready()
                hits.append(Hit(self.world))
                self.inject(self.chance)
            outcome = running.finish(self.limit(count))
            self.wall = time.monotonic() - begin
        except AssertionError as hung:
            running.give_up()
            self.after_build()
            self.record.add(max(1, len(hits)), [], [f"I3: {hung}"])
            return
        for hit in hits:
            self.world.settle(hit)
        violations = self.invariants.of_build(outcome) + self.found_late(hits) + self.pass_mark(outcome, hits)
        if self.noticed and any(hit.files for hit in hits) and not reasons(outcome) and news(self.world) <= heard:
            violations.append("I7: no metric moved, and no client told anything")
        self.after_build()
        violations += self.check_world()
        self.record.add(len(hits), [hit.seconds for hit in hits], violations)

    def one_interrupted(self, end) -> None:
        """A build that `end(running)` ends: nothing of it may be left, here or on the workers, nor go on here."""
        running = self.world.start()
        self._reach(running, self.chance.randrange(4, 40))
        begin = time.monotonic()
        end(running)
        try:
            running.finish(CLEAN + self.grace)
        except AssertionError as hung:
            self.record.add(1, [], [f"I3: {hung}"])
            return
        violations = self.invariants.clean()
        seconds = time.monotonic() - begin
        if self.world.done() == self.world.files:
            violations.append("the build went on to its end")
        self.after_build()
        self.record.add(1, [seconds], violations + self.invariants.of_build(None, complete=False))

    def pause(self, seconds: float) -> None:
        """The length of a fault. Nothing is concluded from it; the build goes on meanwhile."""
        with contextlib.suppress(Deadline):
            wait_until(lambda: False, "the fault to last", seconds)

    def _reach(self, running, moment: int) -> bool:
        """Waits until so many objects are there; false if the build ended before."""
        wait_until(lambda: self.world.done() >= moment or running.ended(), f"{moment} objects", 60 + self.limit(1))
        return not running.ended()

    def check_world(self) -> list[str]:
        found = self.invariants.clean() + self.invariants.of_bad_source()
        return found + self.invariants.cache() + self.invariants.bounded()

    def conclude(self) -> None:
        """Once a row: the grid is as it was, what it kept is right, and the record is written."""
        self.record.violations += self.invariants.recovers() + self.invariants.served()
        if self.record.violations and self.record.passed == self.record.injections:
            self.record.passed -= 1  # the last one did not end well
        save(self.record)
        note(f"{self.record}; seed {self.seed}; {time.monotonic() - self.began:.0f} s in all")
        if not self.record.violations and not self.place:
            _kept.keep(self.key())
        for text in self.record.violations:
            note(f"  {text}")
        self.assert_none(self.record.violations, f"{self.record}; HG_FAULTS_SEED={self.seed}")
