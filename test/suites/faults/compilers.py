"""Rows 27 to 30: compilers that are killed, crash, hang, explode or leave something behind, on workers only."""

import pathlib

from grid import settings
from grid.faults import row
from grid.faults.world import COMPILE_MS
from grid.running import run

_USUAL = f"slow {COMPILE_MS}"


class _Misbehaving:
    """For a while the compilers of some workers do something else than compiling."""

    per_build = 1
    workers = 1  # how many of the three
    behaviours: tuple[str, ...] = ()

    def inject(self, chance):
        behaviour = self.behaviours[self.record.injections % len(self.behaviours)]
        for worker in chance.sample(self.world.grid.workers, self.workers):
            self.world.fakes[worker.name].order(behaviour)
        self.until_met()
        self.world.order(_USUAL)

    def until_met(self):
        """As long as the order stands."""
        self.pause(1)


class Killed(_Misbehaving, row.Row):
    number, title = 27, "a compiler is killed as by the OOM killer, on one worker"
    report, nightly = 5, 50
    behaviours = ("killed",)
    noticed = True


class KilledEverywhere(_Misbehaving, row.Row):
    number, title = 27, "a compiler is killed as by the OOM killer, on all workers"
    report, nightly = 2, 20
    workers = 3
    behaviours = ("killed",)
    noticed = True


class Crash(_Misbehaving, row.Row):
    number, title = 28, "SIGSEGV and internal compiler error on one worker"
    report, nightly = 6, 60
    push = 2
    behaviours = ("segv", "ice")
    noticed = True

    def pass_mark(self, outcome, hits):
        shown = [line for line in outcome.errors().splitlines() if "internal compiler error" in line]
        return [f"row 28: shown as the user's: {shown[:2]}"] if shown else []


class Endless(_Misbehaving, row.Row):
    number, title = 29, "a compiler writes messages without end, on one worker"
    report, nightly = 2, 10
    behaviours = ("endless",)
    detection = 30.0


class Left(_Misbehaving, row.Row):
    number, title = 30, "a compiler leaves 50 processes of its group behind"
    report, nightly = 3, 30
    behaviours = ("litter",)


class Bombs(row.Row):
    """Broken by themselves, so both sides say the same; the build beside them does not suffer."""

    number, title = 29, "template, constexpr and macro bombs, 3 MB of messages: as the bare compiler says it, beside a build"
    report, nightly = 4, 20
    per_build = 1
    detection = 60.0

    def inject(self, chance):
        name, text = list(_BOMBS.items())[self.record.injections % len(_BOMBS)]
        folder = self.world.grid.work / "bombs"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text)
        environment = self.world.grid.environment(**self.world.first.client_environment())
        words = ["g++", "-c", name, "-o", "bomb.o"]
        bare, ours = (run([*before, *words], cwd=folder, env=environment) for before in ([], [settings.program("hgbuild")]))
        self.different = (bare.code, bare.out, bare.err) != (ours.code, ours.out, ours.err)
        pathlib.Path(folder / "bomb.o").unlink(missing_ok=True)

    def pass_mark(self, outcome, hits):
        return ["row 29: hgbuild says something else than the bare compiler"] if self.different else []


_BOMBS = {
    "template.cc": "template <int N> struct Deep { static const int value = Deep<N - 1>::value + Deep<N - 2>::value; };\n"
                   "int depth = Deep<5000>::value;\n",
    "constexpr.cc": "constexpr int spin() { int n = 0; for (;;) ++n; return n; }\nconstexpr int never = spin();\n",
    "macro.cc": "#define A 1+1+1+1+1+1+1+1\n#define B A+A+A+A+A+A+A+A\n#define C B+B+B+B+B+B+B+B\n"
                "int sum = C+C+C+C;\n",
    "errors.cc": "".join(f"void {'f' * 200}{n}() {{ const char* text = 1; }}\n" for n in range(2500)),
}
