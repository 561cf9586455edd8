#!/usr/bin/env python3
"""Every relative link and every repository path in our Markdown leads somewhere.

Checked in each *.md: [text](path#anchor) targets and their anchors, images, and `scripts/...` style paths in code that
name a file of the repository.
"""
import pathlib
import re
import sys

FENCE = re.compile(r"^(```|~~~)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)[^)]*\)")
PROGRAM = re.compile(r"(?:^|[\s`(])((?:scripts|bench|\.ci|test|fuzz|tools)/[\w./-]*\w)")
SKIP = {"build", ".git", "node_modules"}


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
    for path in sorted(set(PROGRAM.findall(text))):
        if not (root / path).exists():
            yield f"names {path}, which does not exist"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    documents = [d for d in sorted(root.rglob("*.md")) if not SKIP & set(d.relative_to(root).parts)]
    problems = 0
    for document in documents:
        text = document.read_text()
        for problem in [*broken_links(document, text), *missing_paths(root, text)]:
            print(f"{document.relative_to(root)}: {problem}")
            problems += 1
    print(f"{len(documents)} documents, {problems} problems")
    return 1 if problems or not documents else 0


if __name__ == "__main__":
    sys.exit(main())
