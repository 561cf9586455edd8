"""What Prometheus is told: the right numbers after real compiles, in a form that its own tools accept."""

import contextlib
import http.client
import json
import pathlib
import re
import shutil
import subprocess
import time
import unittest

from grid import settings
from grid.caching import YOUNG_NS
from grid.case import Case
from grid.cluster import Grid
from grid.waiting import wait_until

_SAMPLE = re.compile(r'^(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?P<labels>[^}]*)\})? (?P<value>\S+)$')
_PROMTOOL = shutil.which("promtool", path=settings.SYSTEM_PATH)
_RULES = pathlib.Path(__file__).resolve().parents[2] / "packaging" / "prometheus"


def fetch(port: int, page: str, kind: str) -> str:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", page)
        answer = connection.getresponse()
        assert answer.status == 200, answer.status
        assert answer.getheader("Content-Type").startswith(kind), answer.getheaders()
        return answer.read().decode()


def scrape(port: int) -> str:
    return fetch(port, "/metrics", "text/plain; version=0.0.4")


def samples(text: str) -> dict[str, float]:
    """Every line must be a comment or a sample: `name{labels}` -> value."""
    found = {}
    for line in text.splitlines():
        if line.startswith("#") or not line:
            continue
        match = _SAMPLE.match(line)
        assert match, f"not a sample: {line!r}"
        found[f"{match['name']}{{{match['labels'] or ''}}}"] = float(match["value"])
    return found


class Metrics(Case):
    def test_the_numbers_are_those_of_the_compiles(self):
        with Grid(workers=1, slots=2, label="metrics") as grid:
            (grid.work / "good.c").write_text("int f(void) { return 1; }\n")
            (grid.work / "bad.c").write_text("int f(void) { return undeclared; }\n")
            for _ in range(3):
                self.assertEqual(grid.hgbuild("gcc", "-c", "good.c").code, 0)
            self.assertEqual(grid.hgbuild("gcc", "-c", "bad.c").code, 1)
            text = scrape(grid.http_port)
            told = samples(text)
            self.assertEqual(told['hybridgrid_tasks_total{result="success"}'], 3)
            self.assertEqual(told['hybridgrid_tasks_total{result="compile_error"}'], 1)
            self.assertEqual(told['hybridgrid_task_duration_seconds_count{phase="compile"}'], 4)
            self.assertEqual(told['hybridgrid_workers{state="online"}'], 1)
            self.assertEqual(told["hybridgrid_queue_tasks{}"], 0)
            self.assertGreater(told['hybridgrid_transfer_bytes_total{direction="source",form="raw"}'],
                               told['hybridgrid_transfer_bytes_total{direction="source",form="wire"}'])
            self._accepted(text)

            worker = scrape(grid.workers[0].http_port)
            self.assertEqual(samples(worker)['hybridgrid_tasks_total{result="verdict"}'], 4)
            self.assertEqual(samples(worker)["hybridgrid_slots{}"], 2)
            self._accepted(worker)

    def _accepted(self, text: str) -> None:
        if _PROMTOOL:
            checked = subprocess.run([_PROMTOOL, "check", "metrics"], input=text, capture_output=True, text=True, check=False)
            self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))

    @unittest.skipUnless(_PROMTOOL, "promtool is not installed (apt-get install prometheus)")
    def test_the_alerts_fire_when_they_should(self):
        checked = subprocess.run([_PROMTOOL, "test", "rules", "alerts_test.yml"], cwd=_RULES, capture_output=True,
                                 text=True, check=False)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)


class Agreement(Case):
    """After hits, misses and local compiles the client's summary, the API and Prometheus say the same."""

    def setUp(self):
        self.grid = self.new_grid(workers=1)
        for name in ("a", "b", "c"):
            (self.grid.work / f"{name}.c").write_text(f"int {name}(void) {{ return 1; }}\n")
        (self.grid.work / "conftest.c").write_text("int probed;\n")  # what configure tries stays here
        objects = "a.o b.o c.o conftest.o"
        (self.grid.work / "Makefile").write_text(f"all: {objects}\n%.o: %.c\n\tgcc -c $< -o $@\nclean:\n\trm -f {objects}\n")
        newest = max(path.lstat().st_ctime_ns for path in self.grid.work.iterdir())
        wait_until(lambda: time.time_ns() > newest + YOUNG_NS, "the files to be old enough for the cache")

    def build(self, name: str) -> str:
        """The summary's first line, but for the time."""
        store = str(self.grid.sandbox.root / "store")
        self.assertEqual(self.grid.hgbuild("make", "-s", "clean").code, 0)
        outcome = self.grid.hgbuild("make", "-s", HG_BUILD_ID=name, HG_CACHE="write", HG_CACHE_DIR=store)
        self.assertEqual(outcome.code, 0, outcome)
        return outcome.err.decode().splitlines()[0].rsplit("  ", 1)[0]

    def told(self, name: str, compiles: int) -> tuple[dict, dict]:
        """What the API knows of a build, once it knows of so many compiles: those that are not 0, and why some were local."""
        def known() -> dict:
            builds = json.loads(fetch(self.grid.http_port, "/api/v1/builds", "application/json"))["builds"]
            return next((build for build in builds if build["id"] == name), {})

        wait_until(lambda: known().get("compiles") == compiles, f"{compiles} compiles of {name} in the history")
        build = known()
        return {outcome: n for outcome, n in build["outcomes"].items() if n}, build["locals"]

    def test_summary_history_and_metrics_agree(self):
        self.assertEqual(self.build("b-misses"), "hgbuild: 4 compiles  3 remote on 1 worker  1 local (1 probe)")
        self.assertEqual(self.told("b-misses", 4), ({"success": 3, "local": 1}, {"probe": 1}))
        self.assertEqual(self.build("b-hits"), "hgbuild: 4 compiles  3 cached  1 local (1 probe)")
        self.assertEqual(self.told("b-hits", 4), ({"cached_at_client": 3, "local": 1}, {"probe": 1}))
        numbers = samples(scrape(self.grid.http_port))
        self.assertEqual(numbers['hybridgrid_tasks_total{result="success"}'], 3)
        self.assertEqual(numbers['hybridgrid_client_compiles_total{reason="none",result="cached"}'], 3)
        self.assertEqual(numbers['hybridgrid_client_compiles_total{reason="probe",result="local"}'], 2)
        files = json.loads(fetch(self.grid.http_port, "/api/v1/tasks?file=a.c", "application/json"))["tasks"]
        self.assertEqual([task["outcome"] for task in files], ["cached_at_client", "success"])
