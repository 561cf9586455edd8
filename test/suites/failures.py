"""Parts of the grid die, hang, lie or run out of something while a build is under way: the build ends right all the same."""

import json
import os
import random
import re
import shutil
import signal

from grid import settings
from grid.case import Case
from grid.fake_compiler import FakeCompiler
from grid.many_files import ManyFiles, Running
from grid.running import run
from grid.waiting import wait_until

CLEAN = 2.0  # seconds in which nothing may be left of what was given up


class Failures(Case):
    """Each test has a grid of its own, with compilers that obey."""

    def start(self, workers: int = 2, slots: int = 4, files: int = 16, **options) -> None:
        self.doCleanups()  # ends the grid of the sub-test before
        self.grid = self.new_grid(workers=0)
        self.first = FakeCompiler(self.grid.sandbox.root / "fake0")
        self.fakes = [self.first]
        for number in range(workers):
            fake = self.first.twin(self.grid.sandbox.root / f"fake{number + 1}")
            self.fakes.append(fake)
            self.grid.start_worker(wait=False, path=fake.path(), slots=slots, **options)
        self.grid.wait_for_workers(workers)
        self.build = ManyFiles(self.grid, files, self.first)

    def order(self, behaviour: str) -> None:
        """To the compilers of all workers."""
        for fake in self.fakes[1:]:
            fake.order(behaviour)

    def assert_right(self, outcome) -> None:
        self.assertEqual((outcome.code, outcome.out, outcome.err), (0, b"", b""), outcome)
        self.assert_none(self.build.wrong())

    def assert_one_is_remote(self) -> None:
        """The grid works (again): a compile comes from a worker."""
        before = self.grid.finished()
        self.build.forget()
        self.assertEqual(self.build.compile().code, 0)
        self.assertEqual(self.grid.finished() - before, 1)

    def assert_nobody_compiles(self) -> None:
        wait_until(lambda: not self.grid.strangers(), f"no compiler left, but there are {self.grid.strangers()}", CLEAN)


class WorkerFailures(Failures):
    def test_worker_killed_mid_compile(self):
        for seed in range(3):
            with self.subTest(seed):
                self.start()
                self.order("slow 400")
                running = self.build.start()
                self.fakes[1].wait_started(random.Random(seed).randint(1, 3))
                self.grid.remove_worker(self.grid.workers[0])
                self.assert_right(running.finish())
                self.assertGreater(self.grid.finished(), 0)

    def test_all_workers_killed(self):
        self.start()
        self.order("slow 1000")
        running = self.build.start()
        self.fakes[1].wait_started()
        self.fakes[2].wait_started()
        for worker in list(self.grid.workers):
            self.grid.remove_worker(worker)
        self.assert_right(running.finish())

    def test_worker_comes_back(self):
        self.start(workers=1)
        self.grid.remove_worker(self.grid.workers[0])
        self.assertEqual(self.build.compile().code, 0)
        self.grid.start_worker(path=self.fakes[1].path())
        self.assert_one_is_remote()

    def test_worker_hangs(self):
        """Frozen with compiles on it, as a machine that swaps itself to death."""
        self.start()
        self.order("slow 300")
        running = self.build.start()
        self.fakes[1].wait_started()
        self.grid.workers[0].stop()
        self.assert_right(running.finish(90))
        self.grid.workers[0].resume()
        self.assert_nobody_compiles()

    def test_worker_drains(self):
        self.start()
        self.order("slow 300")
        running = self.build.start()
        self.fakes[1].wait_started()
        self.assertEqual(self.grid.workers[0].terminate(), 0)
        self.assert_right(running.finish())
        self.assertEqual(self.grid.finished_by(self.grid.workers[1]) + len(self.fakes[1].started()), 16,
                         "what had begun on the draining worker was not lost")

    def test_compiler_missing_on_the_worker(self):
        self.grid = self.new_grid(workers=0)
        fake = FakeCompiler(self.grid.sandbox.root / "only-here")
        self.grid.start_worker()  # has compilers, but not this one
        self.build = ManyFiles(self.grid, 8, fake)
        self.assert_right(self.build.start().finish())
        self.assertEqual(self.grid.finished(), 0)

    def test_compiler_removed_from_the_worker(self):
        self.start(workers=1)
        shutil.rmtree(self.fakes[1].folder)
        self.assert_right(self.build.start().finish())

    def test_compiler_replaced_on_the_worker(self):
        """Another compiler at the same path must not answer for the old one."""
        self.start(workers=1)
        shutil.copy2(os.path.realpath(settings.tool("clang")), self.fakes[1].folder / "gcc.new")
        (self.fakes[1].folder / "gcc.new").replace(self.fakes[1].folder / "gcc")
        self.assert_right(self.build.start().finish())

    def test_compiler_crashes(self):
        for behaviour in ("segv", "killed"):
            with self.subTest(behaviour):
                self.start(files=4)
                self.order(behaviour)
                self.assert_right(self.build.start().finish())
                self.assertGreater(len(self.fakes[1].started() + self.fakes[2].started()), 0)

    def test_compiler_talks_without_end(self):
        self.start(workers=1, files=1)
        self.order("endless")
        self.assert_right(self.build.start().finish())
        self.assertGreater(len(self.fakes[1].started()), 0)

    def test_disk_full_in_the_job_directory(self):
        """The worker's job directory is a file system of 256 KiB; the objects are larger."""
        if os.geteuid() != 0:
            self.skipTest("needs root, for a mount in a name space of its own")
        self.start(workers=0, files=4)
        for n in range(4):
            with open(self.build.folder / f"f{n}.c", "a") as source:
                source.write(f"char big_{n}[3000000] = {{1, 2, 3}};\n")
        self.build.expect()
        jobs = self.grid.sandbox.root / "jobs0"
        script = 'mount -t tmpfs -o size=256k tmpfs "$0" && exec "$@"'
        self.grid.start_worker(prefix=[settings.tool("unshare"), "-m", "sh", "-c", script, str(jobs)],
                               path=self.first.path())
        self.first.order("slow 1")
        self.assert_right(self.build.start().finish())
        self.assertGreater(len(self.first.started()), 0, "the worker was never asked")


class CoordinatorFailures(Failures):
    def test_killed_and_restarted_mid_build(self):
        self.start(files=40)
        self.order("slow 200")
        running = self.build.start()
        self.fakes[1].wait_started(2)
        self.grid.coordinator.kill()
        self.grid.start_coordinator()
        self.assert_right(running.finish())
        self.grid.wait_for_workers(2)
        self.assert_one_is_remote()

    def test_killed_for_good(self):
        self.start()
        self.order("slow 200")
        running = self.build.start()
        self.fakes[1].wait_started()
        self.grid.coordinator.kill()
        self.assert_right(running.finish())
        self.assert_nobody_compiles()

    def test_hangs_mid_build(self):
        self.start()
        self.order("slow 200")
        running = self.build.start()
        self.fakes[1].wait_started()
        self.grid.coordinator.stop()
        self.assert_right(running.finish(90))
        self.grid.coordinator.resume()

    def test_hung_from_the_beginning(self):
        """One time-out for all, not one for each."""
        self.start(files=30)
        self.grid.coordinator.stop()
        self.assert_right(self.build.start().finish(30))
        self.grid.coordinator.resume()

    def test_no_coordinator_at_all(self):
        self.grid = self.new_grid(workers=0)
        self.grid.coordinator.kill()
        self.build = ManyFiles(self.grid, 30)
        self.assert_right(self.build.start().finish(30))

    def test_the_reason_told_is_the_true_one(self):
        """Hung is not refused: neither at first sight, nor when the attempt to connect is over, nor afterwards."""
        self.start(workers=0, files=1)
        self.grid.agent().end()  # the next one knows nothing of a coordinator
        self.grid.coordinator.stop()
        self.assertEqual(self._reason(), "coordinator-timeout")
        wait_until(lambda: self._link()["state"] == "down", "the attempt to end")
        self.assertEqual((self._link()["reason"], self._reason()), ("coordinator-timeout", "coordinator-timeout"))
        self.grid.coordinator.kill()
        wait_until(lambda: self._reason() == "coordinator-refused", "the agent to see that nobody is there any more")

    def _link(self) -> dict:
        return json.loads(self.grid.hgbuild("status", "--json").out)["coordinator"]

    def _reason(self) -> str:
        return re.search(r"compiled here: (\S+)", self.build.compile(HG_VERBOSE="1").errors())[1]

    def test_no_coordinator_configured(self):
        self.grid = self.new_grid(workers=0)
        self.build = ManyFiles(self.grid, 4)
        self.assert_right(self.build.start(HG_COORDINATOR="").finish())

    def test_no_worker(self):
        self.grid = self.new_grid(workers=0)
        self.build = ManyFiles(self.grid, 8)
        self.assert_right(self.build.start().finish(30))

    def test_appears_after_the_workers(self):
        self.start(workers=1)
        self.grid.coordinator.kill()
        worker = self.grid.start_worker(wait=False, path=self.fakes[1].path())
        self.assertEqual(self.build.compile().code, 0)
        self.grid.start_coordinator()
        wait_until(lambda: worker.address in self.grid.online(), "the worker to register", 30)
        wait_until(lambda: self.build.compile().code == 0 and self.grid.finished() > 0, "a remote compile", 30)


class ClientFailures(Failures):
    def test_client_killed(self):
        self.start(workers=1)
        self.order("hang")
        running = self.build.start_one()
        self.fakes[1].wait_started()
        running.kill()
        running.finish()
        self.assert_nobody_compiles()
        self.order("")
        self.assert_none(self.build.wrong(complete=False))
        self.assert_one_is_remote()  # and its slot is free again

    def test_many_clients_killed(self):
        self.start(workers=1, slots=4)
        self.order("hang")
        running = [self.build.start_one(f"f{n}") for n in range(8)]
        self.fakes[1].wait_started(4)
        for one in running:
            one.kill()
            one.finish()
        self.assert_nobody_compiles()
        self.order("")
        self.assert_one_is_remote()

    def test_interrupted(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number.name):
                self.start(workers=1)
                self.order("hang")
                running = self.build.start_one()
                self.fakes[1].wait_started()
                running.interrupt(number)
                self.assertIn(running.finish(CLEAN).code, (-number, 128 + number))
                self.assert_nobody_compiles()
                self.assert_none(self.build.wrong(complete=False))
                self.assertEqual(self.first.started(), [], "nothing may be compiled here after an interrupt")

    def test_interrupted_while_preprocessing_or_compiling_here(self):
        self.start(workers=1)
        self.first.order("hang", "local")
        running = self.build.start_one(HG_LOCAL="1")
        self.first.wait_started()
        running.interrupt()
        self.assertIn(running.finish(CLEAN).code, (-signal.SIGINT, 130))
        self.assert_nobody_compiles()

    def test_interrupted_build(self):
        self.start(files=40)
        self.order("slow 300")
        running = self.build.start()
        self.fakes[1].wait_started(5)
        running.interrupt()
        self.assertNotEqual(running.finish(5).code, 0)
        self.assert_nobody_compiles()
        self.assert_none(self.build.wrong(complete=False))
        self.assert_right(self.build.start().finish())

    def test_output_folder_vanishes(self):
        self.start(workers=1)
        self.order("slow 500")
        (self.build.folder / "out").mkdir()
        command = [settings.program("hgbuild"), "gcc", "-c", "f0.c", "-o", "out/f0.o"]
        environment = self.grid.environment(**self.first.client_environment())
        running = Running(command, self.build.folder, environment)
        self.fakes[1].wait_started()
        shutil.rmtree(self.build.folder / "out")
        outcome = running.finish()
        bare = run(command[1:], cwd=self.build.folder, env=environment)
        self.assertEqual((outcome.code, outcome.err), (bare.code, bare.err))

    def test_huge_sources(self):
        """100 MB of preprocessed text: one that compresses to nothing, one that hardly compresses."""
        self.start(workers=1, files=1)
        noise = random.Random(1)
        for name, line in (("blank", lambda: " " * 97), ("noise", lambda: noise.randbytes(48).hex() + "/")):
            with self.subTest(name):
                with open(self.build.folder / "big.h", "w") as header:
                    for _ in range(1000):
                        header.write("".join(f"//{line()}\n" for _ in range(1000)))
                source = self.build.folder / "f0.c"
                source.write_text('#include "big.h"\n' + source.read_text())
                self.assertEqual(self.build.compile(seconds=120).code, 0)
                (self.build.folder / "big.h").unlink()
                source.write_text(source.read_text().split("\n", 1)[1])
                self.assert_none(self.build.wrong())
        self.assert_one_is_remote()


class AgentFailures(Failures):
    def test_killed_mid_build(self):
        self.start(files=30)
        self.order("slow 200")
        running = self.build.start()
        self.fakes[1].wait_started(2)
        os.kill(self.grid.agent().pid, signal.SIGKILL)
        self.assert_right(running.finish())
        self.assert_nobody_compiles()
        self.order("")
        self.assert_one_is_remote()

    def test_killed_again_and_again(self):
        self.start(files=30)
        self.order("slow 100")
        running = self.build.start(jobs=4)
        for kill in range(1, 5):
            wait_until(lambda: len(self.fakes[1].started() + self.fakes[2].started()) >= 3 * kill, "more remote compiles")
            if agent := self.grid.agent():
                os.kill(agent.pid, signal.SIGKILL)
        self.assert_right(running.finish())

    def test_hangs(self):
        self.start(files=8)
        self.assertEqual(self.build.compile().code, 0)
        agent = self.grid.agent()
        os.kill(agent.pid, signal.SIGSTOP)
        try:
            self.assert_right(self.build.start().finish(90))
        finally:
            os.kill(agent.pid, signal.SIGCONT)

    def test_runtime_directory_cannot_be_used(self):
        self.start(workers=1, files=4)
        for value in ("/proc/nowhere", "/dev/null", "relative", ""):
            with self.subTest(value):
                self.build.forget()
                self.assert_right(self.build.start(XDG_RUNTIME_DIR=value).finish())

    def test_agent_program_is_missing(self):
        self.start(workers=1, files=4)
        alone = self.grid.work / "alone"
        alone.mkdir()
        shutil.copy2(settings.program("hgbuild"), alone)
        outcome = run([alone / "hgbuild", "gcc", "-O2", "-c", "f0.c", "-o", "f0.o"], cwd=self.build.folder,
                      env=self.grid.environment(**self.first.client_environment()))
        self.assertEqual((outcome.code, outcome.out, outcome.err), (0, b"", b""))
        self.assert_none(self.build.wrong(complete=False))

    def test_a_build_tool_never_waits_for_the_agent(self):
        """The agent is started by a compile and must not keep its pipes, session or group."""
        self.start(workers=1)
        outcome = self.build.compile()  # run() reads the pipes to their end
        self.assertEqual(outcome.code, 0)
        agent = self.grid.agent()
        self.assertIsNotNone(agent)
        self.assertEqual(os.getpgid(agent.pid), os.getsid(agent.pid))
        self.assertNotEqual(os.getsid(agent.pid), os.getsid(0))
        held = [os.readlink(f"/proc/{agent.pid}/fd/{fd}") for fd in os.listdir(f"/proc/{agent.pid}/fd")]
        self.assertFalse([name for name in held if name.startswith("pipe:")], held)
        self.assertEqual(os.readlink(f"/proc/{agent.pid}/cwd"), "/")


class LocalFallback(Failures):
    def test_no_storm_of_local_compilers(self):
        """Without a grid, make -j16 still compiles with as many compilers as there are CPUs."""
        self.start(workers=0, files=16)
        self.grid.coordinator.kill()
        self.first.order("slow 300", "local")
        running = self.build.start(jobs=16)
        most = 0

        def sample() -> bool:
            nonlocal most
            compilers = [p for p in self.grid.strangers() if p.program() == "gcc"]
            most = max(most, len(compilers))
            return len(self.first.started()) == 16

        wait_until(sample, "all compiles to begin", 60)
        self.assert_right(running.finish())
        self.assertLessEqual(most, os.cpu_count())
        self.assertGreater(most, 0)

    def test_fallback_forbidden(self):
        """HG_FALLBACK=0: an exit code that tells why, one line, no object."""
        self.start(workers=1, files=1)
        self.assertEqual(self.build.compile(HG_FALLBACK="0").code, 0)
        self.build.forget()
        self.grid.remove_worker(self.grid.workers[0])
        self._refused(116)
        self.grid.coordinator.kill()
        self._refused(103)

    def test_fallback_forbidden_and_compiler_not_on_the_worker(self):
        self.grid = self.new_grid(workers=1)
        self.build = ManyFiles(self.grid, 1, FakeCompiler(self.grid.sandbox.root / "only-here"))
        self._refused(110)

    def _refused(self, code: int) -> None:
        outcome = self.build.compile(HG_FALLBACK="0")
        self.assertEqual((outcome.code, outcome.out), (code, b""), outcome)
        self.assertEqual(len(outcome.errors().splitlines()), 1, outcome)
        self.assertFalse((self.build.folder / "f0.o").exists())
