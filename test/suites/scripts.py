"""What scripts/ share, with the commands they run replaced."""

import pathlib
import subprocess
import tempfile
import unittest

LIBRARIES = pathlib.Path(__file__).resolve().parents[2] / "scripts/lib"


class Build(unittest.TestCase):
    def build(self, says: str, code: int) -> subprocess.CompletedProcess:
        """build_targets, with a cmake that says and does what is wanted."""
        with tempfile.TemporaryDirectory() as root:
            (pathlib.Path(root) / "build/logs").mkdir(parents=True)
            script = f"""set -euo pipefail; root={root}; source {LIBRARIES}/build.sh
                ui_note() {{ :; }}; ui_fail() {{ echo "failed: $1"; exit 7; }}
                cmake() {{ echo "{says}"; return {code}; }}
                build_targets release; echo went on"""
            return subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=20)

    def test_nothing_to_do_is_no_failure(self):
        done = self.build("ninja: no work to do.", 0)
        self.assertEqual((done.returncode, done.stdout), (0, "went on\n"), done.stderr)

    def test_a_failed_build_says_so(self):
        done = self.build("a.cc:1: error: oops", 1)
        self.assertEqual((done.returncode, done.stdout), (7, "failed: the build failed: a.cc:1: error: oops\n"), done.stderr)
