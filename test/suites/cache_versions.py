"""Two versions of hgbuild on one cache."""

import concurrent.futures
import pathlib
import unittest

from grid import settings
from grid.caching import World, close
from grid.running import run
from grid.sandbox import Sandbox
from suites import cache_rows


class TwoVersions(unittest.TestCase):
    """Another hgbuild, whose entries and manifests have another format, uses the same directory under the same names."""

    MAGIC, OTHER = b"HGca", b"HXca"  # the beginning of both, wherever the program has it

    def setUp(self):
        self.sandbox = Sandbox("versions")
        self.addCleanup(close, self.sandbox)
        ours = pathlib.Path(settings.program("hgbuild"))
        self.programs = [str(ours), str(self.sandbox.root / "other" / "hgbuild")]
        other = pathlib.Path(self.programs[1])
        other.parent.mkdir()
        other.write_bytes(ours.read_bytes().replace(self.MAGIC, self.OTHER))
        other.chmod(0o755)
        (other.parent / "hg-agent").symlink_to(ours.parent / "hg-agent")
        self.world = World(self.sandbox, "p")
        self.world.write({"a.c": cache_rows.C, "x.h": cache_rows.X1})

    def hit(self, program: str) -> bool:
        compiled = self.world.compile(["gcc", "-O1", *cache_rows.OBJECT], ["a.o"], hgbuild=program)
        self.assertEqual(compiled.wrong, [], compiled.context)
        return compiled.hit

    def test_neither_is_answered_by_the_other(self):
        for round in range(3):
            for program in self.programs:
                self.assertFalse(self.hit(program), f"round {round}: {program} was answered with the other's entry")
                self.assertTrue(self.hit(program))

    def test_both_at_once(self):
        self.world.settle()
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            done = list(pool.map(self.build_one, range(60)))
        self.assertEqual([outcome for outcome in done if outcome.code != 0], [])
        objects = {(self.world.folder / f"{number}.o").read_bytes() for number in range(60)}
        self.assertEqual(len(objects), 1)
        for program in self.programs:
            self.hit(program)

    def build_one(self, number: int):
        command = [self.programs[number % 2], "gcc", "-O1", "-c", "a.c", "-o", f"{number}.o"]
        return run(command, cwd=self.world.folder, env=self.world.environment())
