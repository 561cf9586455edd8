"""The table of docs/reliability.md, written by the run whose figures it holds."""

import os
import pathlib
import time

from grid.faults.record import Record, load

BEGIN, END = "<!-- faults: begin, written by test/run.py --report -->", "<!-- faults: end -->"
_HEAD = "| row | fault | injections | passed | recovery: median | worst | |\n|--:|---|--:|--:|--:|--:|---|"
_PEERS = "| row | fault | | recovered | hung | failed |\n|--:|---|---|--:|--:|--:|"


def _row(record: Record) -> str:
    verdict = record.note and f"open: {record.note}" or ("" if record.passed == record.injections else "**failed**")
    return (f"| {record.number} | {record.title} | {record.injections} | {record.passed} | {record.median():.2f} s "
            f"| {record.worst():.2f} s | {verdict} |")


def _peer(record: Record) -> str:
    return f"| {record.number} | {record.title} | {record.who} | {record.passed} | {record.hung} | {record.failed} |"


def _table(records: list[Record]) -> str:
    records = sorted(records, key=lambda record: (record.number, record.title, record.who != "hgbuild"))
    beside = {(record.number, record.title) for record in records if record.who != "hgbuild"}
    injections = sum(record.injections for record in records)
    lines = [f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} CPUs, load {os.getloadavg()[2]:.1f} (15 minutes), "
             f"{injections} injections.", "", _HEAD]
    lines += [_row(record) for record in records if (record.number, record.title) not in beside]
    if beside:
        lines += ["", "The same build under the same fault with Debian's distcc:", "", _PEERS]
        lines += [_peer(record) for record in records if (record.number, record.title) in beside]
    return "\n".join(lines)


def write(document: str, recorded: str) -> None:
    """Replaces what is between the two markers of `document`."""
    path = pathlib.Path(document)
    text = path.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n\n{_table(load(recorded))}\n\n{END}{after}")
