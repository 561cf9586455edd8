"""What a run of fault rows tells: one JSON line for each row in the file that HG_FAULTS_RECORD names."""

import dataclasses
import json
import os
import statistics


@dataclasses.dataclass
class Record:
    """A row of the matrix as it went. `seconds`: recovery of each injection, as docs/reliability.md defines it."""

    number: int
    title: str
    injections: int = 0
    passed: int = 0
    seconds: list[float] = dataclasses.field(default_factory=list)
    violations: list[str] = dataclasses.field(default_factory=list)
    note: str = ""
    who: str = "hgbuild"
    hung: int = 0  # of peers
    failed: int = 0  # of peers

    def add(self, injections: int, seconds: list[float], violations: list[str]) -> None:
        self.injections += injections
        self.passed += 0 if violations else injections
        self.seconds += seconds
        self.violations += violations

    def median(self) -> float:
        return statistics.median(self.seconds) if self.seconds else 0.0

    def worst(self) -> float:
        return max(self.seconds, default=0.0)

    def __str__(self):
        return (f"row {self.number} ({self.who}): {self.title}: {self.passed} of {self.injections} passed, "
                f"recovery median {self.median():.2f} s, worst {self.worst():.2f} s")


def save(record: Record) -> None:
    if path := os.environ.get("HG_FAULTS_RECORD"):
        with open(path, "a") as file:
            file.write(json.dumps(dataclasses.asdict(record)) + "\n")


def load(path: str) -> list[Record]:
    with open(path) as file:
        return [Record(**json.loads(line)) for line in file]
