#!/usr/bin/env python3
"""What our Markdown says exists does exist: markdown.py ROOT [BIN]

In each *.md: relative links and their anchors; paths of the repository named in code; HG_* variables, which must be read somewhere
in the sources; and, with BIN (the folder of the built programs), the options of our programs in examples, asked of --help.
"""
import pathlib
import re
import subprocess
import sys

FENCE = re.compile(r"^(```|~~~)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)[^)]*\)")
PATH = re.compile(r"(?:^|[\s`(])((?:scripts|bench|\.ci|test|fuzz|tools|src|cmake|docs)/[\w./-]*\w)")
VARIABLE = re.compile(r"\bHG_[A-Z_]+\b")
DAEMON_CALL = re.compile(r"\b(hg-coord|hg-worker|hg-agent) ([^`|#\n]*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
RESERVED = {"HG_CACHE_DIR"}  # promised names of what is to come
SKIP = {"build", ".git", "node_modules"}
SOURCES = ("src", "cmd", "scripts", "test", "bench", "cmake", "fuzz", "tools")


def anchors(text):
    """GitHub's anchors of a document's headings."""
    found = set()
    for heading in re.findall(r"^#+ +(.+)$", text, re.M):
        plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def without_code(text):
    kept, fenced = [], False
    for line in text.splitlines():
        if FENCE.match(line.strip()):
            fenced = not fenced
        elif not fenced:
            kept.append(re.sub(r"`[^`]*`", "", line))
    return "\n".join(kept)


def broken_links(document, text):
    for target in LINK.findall(without_code(text)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path) if path else document
        if not file.exists():
            yield f"link to {target}: no such file"
        elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text()):
            yield f"link to {target}: no such heading"


def missing_paths(root, text):
    for path in sorted(set(PATH.findall(text))):
        if not (root / path).exists() and "NNNN" not in path:
            yield f"names {path}, which does not exist"


def known_variables(root):
    found = set()
    for folder in SOURCES:
        for file in (root / folder).rglob("*"):
            if file.is_file() and file.suffix != ".md" and file.stat().st_size < 1 << 20:
                found.update(VARIABLE.findall(file.read_text(errors="replace")))
    return found


def unknown_options(programs, text):
    """Options that a daemon's --help does not name."""
    for name, words in DAEMON_CALL.findall(text):
        for option in OPTION.findall(words):
            if option not in programs[name]:
                yield f"{name} has no {option}"


def help_texts(bin_folder):
    texts = {}
    for name, calls in {"hg-coord": ([], ["serve"], ["tls", "ca"], ["tls", "cert"], *(["token", c] for c in ("create", "list", "revoke"))), "hg-worker": ([], ["serve"], ["probe"]), "hg-agent": ([],)}.items():
        outputs = [subprocess.run([bin_folder / name, *call, "--help"], capture_output=True, text=True, timeout=20,
                                  check=True).stdout for call in calls]
        texts[name] = set(OPTION.findall("\n".join(outputs))) | {"--help", "--version"}
    return texts


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    programs = help_texts(pathlib.Path(sys.argv[2])) if len(sys.argv) > 2 else None
    documents = [d for d in sorted(root.rglob("*.md")) if not SKIP & set(d.relative_to(root).parts)]
    variables = known_variables(root)
    problems = 0
    for document in documents:
        text = document.read_text()
        found = [*broken_links(document, text), *missing_paths(root, text)]
        found += [f"names {v}, which nothing reads" for v in sorted(set(VARIABLE.findall(text)) - variables - RESERVED)]
        found += unknown_options(programs, text) if programs else []
        for problem in found:
            print(f"{document.relative_to(root)}: {problem}")
        problems += len(found)
    print(f"{len(documents)} documents, {problems} problems")
    return 1 if problems or not documents else 0


if __name__ == "__main__":
    sys.exit(main())
