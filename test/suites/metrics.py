"""What Prometheus is told: the right numbers after real compiles, in a form that its own tools accept."""

import contextlib
import http.client
import pathlib
import re
import shutil
import subprocess
import unittest

from grid import settings
from grid.case import Case
from grid.cluster import Grid

_SAMPLE = re.compile(r'^(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?P<labels>[^}]*)\})? (?P<value>\S+)$')
_PROMTOOL = shutil.which("promtool", path=settings.SYSTEM_PATH)
_RULES = pathlib.Path(__file__).resolve().parents[2] / "packaging" / "prometheus"


def scrape(port: int) -> str:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/metrics")
        answer = connection.getresponse()
        assert answer.status == 200, answer.status
        assert answer.getheader("Content-Type").startswith("text/plain; version=0.0.4"), answer.getheaders()
        return answer.read().decode()


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
