#!/usr/bin/env python3
"""Runs black-box suites: run.py [--bin DIR] [SUITE[.CLASS[.TEST]] …]; all suites without an argument.

run.py --report docs/reliability.md faults: writes the table of the fault rows that were run, whatever became of them."""

import argparse
import os
import pathlib
import signal
import sys
import tempfile
import unittest

SKIPPED = 77  # all of it; ctest counts it as skipped
HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True  # the source tree stays as it is
sys.path.insert(0, str(HERE))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", help="folder of the programs under test (default: build/dev/bin)")
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("--report", metavar="DOCUMENT", help="write the table of the fault rows into DOCUMENT")
    parser.add_argument("tests", nargs="*")
    options = parser.parse_args()
    if options.bin:
        os.environ["HG_TEST_BIN"] = os.path.abspath(options.bin)
    from grid import processes, settings
    from grid.faults import report

    processes.adopt_orphans()
    # Who is started in the background of a script, or by nohup, would pass on that these are ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    missing = [name for name in settings.PROGRAMS if not (settings.bin_dir() / name).exists()]
    if missing and options.tests != ["selftest"]:
        parser.error(f"{settings.bin_dir()} has no {', '.join(missing)}: build them, or name their folder with --bin")
    suites = sorted((HERE / "suites").glob("*.py")) + [HERE / "suites" / "faults"]
    names = options.tests or [f"{p.stem}" for p in suites if p.stem != "__init__"]
    tests = unittest.defaultTestLoader.loadTestsFromNames([f"suites.{name}" for name in names])
    with tempfile.NamedTemporaryFile(prefix="hg-faults-") as recorded:
        if options.report:
            os.environ.setdefault("HG_FAULTS", "report")
            os.environ.setdefault("HG_FAULTS_RECORD", recorded.name)  # one that is set is added to
        result = unittest.TextTestRunner(verbosity=2 if options.verbose else 1).run(tests)
        if options.report:
            report.write(options.report, os.environ["HG_FAULTS_RECORD"])
    for test, reason in result.skipped:
        print(f"SKIPPED {test}: {reason}")
    if result.testsRun == 0 and not result.skipped:
        print("no test was run", file=sys.stderr)
        return 1
    if not result.wasSuccessful():
        return 1
    return SKIPPED if result.testsRun == len(result.skipped) else 0


if __name__ == "__main__":
    sys.exit(main())
