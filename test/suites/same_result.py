"""What comes from a worker equals what the compiler makes here, byte for byte: objects, .d files, streams, exit codes."""

import dataclasses
import itertools

from grid import objects, projects, settings
from grid.case import SharedGridCase, both_ways, note
from grid.projects import Unavailable, Unit
from grid.running import for_each, run


@dataclasses.dataclass(frozen=True)
class Compile:
    unit: Unit
    drivers: tuple[str, str]  # of C and of C++
    options: tuple[str, ...]

    def driver(self) -> str:
        return self.drivers[self.unit.cxx]

    def name(self) -> str:
        return f"{self.driver()} {' '.join(self.options)} {self.unit.name()}"


def same_debug_information(driver: str):
    """A comparison of files for `both_ways`: objects with -g are equal but for what docs/debug-info.md names."""

    def same(name: str, before: bytes, after: bytes) -> bool:
        found = objects.debug_byte_differences(driver, before, after) if name.endswith(".o") else ["not an object"]
        for difference in found:
            note(f"{name}: {difference}")
        return not found

    return same


class Comparison(SharedGridCase):
    """Runs every compile bare and through the grid."""

    def sample(self, **kinds) -> list[Unit]:
        return self.units(projects.names(), sample=True)

    def units(self, names: list[str], sample: bool) -> list[Unit]:
        found = []
        for name in names:
            with self.subTest(project=name):
                try:
                    found += projects.units(name, sample)
                except Unavailable as reason:
                    self.skipTest(str(reason))
        return found

    def compile_all(self, compiles: list[Compile], most_stay: bool = False) -> None:
        before = self.grid.finished()
        outcomes = for_each(enumerate(compiles), self._compile)
        good = sum(bare.code == 0 for bare, _ in outcomes)
        remote = self.grid.finished() - before
        note(f"{self.id()}: {len(compiles)} compiles, {good} of good sources, {remote} finished by workers")
        for compile_, (bare, differences) in zip(compiles, outcomes):
            if differences:
                note(f"DIFFERS {compile_.name()}")
            with self.subTest(compile_.name()):
                self.assert_none(differences, bare)
        silent = sum(bare.code == 0 and not bare.err for bare, _ in outcomes)
        self.assertGreater(good, 0)
        self.assertGreaterEqual(remote, 1 if most_stay else silent, "compiles were local: equal objects then prove nothing")

    def _compile(self, numbered: tuple[int, Compile]):
        number, one = numbered
        out = self.grid.work / f"{self._testMethodName}-{number}"
        words = [one.driver(), *one.unit.flags, *one.options, "-MD", "-MF", f"{out}/x.d", "-c", one.unit.source, "-o",
                 f"{out}/x.o"]
        debug = {"same": same_debug_information(one.driver())} if "-g" in one.options else {}
        return both_ways(self.grid, words, out, cwd=one.unit.root, seconds=600, **debug)


class Sample(Comparison):
    """A sample of every project, each with both compilers and both levels."""

    def test_gcc(self):
        self._all_levels("gcc")

    def test_clang(self):
        self._all_levels("clang")

    def _all_levels(self, family: str):
        drivers = self._drivers(family)
        levels = [("-O0",), ("-O2",)]
        self.compile_all([Compile(u, drivers, o) for u, o in itertools.product(self.sample(), levels)])

    def _drivers(self, family: str) -> tuple[str, str]:
        settings.tool(family)
        return next(pair for pair in settings.compilers() if pair[0] == family)


class DebugInformation(Sample):
    """With -g code, data, line tables and (gcc) all debug entries are equal; only the producer may differ."""

    def _all_levels(self, family: str):
        drivers = self._drivers(family)
        units = self.sample()[::3]
        self.compile_all([Compile(u, drivers, o) for u in units for o in [("-O0", "-g"), ("-O2", "-g")]])


class Everything(Comparison):
    """Every unit of every project with both compilers and both levels. Takes more than an hour: label nightly."""

    def test_all_projects(self):
        levels = [("-O0",), ("-O2",), ("-O2", "-g")]
        total = good = 0
        for name in projects.names():  # one by one: the log of an interrupted run says how far it came, and how it went
            units = self.units([name], sample=False)
            accepted = self._accepted(units)
            note(f"{name}: {len(units)} units, {accepted} of them good for gcc")
            total, good = total + len(units), good + accepted
            for drivers in settings.compilers() if units else []:
                with self.subTest(project=name, driver=drivers[0]):
                    self.compile_all([Compile(u, drivers, o) for u, o in itertools.product(units, levels)],
                                     most_stay=projects.stays(name, drivers[0]))
        note(f"{total} units, {good} of them good for gcc")
        self.assertGreaterEqual(good, 300)

    def _accepted(self, units: list[Unit]) -> int:
        def accepts(unit: Unit) -> bool:
            compiler = settings.tool("g++" if unit.cxx else "gcc")
            return run([compiler, *unit.flags, "-fsyntax-only", "-w", unit.source], cwd=unit.root, seconds=300).code == 0

        return sum(for_each(units, accepts))
