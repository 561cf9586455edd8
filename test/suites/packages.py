"""The Debian packages: what is in them, and that the programs work from where they put them. Nothing is installed."""

import os
import pathlib
import shutil
from unittest import mock

from grid import settings
from grid.case import Case
from grid.running import run
from grid.sandbox import Sandbox

_DOCUMENTS = ("changelog.gz", "copyright")
_FILES = {
    "client": {"bin/hgbuild": "-rwxr-xr-x", "bin/hg-agent": "-rwxr-xr-x", "lib/hybridgrid/libhginterpose.so": "-rw-r--r--"},
    "coordinator": {"bin/hg-coord": "-rwxr-xr-x"},
    "worker": {f"bin/{name}": "-rwxr-xr-x" for name in ("hg-worker", "hg-jail", "hg-toolchains")},
}


class Packages(Case):
    def setUp(self):
        for name in ("cpack", "dpkg-deb", "dpkg-shlibdeps", "file"):
            settings.tool(name)
        self.sandbox = Sandbox("packages")
        self.addCleanup(self.sandbox.close)

    def built(self) -> dict[str, pathlib.Path]:
        folder = self.sandbox.root / "packages"
        config = settings.bin_dir().parent / "CPackConfig.cmake"
        outcome = run([settings.tool("cpack"), "--config", str(config), "-B", str(folder)], env=self.sandbox.environment(), seconds=120)
        self.assertEqual(outcome.code, 0, outcome)
        found = {path.name.split("_")[0].removeprefix("hybridgrid-"): path for path in folder.glob("*.deb")}
        self.assertEqual(set(found), set(_FILES))
        return found

    def ask(self, *words: str) -> str:
        outcome = run([settings.tool("dpkg-deb"), *words], env=self.sandbox.environment(), seconds=60)
        self.assertEqual(outcome.code, 0, outcome)
        return outcome.out.decode()

    def test_what_is_in_them_and_a_compile_with_it(self):
        root = self.sandbox.root / "root"
        for component, package in self.built().items():
            with self.subTest(component):
                self.check_content(component, package)
            self.ask("-x", str(package), str(root))
        installed = root / "usr" / "bin"
        with mock.patch.dict(os.environ, {"HG_TEST_BIN": str(installed)}):
            grid = self.new_grid(workers=1)
            (grid.work / "a.c").write_text("int twice(int x) { return 2 * x; }\n")
            self.assertEqual(grid.hgbuild("gcc", "-c", "a.c", HG_FALLBACK="0").code, 0)
            self.assertTrue((grid.work / "a.o").exists())
            shutil.copy(grid.work / "a.c", grid.work / "b.c")
            make = grid.hgbuild("run", "--", "sh", "-c", "gcc -c b.c")  # by the library of the package
            self.assertEqual(make.code, 0, make)
            self.assertIn(b"1 remote", make.err)

    def check_content(self, component: str, package: pathlib.Path) -> None:
        wanted = {f"./usr/{name}": mode for name, mode in _FILES[component].items()}
        wanted |= {f"./usr/share/doc/hybridgrid-{component}/{name}": "-rw-r--r--" for name in _DOCUMENTS}
        rows = [line.split() for line in self.ask("-c", str(package)).splitlines()]
        self.assertEqual({row[1] for row in rows}, {"root/root"})
        self.assertEqual({row[0] for row in rows if row[0].startswith("d")}, {"drwxr-xr-x"})
        self.assertEqual({row[5]: row[0] for row in rows if not row[0].startswith("d")}, wanted)
        depends = self.ask("-f", str(package), "Depends")
        self.assertIn("libc6 ", depends)
        if component != "client":
            self.assertIn("libgrpc++", depends)
