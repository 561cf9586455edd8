"""What one client had compiled the next one gets from the coordinator, whatever it keeps its results in."""

import concurrent.futures
import re

from grid import settings
from grid.case import Case
from grid.cluster import Grid
from grid.fake_compiler import FakeCompiler
from grid.running import run
from grid.shared import Checkout, Client, HttpStore, Redis, RedisCluster, start_coordinator
from grid.waiting import wait_until

COUNT = 12
GCC, CLANG = ("gcc", "g++"), ("clang", "clang++")
TIMEOUT = ("--cache-shared-timeout", "400")


def hits(outcome, where: str = "the coordinator's cache") -> int:
    return len(re.findall(rf"from {where}", outcome.errors()))


class SharedCase(Case):
    drivers = GCC

    def setUp(self):
        for driver in self.drivers:
            settings.tool(driver)

    def grid(self, *cache: str, worker_cache=("--cache", "off"), count: int = COUNT) -> Grid:
        """A grid that keeps results, a checkout in it, and the objects that must come of that."""
        grid = self.new_grid(workers=2, slots=2, cache=cache, worker_cache=worker_cache)
        self.checkout = Checkout(grid.work / "checkout", count)
        self.bare = Client(grid, "bare", self.drivers)
        self.expect()
        return grid

    def expect(self, variant: int = 0) -> None:
        self.checkout.variant = variant
        self.bare.build(self.checkout, ours=False)
        self.expected = self.checkout.objects()

    def right(self, outcome) -> None:
        self.assertEqual(self.checkout.objects(), self.expected, outcome)

    def stored(self, grid: Grid, tier: str) -> float:
        return grid.metrics().get(f'hybridgrid_cache_writes_total{{result="stored",tier="{tier}"}}', 0)

    def first_build(self, grid: Grid, tier: str) -> None:
        """Compiled by workers, and kept by the time this returns."""
        before, kept = grid.finished(), self.stored(grid, tier)
        outcome = Client(grid, f"first{self.checkout.variant}", self.drivers).build(self.checkout)
        self.right(outcome)
        self.assertEqual(grid.finished() - before, self.checkout.count, outcome)
        wait_until(lambda: self.stored(grid, tier) - kept == self.checkout.count, f"all results in {tier}", 20)

    def all_hits(self, grid: Grid, name: str, coordinator: str = "") -> None:
        before = grid.finished()
        outcome = Client(grid, name, self.drivers, coordinator).build(self.checkout)
        self.right(outcome)
        self.assertEqual(hits(outcome), self.checkout.count, outcome)
        self.assertEqual(grid.finished(), before)


class Clients(SharedCase):
    def test_the_second_client_compiles_nothing(self):
        grid = self.grid()
        self.first_build(grid, "disk")
        self.all_hits(grid, "second")
        told = grid.metrics()
        self.assertEqual(told['hybridgrid_tasks_total{result="cached"}'], COUNT)
        self.assertEqual(told['hybridgrid_cache_reads_total{result="hit",tier="disk"}'], COUNT)

    def test_a_worker_knows_what_the_coordinator_has_lost(self):
        grid = self.grid("--cache", "off", worker_cache=())
        # One home and one directory for each worker: what either has compiled, it knows when it gets it again.
        for name in ("first", "second"):
            outcome = Client(grid, name, self.drivers).build(self.checkout)
            self.right(outcome)
        self.assertGreater(hits(outcome, "the cache of 127.0.0.1"), 0, outcome)

    def test_hgbuild_make_counts_what_the_grid_knew(self):
        grid = self.grid(count=6)
        self.first_build(grid, "disk")
        self.checkout.fresh()
        outcome = grid.hgbuild("make", *(f"{name}={driver}" for name, driver in zip(("CC", "CXX"), self.drivers)),
                               cwd=self.checkout.folder)
        self.assertEqual(outcome.code, 0, outcome)
        self.assertIn("6 cached", outcome.errors())
        self.right(outcome)


class ClientsOfClang(Clients):
    drivers = CLANG


class SameTime(SharedCase):
    def test_identical_compiles_are_done_once(self):
        grid = Grid(workers=0, label="same", cache=())
        with grid:
            fake = FakeCompiler(grid.sandbox.root / "fake")
            grid.start_worker(path=fake.path(), slots=4)
            fake.order("slow 1500")
            folder = grid.work / "p"
            folder.mkdir()
            (folder / "a.c").write_text("int f(int x) { return x + 42; }\n")

            def compile_one(n: int):
                return run([settings.program("hgbuild"), "gcc", "-O2", "-c", "a.c", "-o", f"a{n}.o"], cwd=folder,
                           env=grid.environment(HG_VERBOSE="1", **fake.client_environment()))

            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                outcomes = list(pool.map(compile_one, range(4)))
            for outcome in outcomes:
                self.assertEqual(outcome.code, 0, outcome)
            self.assertEqual(len(fake.started()), 1, outcomes)
            self.assertEqual(sum(hits(outcome) for outcome in outcomes), 3)
            self.assertEqual(len({(folder / f"a{n}.o").read_bytes() for n in range(4)}), 1)


class OfRedis(SharedCase):
    def start(self) -> tuple[Grid, Redis]:
        grid = self.new_grid(workers=0)
        redis = Redis(grid, "redis")
        grid.restart_coordinator("--cache-shared", redis.url, *TIMEOUT)
        for _ in range(2):
            grid.start_worker()
        self.checkout = Checkout(grid.work / "checkout", COUNT)
        self.bare = Client(grid, "bare", self.drivers)
        self.expect()
        return grid, redis

    def test_another_coordinator_has_what_the_first_one_kept(self):
        grid, redis = self.start()
        self.first_build(grid, "shared")
        self.assertEqual(redis.ask("DBSIZE"), COUNT)
        self.all_hits(grid, "second", start_coordinator(grid, "other", "--cache-shared", redis.url))

    def test_damage_is_a_miss_and_is_mended(self):
        grid, redis = self.start()
        self.first_build(grid, "shared")
        for n, key in enumerate(keys := redis.ask("KEYS", "*")):
            value = redis.ask("GET", key)
            redis.ask("SET", key, (value[:50], value[:-1] + b"x", b"", redis.ask("GET", keys[n - 1]))[n % 4])
        grid.restart_coordinator("--cache-dir", str(grid.sandbox.root / "other"), "--cache-shared", redis.url, *TIMEOUT)
        wait_until(lambda: len(grid.online()) == 2, "the workers to come back", 40)
        outcome = Client(grid, "second", self.drivers).build(self.checkout)
        self.right(outcome)
        self.assertEqual(hits(outcome), 0, outcome)

    def test_hung_and_dead_it_costs_misses(self):
        grid, redis = self.start()
        redis.program.stop()
        outcome = Client(grid, "first", self.drivers).build(self.checkout)
        self.right(outcome)
        redis.program.resume()
        redis.program.kill()
        self.expect(variant=1)
        outcome = Client(grid, "second", self.drivers).build(self.checkout)
        self.right(outcome)


class OfRedisOfClang(OfRedis):
    drivers = CLANG


class OfRedisCluster(SharedCase):
    def test_a_master_killed_in_the_middle_of_a_build(self):
        grid = self.new_grid(workers=0)
        cluster = RedisCluster(grid)
        grid.restart_coordinator("--cache-shared", cluster.url, *TIMEOUT)
        for _ in range(2):
            grid.start_worker()
        self.checkout = Checkout(grid.work / "checkout", 24)
        self.bare = Client(grid, "bare", self.drivers)
        self.expect()
        self.first_build(grid, "shared")
        self.all_hits(grid, "second", start_coordinator(grid, "other", "--cache-shared", cluster.url))

        self.expect(variant=1)
        victim = cluster.masters[1]
        before = grid.finished()
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            build = pool.submit(Client(grid, "third", self.drivers).build, self.checkout)
            wait_until(lambda: grid.finished() - before >= 3, "the build to be under way", 30)
            victim.program.kill()
            self.right(build.result())

        cluster.fail_over(victim)
        self.works_again(grid)
        self.expect(variant=2)
        self.first_build(grid, "shared")
        survivor = cluster.masters[2].url
        self.all_hits(grid, "fourth", start_coordinator(grid, "last", "--cache-shared", survivor))

    def works_again(self, grid: Grid) -> None:
        """Results reach the store again: its circuit breaker may have to find out."""
        source = grid.work / "probe.c"

        def reaches() -> bool:
            before = self.stored(grid, "shared")
            for n in range(6):
                source.write_text(f"int probe = {n} + {before:.0f};\n")
                self.assertEqual(grid.hgbuild("gcc", "-c", source, "-o", grid.work / "probe.o").code, 0)
            return self.stored(grid, "shared") - before >= 5

        wait_until(reaches, "results to reach the store", 30)


class OfHttp(SharedCase):
    def test_another_coordinator_has_what_the_first_one_kept(self):
        with HttpStore() as store:
            grid = self.grid("--cache-shared", store.url, *TIMEOUT)
            self.first_build(grid, "shared")
            self.assertEqual(len(store.values), COUNT)
            self.assertTrue(all(re.fullmatch("/results/ac/[0-9a-f]{64}", path) for path in store.values))
            self.all_hits(grid, "second", start_coordinator(grid, "other", "--cache-shared", store.url))
            store.values.update((path, value[:-1] + b"x") for path, value in store.values.items())
            damaged = start_coordinator(grid, "third", "--cache-shared", store.url)
            outcome = Client(grid, "third", self.drivers, damaged).build(self.checkout)
            self.right(outcome)
            self.assertEqual(hits(outcome), 0, outcome)
