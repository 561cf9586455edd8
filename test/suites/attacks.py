"""What strangers may try on a worker: each attack of grid/attacks.py is refused by name, and held by the sandbox where the
allow-list is off. By a client that is not ours (grid/peer.py), straight to the worker."""

import json
import shutil
import subprocess
import threading
import time
import unittest

from grid import peer, processes, settings
from grid.attacks import Weapons, all_attacks, reading_sources
from grid.case import Case
from grid.waiting import wait_until

ANY_ARGUMENT = {"HG_TEST_UNSAFE_TAKE_ANY_ARGUMENT": "yes, this worker is a test"}
SOURCE = "int answer(int a) { return a * 42; }\n"
CONSTEXPR = ("constexpr unsigned long f(unsigned long n) { unsigned long s = 0; for (unsigned long i = 0; i < n; ++i) s += i * s; "
             "return s; }\nconstexpr unsigned long x = f(1UL << 40);\n")
HIDDEN = ("hidden words", "HG_WORKER_SECRET", "root:", "TMPDIR=")


class Attacks(Case):
    def setUp(self):
        probe = subprocess.run([peer.PYTHON, "-c", "import grpc, google.protobuf"], check=False, capture_output=True)
        if probe.returncode != 0:
            self.skipTest("needs python3-grpcio and python3-protobuf")
        self.grid = self.new_grid(workers=0)
        self.weapons = Weapons(self.grid.sandbox.root / "evil")
        answer = subprocess.run([settings.program("hg-worker"), "probe", "--json"], check=True, capture_output=True,
                                env=self.grid.sandbox.environment())
        self.machine = json.loads(answer.stdout)
        # Of several for this machine the first; what makes code for others is of no use here.
        self.ids = {t["family"]: t["id"] for t in reversed(self.machine["toolchains"])
                    if t["language"] == "c" and t["target"].startswith(self.machine["arch"])}

    def worker(self, **variables):
        # Of the worker's own environment: nothing of it may reach a compiler.
        evil = {"COMPILER_PATH": str(self.weapons.tools), "GCC_EXEC_PREFIX": f"{self.weapons.tools}/", "HG_WORKER_SECRET": "hidden words",
                "CCC_OVERRIDE_OPTIONS": f"+-fplugin={self.weapons.library}"}
        return self.grid.start_worker(variables=evil | variables)

    def request(self, family: str, arguments=(), source: str = SOURCE, **more) -> dict:
        return {"toolchain": self.ids[family], "family": family, "arguments": list(arguments), "source": source} | more

    def ask(self, worker, requests: list[dict], seconds: float = 300) -> list[dict]:
        return peer.tell(self.grid.sandbox.root / "modules", worker.address, requests, seconds)

    def every_spelling(self):
        return [(attack, arguments) for attack in all_attacks(self.weapons) if attack.family in self.ids for arguments in attack.spellings]

    def assert_nothing_told(self, answer: dict, what: str) -> None:
        told = [answer["details"], answer.get("out", ""), answer.get("err", ""),
                *(output.decode("latin-1") for output in answer["outputs"])]
        for words in HIDDEN:
            for text in told:
                self.assertNotIn(words, text, what)


class Refused(Attacks):
    def test_every_attack_in_every_spelling_by_its_name(self):
        worker = self.worker()
        tried = self.every_spelling()
        answers = self.ask(worker, [self.request(attack.family, arguments) for attack, arguments in tried])
        self.assertGreater(len(tried), 80)
        for (attack, arguments), answer in zip(tried, answers, strict=True):
            with self.subTest(family=attack.family, arguments=arguments):
                self.assertEqual(answer["code"], "INVALID_ARGUMENT", answer)
                offered = [word for word in arguments if f"'{word}" in answer["details"]]
                self.assertTrue(offered, f"names none of {arguments}: {answer}")
        self.assertEqual(self.weapons.made(), [])

    def test_an_honest_compile_is_taken(self):
        worker = self.worker()
        for family in self.ids:
            answer = self.ask(worker, [self.request(family, ["-O2", "-Wall", "-fPIC", "-g"])])[0]
            self.assertEqual((answer["code"], answer.get("exit_code")), ("OK", 0), answer)
            self.assertTrue(answer["outputs"][0].startswith(b"\x7fELF"))
        self.assertEqual(self.weapons.made(), [])

    def test_what_is_no_toolchain(self):
        worker = self.worker()
        for name in ("/bin/sh", "gcc;id", "../../x", "", "0" * 64):
            answer = self.ask(worker, [self.request("gcc") | {"toolchain": name}])[0]
            self.assertNotEqual(answer["code"], "OK", name)


class Environment(Attacks):
    """A request names no variables. Those of the worker, however bad, do not reach a compiler. (What those of
    a client do to hgbuild: Classify.VariablesThatChangeTheCompiler.)"""

    def hostile(self) -> dict[str, str]:
        w = self.weapons
        early = w.folder / "early"  # only what a compiler starts: a compiler found there would be the operator's choice
        early.mkdir(exist_ok=True)
        for name in ("as", "cc1", "cc1plus", "ld"):
            shutil.copy(w.tools / name, early / name)
        return {"COMPILER_PATH": str(w.tools), "GCC_EXEC_PREFIX": f"{w.tools}/", "LD_PRELOAD": str(w.library), "PATH": f"{early}:{settings.SYSTEM_PATH}",
                "CCC_OVERRIDE_OPTIONS": f"+-fplugin={w.library}", "CCC_ADD_ARGS": f"-fplugin={w.library}", "COMPILER_ARGS": "-wrapper x",
                "CPATH": str(w.folder), "DEPENDENCIES_OUTPUT": str(w.marker), "SUNPRO_DEPENDENCIES": str(w.marker), "TMPDIR_FOR_GCC": str(w.marks)}

    def test_of_the_worker(self):
        for held in ({}, ANY_ARGUMENT):
            worker = self.grid.start_worker(variables=self.hostile() | held)
            self.weapons.made()  # by the loader, when the worker itself was started
            for family in self.ids:
                answer = self.ask(worker, [self.request(family)])[0]
                self.assertEqual((answer["code"], answer.get("exit_code")), ("OK", 0), answer)
            self.assertEqual(self.weapons.made(), [])


class Held(Attacks):
    """The allow-list is off: the sandbox is alone."""

    def test_every_attack_in_every_spelling(self):
        worker = self.worker(**ANY_ARGUMENT)
        tried = self.every_spelling()
        answers = self.ask(worker, [self.request(attack.family, arguments) for attack, arguments in tried])
        self.assertTrue(all(answer["code"] != "INVALID_ARGUMENT" for answer in answers), "the allow-list is not off")
        self.assertTrue(any(answer["code"] == "OK" and answer["err"] for answer in answers), "no compiler was started")
        self.assertEqual(self.weapons.made(), [])
        for (attack, arguments), answer in zip(tried, answers, strict=True):
            self.assert_nothing_told(answer, f"{attack.family} {arguments}")

    def test_flags_that_read(self):
        worker = self.worker(**ANY_ARGUMENT)
        secret = str(self.weapons.secret)
        tried = [(family, words) for family in self.ids for words in (
            ["-include", secret], [f"@{secret}"], [f"-Wa,@{secret}"], ["-x", "c", secret], ["-x", "assembler", secret],
            [f"-fsanitize-ignorelist={secret}", "-fsanitize=address"], [f"-fprofile-list={secret}"], ["-imacros", secret])]
        for (family, words), answer in zip(tried, self.ask(worker, [self.request(f, w) for f, w in tried]), strict=True):
            self.assert_nothing_told(answer, f"{family} {words}")


class Unheld(Attacks):
    """Else the tests above would show nothing."""

    def test_they_work_where_nothing_holds_them(self):
        worker = self.grid.start_worker(variables=ANY_ARGUMENT, path=settings.SYSTEM_PATH)  # which has no sandbox
        worked = set()
        for attack in all_attacks(self.weapons):
            if attack.family in self.ids:
                self.ask(worker, [self.request(attack.family, arguments) for arguments in attack.spellings])
                if self.weapons.made():
                    worked.add(f"{attack.family} {attack.name}")
        print(f"{len(worked)} of {len(all_attacks(self.weapons))} attacks work without list and sandbox: {sorted(worked)}")
        self.assertGreaterEqual(len(worked), 20)


class Reading(Attacks):
    def test_sources_that_read_are_told_nothing(self):
        worker = self.worker()
        tried = [(family, name, source) for family in self.ids for name, source in reading_sources(self.weapons).items()]
        answers = self.ask(worker, [self.request(family, source=source, deadline=30) for family, _, source in tried])
        for (family, name, _), answer in zip(tried, answers, strict=True):
            with self.subTest(family=family, source=name):
                self.assertNotIn(answer["code"], ("DEADLINE_EXCEEDED", "INVALID_ARGUMENT"), answer)
                self.assert_nothing_told(answer, name)


class Left(Attacks):
    def test_nothing_of_a_job_outlives_a_worker_that_is_killed(self):
        worker = self.worker()
        endless = self.request("gcc", ["-fconstexpr-ops-limit=9223372036854775807", "-fconstexpr-loop-limit=2147483647"], CONSTEXPR,
                               language="CXX", deadline=60)
        answers = []
        thread = threading.Thread(target=lambda: answers.extend(self.ask(worker, [endless])))
        thread.start()
        wait_until(lambda: self.compilers(), "the compiler to run")
        worker.kill()
        wait_until(lambda: not self.compilers(), "the end of the job", 2)
        thread.join()
        self.assertEqual(answers[0]["code"], "UNAVAILABLE")
        self.grid.workers.remove(worker)

    def compilers(self) -> list:
        return [process for process in processes.descendants() if process.name in ("cc1plus", "hg-jail") and process.state != "Z"]


class Memory(Attacks):
    """A compile that needs more memory than it may have, beside those of another client; then with hgbuild."""

    SOURCE = ("constexpr int f() { int a[300000]{}; for (int i = 0; i < 300000; ++i) a[i] = i; return a[7]; }\n"
              "constexpr int x = f();\nint answer() { return x; }\n")
    LIMITS = ("-fconstexpr-loop-limit=1000000", "-fconstexpr-ops-limit=1000000000")

    def test_it_ends_at_its_limit_and_others_do_not_notice(self):
        worker = self.grid.start_worker(options=("--job-memory", "32M"))
        honest = self.request("gcc", ["-O2"])
        large = self.request("gcc", self.LIMITS, self.SOURCE, language="CXX")
        alone = [answer["seconds"] for answer in self.ask(worker, [honest] * 20)]
        answers: list[dict] = []
        thread = threading.Thread(target=lambda: answers.extend(self.ask(worker, [large] * 20)))
        thread.start()
        beside = [answer["seconds"] for answer in self.ask(worker, [honest] * 20)]
        thread.join()
        for answer in answers:
            self.assertEqual(answer["code"], "RESOURCE_EXHAUSTED", answer)
            self.assertRegex(answer["details"], "memory")
        self.assertLessEqual(max(beside), 2 * max(alone) + 0.5)

    def test_hgbuild_compiles_it_here(self):
        self.grid.start_worker(options=("--job-memory", "32M"))
        source = self.grid.work / "large.cc"
        source.write_text(self.SOURCE)
        outcome = self.grid.hgbuild("g++", *self.LIMITS, "-c", "large.cc", "-o", "large.o", cwd=self.grid.work)
        self.assertEqual((outcome.code, outcome.out, outcome.err), (0, b"", b""), outcome)
        self.assertTrue((self.grid.work / "large.o").exists())
        self.assertTrue(any('worker-out-of-memory' in name for name in self.grid.metrics()), self.grid.metrics())


class Bombs(Attacks):
    """They end at their limits, and the compiles of another client take no more than twice as long meanwhile."""

    def sources(self) -> dict[str, tuple[str, str]]:
        return {
            "constexpr": ("CXX", CONSTEXPR),
            "array": ("C", "char a[1UL << 30] = {1};\n"),
            "fill": ("C", '__asm__(".fill 4000000000");\n'),
            "nesting": ("C", "int x = " + "(" * 200_000 + "1" + ")" * 200_000 + ";\n"),
            "errors": ("C", "".join(f"int a{i} = b{i};\n" for i in range(200_000))),
        }

    def test_one_after_the_other_beside_an_honest_client(self):
        worker = self.worker()
        honest = self.request("gcc", ["-O2"])
        alone = self.times(worker, honest, 40)
        ended, meanwhile = {}, []

        def bombs():
            for name, (language, source) in self.sources().items():
                limits = ["-fconstexpr-ops-limit=9223372036854775807", "-fconstexpr-loop-limit=2147483647"] if name == "constexpr" else []
                begun = time.monotonic()
                answer = self.ask(worker, [self.request("gcc", limits, source, language=language, deadline=20)])[0]
                ended[name] = (answer["code"], answer.get("exit_code"), round(time.monotonic() - begun, 1))

        thread = threading.Thread(target=bombs)
        thread.start()
        while thread.is_alive():
            meanwhile += self.times(worker, honest, 10)
        thread.join()
        print(f"bombs: {ended}; another client's compile: median {sorted(alone)[len(alone) // 2]:.3f} s alone, "
              f"{sorted(meanwhile)[len(meanwhile) // 2]:.3f} s beside them")
        self.assertTrue(all(seconds < 40 for _, _, seconds in ended.values()), ended)
        self.assertLessEqual(sorted(meanwhile)[len(meanwhile) * 99 // 100], 2 * sorted(alone)[len(alone) * 99 // 100] + 0.5)

    def times(self, worker, request: dict, count: int) -> list[float]:
        answers = self.ask(worker, [request] * count)
        for answer in answers:
            self.assertEqual((answer["code"], answer.get("exit_code")), ("OK", 0), answer)
        return [answer["seconds"] for answer in answers]


if __name__ == "__main__":
    unittest.main()
