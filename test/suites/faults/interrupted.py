"""Row 5: the build is interrupted, as a person or a closed terminal does it."""

import os
import signal

from grid.faults import row

_WAYS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(row.Row):
    number, title = 5, "Ctrl-C, SIGTERM, SIGHUP to the build's process group"
    report, nightly = 20, 200
    push = 3

    def test_row(self):
        self.prepare()
        for n in range(self.wanted):
            self.one_interrupted(lambda running, n=n: os.killpg(running.pid, _WAYS[n % len(_WAYS)]))
            if running_here := self.world.first.started():
                self.record.violations.append(f"row 5: {len(running_here)} compiles began here after an interrupt")
        self.conclude()
