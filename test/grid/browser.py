"""Debian's Chromium, driven by test/browser/driver.mjs."""

import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import select
import shutil
import subprocess
import time
import unittest

from grid import settings

_SOURCES = settings.ROOT / "test" / "browser"
_PACKAGES = ("package.json", "package-lock.json", ".npmrc")


def screenshots() -> pathlib.Path:
    """Where they are kept for people to look at: HG_TEST_SCREENSHOTS, or beside the programs' folder."""
    value = os.environ.get("HG_TEST_SCREENSHOTS")
    folder = pathlib.Path(value) if value else settings.bin_dir().parent / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _missing(name: str) -> unittest.SkipTest:
    return unittest.SkipTest(f"{name} is not installed (scripts/install-packages web test)")


def _packages() -> pathlib.Path:
    """The folder with the driver and what it needs, fetched once for each lock and kept."""
    npm = shutil.which("npm")
    if npm is None:
        raise _missing("npm")
    digest = hashlib.sha256((_SOURCES / "package-lock.json").read_bytes()).hexdigest()[:16]
    target = settings.cache_dir() / f"browser-{digest}"
    with open(settings.cache_dir() / "browser.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.is_dir():
            draft = target.with_suffix(".new")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            for name in _PACKAGES:
                shutil.copy(_SOURCES / name, draft)
            done = subprocess.run([npm, "ci", "--ignore-scripts", "--prefer-offline"], cwd=draft, capture_output=True, text=True,
                                  timeout=180)
            if done.returncode != 0:
                raise unittest.SkipTest(f"npm ci for the browser failed: {done.stderr.strip()[-200:]}")
            draft.rename(target)
        for script in _SOURCES.glob("*.mjs"):
            if not (target / script.name).exists() or (target / script.name).read_bytes() != script.read_bytes():
                draft = target / f"{script.name}.new"
                shutil.copy(script, draft)
                draft.rename(target / script.name)
    return target


class Browser:
    """Context manager: one page, at the coordinator of `port`. The test is skipped where a part of it is missing."""

    def __init__(self, port: int, temporary: pathlib.Path):
        node = shutil.which("node") or shutil.which("nodejs")
        if node is None:
            raise _missing("node")
        chromium = shutil.which("chromium")
        if chromium is None:
            raise _missing("chromium")
        self.origin = f"http://127.0.0.1:{port}"
        environment = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "HOME")}
        self._process = subprocess.Popen([node, str(_packages() / "driver.mjs"), chromium, self.origin], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, bufsize=0, env=environment | {"TMPDIR": str(temporary)})
        self._read = b""

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_) -> None:
        self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(15)
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def do(self, script: str, seconds: float = 40, **args):
        """Runs `script`, the body of an async function of (page, args, tools), and returns its value."""
        self._process.stdin.write((json.dumps({"script": script, "args": args}) + "\n").encode())
        end = time.monotonic() + seconds
        while b"\n" not in self._read:
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise AssertionError(f"the browser took longer than {seconds:g} s for: {script}")
            more = os.read(self._process.stdout.fileno(), 1 << 20)
            if not more:
                raise AssertionError(f"the browser's driver has ended: {script}")
            self._read += more
        line, self._read = self._read.split(b"\n", 1)
        answer = json.loads(line)
        if "error" in answer:
            raise AssertionError(f"{answer['error']}\nin: {script}")
        return answer["value"]

    def open(self, view: str) -> None:
        """`view` as in the address: "workers", "builds/ID". The page is loaded once; then it goes there by itself."""
        self.do("""
            if (!page.url().startsWith(args.origin)) await page.goto(`${args.origin}/#/${args.view}`);
            await page.evaluate((view) => { location.hash = `#/${view}`; }, args.view);
            await page.locator(`nav a[aria-current="page"][href="#/${args.view.split("/")[0]}"]`).waitFor();
            await page.getByText("live", {exact: true}).first().waitFor();""", origin=self.origin, view=view)

    def see(self, text: str, seconds: float = 15) -> None:
        """Until the page shows `text`."""
        self.do("await page.waitForFunction((text) => document.body.innerText.includes(text), args.text, {timeout: args.ms})",
                seconds + 10, text=text, ms=seconds * 1000)

    def screenshot(self, name: str, folder: str = "") -> None:
        self.do("await page.screenshot({path: args.path})", path=str(pathlib.Path(folder or screenshots()).resolve() / f"{name}.png"))

    def complaints(self) -> dict:
        return self.do("return tools.complaints()")
