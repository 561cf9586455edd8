"""Results as data: a table of rows that becomes JSON for programs and Markdown for people."""

import json
import os
import pathlib
import platform
import subprocess
import time
from dataclasses import asdict, dataclass, field


@dataclass
class Table:
    """`rows` are dicts over `columns`; `goals` are the lines that say what was wanted and what came."""

    name: str
    title: str
    columns: list[str]
    rows: list[dict] = field(default_factory=list)
    goals: list[dict] = field(default_factory=list)

    def goal(self, what: str, value: float, limit: float, unit: str = "") -> None:
        self.goals.append({"what": what, "value": value, "limit": limit, "unit": unit, "met": value <= limit})

    def markdown(self) -> str:
        lines = [f"### {self.title}", "", "| " + " | ".join(self.columns) + " |",
                 "|" + "|".join(["---"] + ["--:"] * (len(self.columns) - 1)) + "|"]
        lines += ["| " + " | ".join(_cell(row.get(c)) for c in self.columns) + " |" for row in self.rows]
        lines.append("")
        for goal in self.goals:
            verdict = "met" if goal["met"] else "**missed**"
            lines.append(f"- {goal['what']}: {_cell(goal['value'])}{goal['unit']}"
                         f" (goal: at most {_cell(goal['limit'])}{goal['unit']}), {verdict}")
        return "\n".join(lines).rstrip() + "\n"


def _cell(value) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _first_line(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
        return ((done.stdout or done.stderr).splitlines() or ["?"])[0].strip()
    except OSError:
        return "not installed"


def machine(hgbuild: str) -> dict:
    """What a reader must know to judge the figures."""
    model = next((line.split(":")[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), "?")
    return {
        "date": time.strftime("%Y-%m-%d"),
        "cpu": f"{os.cpu_count()} × {model}",
        "kernel": platform.release(),
        "load_before": round(os.getloadavg()[0], 2),
        "hgbuild": _first_line([hgbuild, "--version"]),
        "gcc": _first_line(["gcc", "--version"]),
        "distcc": _first_line(["distcc", "--version"]),
        "icecc": _first_line(["icecc", "--version"]),
    }


def write_json(path: pathlib.Path, about: dict, tables: list[Table]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"schema": "hybridgrid.bench/1", "machine": about,
                                "tables": [asdict(table) for table in tables]}, indent=1) + "\n")
