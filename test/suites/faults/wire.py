"""Rows 13 and 23 to 25: peers that refuse, send damaged messages, speak another version or have another compiler."""

import shutil

from grid import settings
from grid.faults import row
from grid.faults.invariants import reasons
from grid.faults.meddler import Meddler
from grid.faults.world import COMPILE_MS, SLOTS
from grid.running import run
from grid.waiting import wait_until


class _Extra:
    """A fourth worker that something is wrong with joins each build, and leaves after it."""

    per_build = 1
    kinds: tuple[str, ...] = ()
    registers = True

    def kind(self) -> str:
        return self.kinds[self.record.injections % len(self.kinds)]

    def inject(self, chance):
        self.meddler = None
        fake = self.world.first.twin(self.world.grid.sandbox.root / f"extra{self.number}-{self.record.injections}")
        fake.order(f"slow {COMPILE_MS}")
        self.extra = self.join(fake, chance)
        if self.registers:
            wait_until(lambda: self.extra.said("registered with"), "the other worker to register", 30)

    def join(self, fake, chance):
        raise NotImplementedError

    def after_build(self):
        self.extra.terminate(10 + self.grace)
        self.world.grid.workers.remove(self.extra)
        if self.meddler is not None:
            self.meddler.close()


class Refusing(_Extra, row.Row):
    number, title = 13, "one of four workers refuses 30 % of its compiles (UNAVAILABLE)"
    report, nightly = 3, 30
    kinds = ("refuse",)
    percent = 30

    def join(self, fake, chance):
        def front(port):
            self.meddler = Meddler(f"127.0.0.1:{port}", self.kind(), self.percent, chance.randrange(1000))
            return self.meddler.address

        return self.world.grid.start_worker(wait=False, path=fake.path(), slots=SLOTS, front=front)

    def pass_mark(self, outcome, hits):
        local = reasons(outcome)
        return [f"row {self.number}: {local} were local, though three workers were sound"] if local else []


class Damaged(Refusing):
    number, title = 23, "sources and results that are cut, bent or not as long as they say, from or to one of four workers"
    report, nightly = 5, 60
    push = 2
    kinds = ("short-source", "wrong-size", "bent-source", "short-output", "bent-output")
    percent = 50

    def pass_mark(self, outcome, hits):
        """A damaged result may be found by the client, who compiles here then."""
        return []


class Version(_Extra, row.Row):
    number, title = 24, "a worker of the next minor version joins; one of the next major version is refused, and told why"
    report, nightly = 4, 6
    push = 2
    kinds = ("next-minor", "next-major")

    @property
    def registers(self):
        return self.kind() == "next-minor"

    def join(self, fake, chance):
        self.meddler = Meddler(self.world.grid.address, self.kind())
        worker = self.world.grid.start_worker(wait=False, path=fake.path(), slots=SLOTS, coordinator=self.meddler.address)
        if self.kind() == "next-major":
            wait_until(lambda: worker.said("does not fit"), "the worker to be refused", 30)
        return worker


class OtherCompiler(_Extra, row.Row):
    number, title = 25, "a worker whose compiler is patched, or another one under the same name, gets nothing"
    report, nightly = 4, 6
    push = 2
    kinds = ("patched", "clang")

    def join(self, fake, chance):
        if self.kind() == "patched":
            with open(fake.folder / "gcc", "ab") as program:
                program.write(b"one byte more")
        else:
            shutil.copy2(settings.tool("clang"), fake.folder / "gcc")
        return self.world.grid.start_worker(wait=False, path=fake.path(), slots=SLOTS)

    def pass_mark(self, outcome, hits):
        did = self.world.grid.finished_by(self.extra)
        wrong = [f"row 25: it was given {did} compiles"] if did else []
        told = run([settings.program("hgbuild"), "workers"], env=self.world.grid.environment()).text()
        return wrong if self.extra.address in told else wrong + ["row 25: it is not listed"]
