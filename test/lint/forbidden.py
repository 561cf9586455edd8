#!/usr/bin/env python3
"""Calls that the rules of the house forbid: sleeping, clocks and randomness that are not injected, and in what hgbuild
links, everything that makes a static program of one millisecond slow or dependent on the system's libraries."""
import dataclasses
import re
import sys

import tree


@dataclasses.dataclass
class Rule:
    pattern: re.Pattern
    why: str


SLEEP = Rule(re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep|clock_nanosleep)\b|(?<![\w.>])sleep\s*\("),
             "wait for a condition with a deadline, never for time to pass")
TIME = Rule(re.compile(r"\b(steady_clock|system_clock|high_resolution_clock)::now\b|\bclock_gettime\b|\bgettimeofday\b"
                       r"|\bstd::time\s*\("),
            "take a hg::Clock")
CHANCE = Rule(re.compile(r"\b(random_device|mt19937(_64)?|default_random_engine)\b|\bstd::rand\b|\bs?rand\s*\(\s*\)"),
              "take a hg::Random")
HGBUILD = [
    Rule(re.compile(r"#\s*include\s*<(iostream|fstream|sstream|iomanip|ostream|istream|regex|locale)>"
                    r"|\bstd::(cout|cerr|clog|ostringstream|istringstream|stringstream|ifstream|ofstream|regex)\b"),
         "hgbuild links this: streams, regex and locale cost its start"),
    Rule(re.compile(r"\b(getpwnam|getpwuid|getpwnam_r|getpwuid_r|getaddrinfo|gethostbyname|dlopen)\s*\("),
         "hgbuild links this: a static program cannot use the system's name services"),
]


def linked_by(targets, program):
    """The names of all libraries that a program links, and its own."""
    seen, todo = set(), [program]
    while todo:
        name = todo.pop()
        if name in seen or name not in targets:
            continue
        seen.add(name)
        todo += targets[name].deps
    return seen


def folder_of(targets, root, path):
    parts = path.relative_to(root).parts
    if parts[0] == "cmd":
        return f"cmd/{parts[1]}"
    return tree.owner(targets, "/".join(parts[2:])) if parts[:2] == ("src", "hg") else None


def rules_for(folder, linked, test):
    yield SLEEP
    if folder == "base":
        return
    yield TIME
    yield CHANCE
    if folder in linked and not test:
        yield from HGBUILD


def problems(root):
    targets = tree.targets(root)
    linked = linked_by(targets, "cmd/hgbuild")
    tests = tree.test_files(root)
    for path in tree.files(root, "src", "cmd", "test", "fuzz", "bench"):
        code = tree.code_of(path.read_text())
        for rule in rules_for(folder_of(targets, root, path), linked, path in tests):
            for match in rule.pattern.finditer(code):
                yield path, tree.line_of(code, match.start()), f"{match.group().strip()}: {rule.why}"


if __name__ == "__main__":
    sys.exit(tree.run("forbidden", problems))
