#!/usr/bin/env python3
"""Each lint finds what is planted, on the line where it was planted, and nothing in a good tree."""
import pathlib
import tempfile
import unittest

import forbidden
import layers
import sizes
import tree

LIBRARY = "hg_library(NAME {name} LAYER {layer} SRCS a.cc DEPS {deps})\n"
GOOD_TREE = {
    "src/hg/base/CMakeLists.txt": LIBRARY.format(name="base", layer=0, deps=""),
    "src/hg/os/CMakeLists.txt": LIBRARY.format(name="os", layer=1, deps="hg::base")
    + "hg_test(NAME os SRCS a_test.cc helper.cc DEPS hg::os hg::testing)\n"
    + "if(BUILD_TESTING)\n  add_library(x STATIC support.cc)\nendif()\n",
    "src/hg/registry/CMakeLists.txt": LIBRARY.format(name="registry", layer=3, deps="hg::base"),
    "src/hg/scheduler/CMakeLists.txt": LIBRARY.format(name="scheduler", layer=4, deps="hg::base"),
    "src/hg/rpc/CMakeLists.txt": LIBRARY.format(name="rpc", layer=4, deps="hg::base"),
    "src/hg/client/CMakeLists.txt": LIBRARY.format(name="client", layer=5, deps="hg::os"),
    "src/hg/client/agent/CMakeLists.txt": LIBRARY.format(name="client/agent", layer=6, deps="hg::client"),
    "src/hg/worker/CMakeLists.txt": LIBRARY.format(name="worker", layer=5, deps="hg::os"),
    "src/hg/config/CMakeLists.txt": LIBRARY.format(name="config", layer=7, deps="hg::base"),
    "src/hg/testing/CMakeLists.txt": LIBRARY.format(name="testing", layer=7, deps="hg::base"),
    "cmd/hgbuild/CMakeLists.txt": "hg_program(NAME hgbuild SRCS main.cc DEPS commands)\n",
    "cmd/hgbuild/commands/CMakeLists.txt": "target_link_libraries(commands PUBLIC hg::client)\n"
    + "hg_test(NAME commands SRCS b_test.cc DEPS hg::worker)\n",
    "cmd/hg-worker/CMakeLists.txt": "hg_program(NAME hg-worker SRCS main.cc DEPS hg::worker)\n",
    "src/hg/base/clock.cc": "return std::chrono::steady_clock::now();\n",
    "src/hg/os/a.cc": '#include <vector>\n#include "hg/base/clock.h"\n// sleep(1); std::cout\nauto s = "sleep(1)";\n',
    "src/hg/os/a_test.cc": '#include <iostream>\n#include "hg/testing/fake.h"\n',
    "src/hg/os/support.cc": "#include <sstream>\n",
    "src/hg/os/helper.cc": '#include <sstream>\n#include "hg/testing/fake.h"\n',
    "src/hg/rpc/a.h": "#include <grpcpp/grpcpp.h>\n",
    "src/hg/client/agent/a.cc": '#include <grpcpp/grpcpp.h>\n#include "hg/client/a.h"\n#include "hg/rpc/a.h"\n',
    "src/hg/worker/a.cc": "#include <sstream>\n",
    "cmd/hgbuild/main.cc": '#include "hg/client/a.h"\n#include "hg/config/a.h"\n',
}


class LintTest(unittest.TestCase):
    def problems(self, lint, planted):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            for name, text in {**GOOD_TREE, **planted}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            return [f"{path.relative_to(root)}:{line}: {text}" for path, line, text in lint.problems(root)]

    def assert_found(self, lint, name, text, line, words):
        found = self.problems(lint, {name: text})
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(f"{name}:{line}: "), found)
        self.assertIn(words, found[0])

    def test_a_good_tree_has_no_problems(self):
        for lint in (layers, sizes, forbidden):
            self.assertEqual(self.problems(lint, {}), [])


class Layers(LintTest):
    def test_upward_and_sideways_includes(self):
        self.assert_found(layers, "src/hg/base/x.cc", '\n#include "hg/os/a.h"\n', 2, "base (layer 0) includes os (layer 1)")
        self.assert_found(layers, "src/hg/rpc/x.cc", '#include "hg/scheduler/a.h"\n', 1, "(layer 4)")
        self.assert_found(layers, "src/hg/client/x.h", '#include "hg/client/agent/a.h"\n', 1, "(layer 6)")

    def test_tests_obey_the_layers_too(self):
        self.assert_found(layers, "src/hg/os/a_test.cc", '#include "hg/client/a.h"\n', 1, "(layer 5)")

    def test_roles_do_not_know_each_other(self):
        self.assert_found(layers, "src/hg/client/agent/x.cc", '#include "hg/worker/a.h"\n', 1, "roles")

    def test_scheduler_does_not_know_the_registry(self):
        self.assert_found(layers, "src/hg/scheduler/x.cc", '#include "hg/registry/a.h"\n', 1, "plain values")

    def test_only_cmd_knows_config(self):
        self.assert_found(layers, "src/hg/testing/x.h", '#include "hg/config/a.h"\n', 1, "only cmd")

    def test_production_does_not_know_testing(self):
        self.assert_found(layers, "src/hg/os/x.cc", '#include "hg/testing/fake.h"\n', 1, "production")
        self.assert_found(layers, "cmd/hgbuild/x.cc", '#include "hg/testing/fake.h"\n', 1, "production")

    def test_grpc_stays_in_its_folders(self):
        for header in ("grpcpp/server.h", "google/protobuf/message.h", "hybridgrid/v1/build.pb.h"):
            for name in ("src/hg/client/x.cc", "src/hg/os/a_test.cc", "cmd/hgbuild/x.cc"):
                self.assert_found(layers, name, f"#include <{header}>\n", 1, "gRPC")

    def test_public_headers_hide_their_libraries(self):
        self.assertEqual(self.problems(layers, {"src/hg/client/a.h": "#include <fmt/core.h>\n"}), [])
        self.assert_found(layers, "src/hg/client/a.h", "#include <zstd.h>\n", 1, "public header")
        self.assertEqual(self.problems(layers, {"src/hg/client/inside.h": "#include <zstd.h>\n"}), [])

    def test_folders_without_a_target(self):
        self.assert_found(layers, "src/hg/stray/x.cc", "", 1, "declares this folder")
        self.assert_found(layers, "src/hg/os/x.cc", '#include "hg/stray/x.h"\n', 1, "no library")

    def test_includes_in_comments_do_not_count(self):
        self.assertEqual(self.problems(layers, {"src/hg/base/x.cc": '/*\n#include "hg/os/a.h"\n*/\n'}), [])


class Sizes(LintTest):
    def test_long_files(self):
        self.assert_found(sizes, "src/hg/os/x.cc", "\n" * 501, 501, "501 lines")
        self.assert_found(sizes, "scripts/tool", "#!/bin/sh\n" + "\n" * 500, 501, "501 lines")
        self.assertEqual(self.problems(sizes, {"src/hg/os/x.cc": "\n" * 500}), [])

    def test_generated_files_may_be_long(self):
        self.assertEqual(self.problems(sizes, {"src/build/x.cc": "\n" * 501, "web/dist/x.css": "\n" * 501}), [])


class Forbidden(LintTest):
    def test_sleeping(self):
        for call in ("std::this_thread::sleep_for(1s)", "usleep(1)", "sleep(1)", "::sleep(1)", "nanosleep(&t, 0)"):
            for name in ("src/hg/os/x.cc", "src/hg/base/x.cc", "src/hg/os/a_test.cc", "cmd/hgbuild/x.cc", "test/x.cc"):
                self.assert_found(forbidden, name, f"\n{call};\n", 2, "wait for a condition")

    def test_clocks_and_randomness_outside_base(self):
        for call in ("std::chrono::steady_clock::now()", "system_clock::now()", "std::random_device seed",
                     "std::rand()", "rand()", "clock_gettime(0, &t)"):
            self.assert_found(forbidden, "src/hg/os/x.cc", f"f();\n{call};\n", 2, "take a hg::")
            self.assertEqual(self.problems(forbidden, {"src/hg/base/x.cc": f"{call};\n"}), [])

    def test_streams_and_name_services_in_hgbuild(self):
        for text in ("#include <iostream>", "#include <regex>", "std::cout << 1;", "std::ostringstream s;",
                     "getpwnam(n);", "::getaddrinfo(a);"):
            for name in ("src/hg/os/x.cc", "src/hg/client/x.cc", "cmd/hgbuild/x.cc"):
                self.assert_found(forbidden, name, f"{text}\n", 1, "hgbuild links this")
            self.assertEqual(self.problems(forbidden, {"src/hg/worker/x.cc": f"{text}\n"}), [])


class Tree(unittest.TestCase):
    def test_code_keeps_its_lines(self):
        text = 'int a = 1\'000; // x\n/* y\n */ char c = \'"\'; auto s = R"(z\n)"; call("w\\"");\n'
        code = tree.code_of(text)
        self.assertEqual(code.count("\n"), text.count("\n"))
        for gone in "xyzw":
            self.assertNotIn(gone, code)
        self.assertIn("call(", code)


if __name__ == "__main__":
    unittest.main()
