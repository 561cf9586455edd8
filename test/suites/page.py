"""The dashboard in a real browser: true, quick, well behaved, readable; its pictures are kept beside the programs."""

import contextlib
import http.client
import os
import time
import unittest

from grid.browser import Browser
from grid.case import Case, note
from grid.cluster import Grid
from grid.fake_compiler import FakeCompiler
from grid.waiting import wait_until

_VIEWS = ("overview", "timeline", "builds", "workers", "cache", "files", "events")
_HOSTILE = "<img src=x onerror=\"window.hacked=1\">"
_STRICT = os.environ.get("HG_FAULTS") == "nightly"


def _has_page(port: int) -> bool:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/")
        return b"app.js" in connection.getresponse().read()


class PageCase(Case):
    """A grid and a browser for each test; nothing may be left on the console, and no other host may be asked."""

    def start(self, **options) -> tuple[Grid, Browser]:
        grid = self.new_grid(**options)
        if not _has_page(grid.http_port):
            raise unittest.SkipTest("this hg-coord was built without its dashboard")
        browser = Browser(grid.http_port, grid.sandbox.temporary)
        self.addCleanup(browser.__exit__)
        return grid, browser

    def compile(self, grid: Grid, name: str, text: str = "int f(void) { return 1; }\n", **env: str) -> int:
        (grid.work / name).write_text(text)
        return grid.hgbuild("gcc", "-c", name, "-o", "out.o", **env).code

    def assert_no_complaints(self, browser: Browser) -> None:
        self.assertEqual(browser.complaints(), {"errors": [], "foreign": []})


class Views(PageCase):
    def test_every_view_is_clean_in_both_themes(self):
        grid, browser = self.start(workers=2, slots=2, cache=())
        for i in range(6):
            self.compile(grid, f"unit{i % 4}.c", f"int f{i % 4}(void) {{ return {i % 4}; }}\n", HG_BUILD_ID="views")
        self.compile(grid, "bad.c", "int f(void) { return undeclared; }\n", HG_BUILD_ID="views")
        self.compile(grid, _HOSTILE.replace("/", "") + ".c", HG_BUILD_ID=_HOSTILE)
        worker = browser.do("const all = await (await page.request.get(args.url)).json(); return all.workers[0].id",
                            url=f"{browser.origin}/api/v1/workers")
        problems = []
        for view in (*_VIEWS, f"workers/{worker}", "builds/views"):
            browser.open(view)
            browser.do("await page.locator('main h1').first().waitFor()")
            for theme in ("light", "dark"):
                browser.do("await page.emulateMedia({colorScheme: args.theme, reducedMotion: 'reduce'})", theme=theme)
                browser.screenshot(f"{view.split('/')[0]}{'-one' if '/' in view else ''}-{theme}")
                problems += [f"{theme} {view}: {text}" for text in browser.do("return await tools.axe()")]
        browser.do("await page.setViewportSize({width: 420, height: 860})")
        for view in _VIEWS:
            browser.open(view)
            browser.screenshot(f"{view}-narrow")
            wide = browser.do("return await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)")
            problems += [f"{view} is {wide} pixels wider than a small screen"] if wide > 0 else []
        self.assertEqual(problems, [])
        self.assertIsNone(browser.do("return await page.evaluate(() => window.hacked ?? null)"))
        self.assert_no_complaints(browser)

    def test_hostile_names_are_text(self):
        _, browser = self.start(workers=0)
        browser.do("await tools.feed(page, args)", workers=4, tasks=200, span_ms=60_000, text=_HOSTILE)
        for view in (*_VIEWS, "workers/w1", "builds/build-0"):
            browser.open(view)
            browser.do("await page.locator('main h1').first().waitFor()")
            self.assertEqual(browser.do("return await page.locator('img').count()"), 0, view)
        browser.open("workers")
        browser.see(_HOSTILE)
        self.assertIsNone(browser.do("return await page.evaluate(() => window.hacked ?? null)"))
        self.assert_no_complaints(browser)

    def test_keys_are_enough(self):
        _, browser = self.start(workers=1)
        browser.open("overview")
        focused = """
            const names = [];
            for (let i = 0; i < args.times; ++i) {
              await page.keyboard.press("Tab");
              names.push(await page.evaluate(() => document.activeElement.getAttribute("aria-label") || document.activeElement.innerText));
            }
            return names;"""
        names = browser.do(focused, times=12)
        for view in _VIEWS:
            self.assertIn(view, [name.strip().lower() for name in names])
        browser.do("await page.getByRole('link', {name: 'Workers', exact: true}).first().focus(); await page.keyboard.press('Enter')")
        browser.do("await page.locator('main h1', {hasText: 'Workers'}).waitFor()")
        self.assert_no_complaints(browser)


class Live(PageCase):
    def test_what_happens_is_shown_within_a_second(self):
        grid, browser = self.start(workers=1)
        browser.open("builds")
        self.assertEqual(self.compile(grid, "first.c"), 0)  # the agent starts
        self.assertEqual(self.compile(grid, "a.c", HG_BUILD_ID="seen-at-once"), 0)
        ended = time.monotonic()
        browser.see("seen-at-once", 5)
        took = time.monotonic() - ended
        note(f"page: a compile was shown after {took * 1000:.0f} ms")
        self.assertLess(took, 1.0)
        self.assert_no_complaints(browser)

    def test_the_coordinator_is_started_anew(self):
        grid, browser = self.start(workers=1)
        browser.open("overview")
        grid.coordinator.terminate()
        browser.see("reconnecting")
        browser.screenshot("reconnecting")
        grid.start_coordinator()
        browser.do("await page.getByText('live', {exact: true}).first().waitFor({timeout: 20000})")
        browser.open("workers")
        wait_until(lambda: browser.do("return (await page.locator('main').innerText()).includes('online')"), "the worker is back", 30)
        # A browser logs each connection that is refused; nothing else may be there.
        errors = [text for text in browser.complaints()["errors"] if "WebSocket" not in text and "ERR_CONNECTION" not in text]
        self.assertEqual(errors, [])

    def test_an_open_circuit_needs_attention(self):
        grid, browser = self.start(workers=0)
        fake = FakeCompiler(grid.work / "compilers")
        grid.start_worker(path=fake.path())
        fake.order("killed")
        browser.open("overview")

        def opened() -> bool:
            self.compile(grid, "a.c", **fake.client_environment())
            return any(row["circuit"] == "OPEN" for row in grid.status())

        wait_until(opened, "the circuit to open", 60)
        browser.see("circuit open")
        browser.screenshot("attention")
        self.assert_no_complaints(browser)


class Crowd(PageCase):
    def test_a_thousand_workers_and_fifty_thousand_compiles(self):
        _, browser = self.start(workers=0)
        browser.do("await page.setViewportSize({width: 1600, height: 900}); await tools.feed(page, args)", 60, workers=1000, tasks=50_000)
        for view in ("overview", "workers", "timeline"):
            browser.open(view)
            browser.do("await page.locator('main h1').first().waitFor()")
            browser.screenshot(f"crowd-{view}")
        pan = """
            const box = await page.locator("canvas").first().boundingBox();
            const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
            return await tools.frames(async () => {
              await page.mouse.move(x, y);
              await page.mouse.down();
              for (let i = 0; i < args.steps; ++i) await page.mouse.move(x + 300 * Math.sin(i / 12), y + 40 * Math.sin(i / 9));
              await page.mouse.up();
            });"""
        browser.do(pan, steps=20)  # warm
        told = browser.do(pan, steps=240 if not _STRICT else 1200, seconds=120)
        note(f"page: frames while panning 50,000 compiles of 1,000 workers: {told}")
        self.assertGreater(told["count"], 30)
        # The machine of a push is shared: what is held there is that the page itself is quick.
        self.assertLess(told["worst" if _STRICT else "median"], 50, told)
        self.assertLess(told["p95"], 50 if _STRICT else 150, told)
        self.assert_no_complaints(browser)


@unittest.skipUnless(os.environ.get("HG_TEST_PICTURES"), "HG_TEST_PICTURES names no folder for the pictures of the documents")
class Pictures(PageCase):
    def test_of_the_documents(self):
        _, browser = self.start(workers=0)
        browser.do("await tools.feed(page, args)", workers=24, tasks=6000, span_ms=1_200_000)
        browser.do("await page.emulateMedia({colorScheme: args.theme})", theme="dark")
        for view in ("overview", "timeline"):
            browser.open(view)
            browser.screenshot(f"dashboard-{view}", os.environ["HG_TEST_PICTURES"])
