"""A private world for one test: home, runtime directory, temporary directory, environment."""

import os
import pathlib
import shutil
import tempfile

from grid import settings


class Sandbox:
    """Folders below one short path (Unix sockets allow 107 characters) and the environment that points to them."""

    def __init__(self, label: str = "t"):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix=f"hg-{label}-"))
        self.home = self._folder("home")
        self.runtime = self._folder("run")
        self.cache = self._folder("cache")
        self.temporary = self._folder("tmp")
        self.work = self._folder("work")

    def _folder(self, name: str) -> pathlib.Path:
        path = self.root / name
        path.mkdir(mode=0o700)
        return path

    def environment(self, **extra: str) -> dict[str, str]:
        """A complete environment, built from nothing, so that the caller's variables change no result."""
        env = {
            "PATH": settings.SYSTEM_PATH,
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "XDG_CACHE_HOME": str(self.cache),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_STATE_HOME": str(self.home / ".state"),
            "TMPDIR": str(self.temporary),
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "HG_CACHE": "off",  # these suites are about the grid: an answer from a cache would prove nothing
            "HG_DISCOVERY": "off",  # what is on this machine's network is no business of theirs
            "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent",
        }
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                env[name] = os.environ[name]
        env.update(extra)
        return env

    def close(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
