"""How much of the fault matrix a run takes: HG_FAULTS says push (the default: every row, in ten minutes), report or nightly."""

import dataclasses
import os


@dataclasses.dataclass(frozen=True)
class Scale:
    files: int  # of the build that is hurt
    breaker_open: float  # seconds: how long the coordinator of these tests leaves a bad worker alone
    swarm: float  # seconds


_SCALES = {"push": Scale(files=80, breaker_open=5, swarm=15),
           "report": Scale(files=200, breaker_open=30, swarm=45),
           "nightly": Scale(files=200, breaker_open=30, swarm=3600)}


def name() -> str:
    return os.environ.get("HG_FAULTS") or "push"


def scale() -> Scale:
    return _SCALES[name()]


def nightly() -> bool:
    return name() == "nightly"
