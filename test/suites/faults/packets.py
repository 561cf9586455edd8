"""Rows 7 and 8: packets that get lost, by a packet filter in a network namespace of its own."""

from grid.faults import row
from grid.faults.namespace import Namespace


class _Filtering:
    per_build = 1
    place = "namespace"

    def prepare(self):
        self.namespace = self.enterContext(Namespace())
        super().prepare()

    def after_build(self):
        self.namespace.heal()


class HalfOpen(_Filtering, row.Row):
    number, title = 7, "half-open link: a packet filter drops all packets of one worker's port"
    report, nightly = 2, 20
    noticed = True

    def inject(self, chance):
        worker = chance.choice(self.world.grid.workers)
        self.namespace.black_hole(int(worker.address.rsplit(":", 1)[1]))


class Loss(_Filtering, row.Row):
    number, title = 8, "1, 5, 20 % of all packets are lost"
    report, nightly = 3, 30

    def inject(self, chance):
        self.namespace.lose((1, 5, 20)[self.record.injections % 3])
