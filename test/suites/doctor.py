"""hgbuild doctor on a real grid: what is well, and what is amiss."""

import json

from grid.case import SharedGridCase


class Doctor(SharedGridCase):
    workers = 1

    def doctor(self, code: int, **env: str) -> dict[str, dict]:
        """The checks by name."""
        outcome = self.grid.hgbuild("doctor", "--json", **env)
        self.assertEqual(outcome.code, code, outcome)
        told = json.loads(outcome.out)
        self.assertEqual((told["schema"], told["healthy"]), ("hgbuild.doctor/1", code == 0))
        return {check["name"]: check for check in told["checks"]}

    def test_a_good_grid_is_tried_with_a_compile(self):
        before = self.grid.finished()
        checks = self.doctor(0, HG_CACHE="write", HG_CACHE_DIR=str(self.grid.sandbox.root / "store"))
        self.assertEqual({check["health"] for check in checks.values()}, {"good"}, checks)
        self.assertIn(self.grid.workers[0].address, checks["a compile"]["what"])
        self.assertIn("equal to a local one", checks["a compile"]["what"])
        self.assertEqual(self.grid.finished(), before + 1)

    def test_a_coordinator_that_is_not_there(self):
        checks = self.doctor(5, HG_COORDINATOR="127.0.0.1:1")
        self.assertEqual(checks["coordinator"]["health"], "problem")
        self.assertIn("127.0.0.1:1: no coordinator at the configured address", checks["coordinator"]["what"])
        self.assertNotIn("a compile", checks)
        self.assertEqual(checks["agent"]["health"], "good")

    def test_a_switch_that_keeps_all_compiles_here_is_a_warning(self):
        checks = self.doctor(0, HG_LOCAL="1", HG_CACHE="off")
        self.assertEqual((checks["environment"]["health"], checks["cache"]["health"]), ("warning", "warning"))
        self.assertEqual(checks["a compile"]["health"], "good")
