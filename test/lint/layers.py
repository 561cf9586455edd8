#!/usr/bin/env python3
"""Includes point downwards: the layers of the CMakeLists files and the forbidden arrows of ARCHITECTURE.md."""
import re
import sys

import tree

ROLES = ("client", "coordinator", "worker")
GRPC = re.compile(r"^(grpc|grpc\+\+|grpcpp|google/protobuf|hybridgrid)/|\.pb\.h$")
GRPC_FOLDERS = re.compile(r"^(rpc|wire|proto|\w+/(service|agent))(/|$)")
# What must not be in a header that others include: they would have to know the library, too.
THIRD_PARTY = re.compile(r"^(boost|spdlog|nlohmann|yaml-cpp|openssl|CLI|prometheus|curl|google|grpc|grpcpp)/"
                         r"|^(zstd|xxhash|sqlite3|gtest|gmock)[\w/]*\.h$")


def role(folder):
    first = folder.split("/")[0]
    return first if first in ROLES else None


def arrow_problem(targets, source, target, test):
    """Why `source` must not include a header of `target`, or None. Both are names of targets."""
    if source == target:
        return None
    if target == "testing":
        return None if test else "production code includes hg/testing"
    if target == "config":
        return None if source.startswith("cmd/") else "only cmd may include hg/config"
    if source == "testing":
        return None
    if role(source) and role(target) and role(source) != role(target):
        return f"{source} includes {target}: the roles must not know each other"
    if (source, target) == ("scheduler", "registry"):
        return "scheduler includes registry: it is given plain values"
    above, below = targets[source].layer, targets[target].layer
    if not below < above:
        return f"{source} (layer {above}) includes {target} (layer {below})"
    return None


def owner_of(targets, root, path):
    relative = path.relative_to(root)
    if relative.parts[0] == "cmd":
        program = f"cmd/{relative.parts[1]}"
        return program if len(relative.parts) > 2 else None
    return tree.owner(targets, relative.relative_to("src/hg"))


def third_party_problem(source, header, public):
    if GRPC.search(header):
        return None if GRPC_FOLDERS.match(source) else f"{source} includes <{header}>: gRPC is not for this layer"
    if public and source != "testing" and THIRD_PARTY.search(header):
        return f"a public header includes <{header}>: hide it behind the .cc"
    return None


def problems(root):
    targets = tree.targets(root)
    sources = {path: path.read_text() for path in tree.files(root, "src", "cmd")}
    tests = tree.test_files(root)
    owners = {path: owner_of(targets, root, path) for path in sources}
    found = {path: list(tree.includes(text)) for path, text in sources.items()}
    # Public is what another folder includes.
    public = {header for path, lines in found.items() for _, _, header in lines
              if header.startswith("hg/") and owners[path] != tree.owner(targets, header[len("hg/"):])}
    for path, lines in found.items():
        source = owners[path]
        if source is None or (source.startswith("cmd/") and source not in targets):
            yield path, 1, "no hg_library or hg_program declares this folder"
            continue
        is_public = path.relative_to(root).as_posix().removeprefix("src/") in public
        for line, _, header in lines:
            if header.startswith("hg/"):
                target = tree.owner(targets, header[len("hg/"):])
                text = (f'"{header}" belongs to no library' if target is None
                        else arrow_problem(targets, source, target, path in tests))
            else:
                text = third_party_problem(source, header, is_public)
            if text:
                yield path, line, text


if __name__ == "__main__":
    sys.exit(tree.run("layers", problems))
