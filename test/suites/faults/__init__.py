"""The fault matrix on real processes: a class a row, a module a kind of fault. See docs/reliability.md."""

import importlib
import pathlib


def load_tests(loader, tests, pattern):
    """`run.py faults` is all of them."""
    for path in sorted(pathlib.Path(__file__).parent.glob("[a-z]*.py")):
        tests.addTests(loader.loadTestsFromModule(importlib.import_module(f"{__name__}.{path.stem}")))
    return tests
