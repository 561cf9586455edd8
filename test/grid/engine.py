"""A real container engine, started for a test and ended with it: dockerd or Podman's service, on a socket of its own, with images
made of the files of this machine's own packages. Nothing is pulled, nothing outside its folder stays."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tarfile
import tempfile
import unittest

from grid import settings
from grid.waiting import wait_until

# What an engine runs on this machine beside the programs in its containers.
PROGRAMS = ("dockerd", "containerd", "containerd-shim", "containerd-shim-runc-v2", "runc", "crun", "conmon", "podman", "unshare")
SKELETON = ("tmp", "job", "proc", "sys", "dev", "run", "var/tmp", "etc", "root")
NOT_NEEDED = ("/usr/share/doc/", "/usr/share/man/", "/usr/share/info/", "/usr/share/locale/", "/usr/share/lintian/", "/usr/share/bug/",
              "/usr/share/perl/", "/usr/share/zoneinfo/", "/usr/share/gdb/", "/usr/lib/python", "/usr/lib/x86_64-linux-gnu/perl")
MERGED = ("/bin/", "/sbin/", "/lib/", "/lib64/")  # links to their namesakes below /usr
COMPILERS = ("gcc", "g++", "libc6-dev", "coreutils", "dash", "gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross")
# A mount and a cgroup namespace with the controllers of version 1 alone: crun refuses hybrids, and nothing stays behind.
ONLY_V1 = """set -e; mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
for c in $(awk '!/^#/ && $2!=0 {print $1}' /proc/cgroups); do mkdir -p /sys/fs/cgroup/$c; mount -t cgroup -o $c cgroup /sys/fs/cgroup/$c; done
mkdir -p /sys/fs/cgroup/systemd; mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd || true
exec "$@" """


def unavailable(reason: str):
    """No engine: a failure where everything must be tested, a skip, which is counted, elsewhere."""
    if os.environ.get("CI"):
        raise AssertionError(f"no container engine can be started here: {reason}")
    raise unittest.SkipTest(reason)


def need(*names: str) -> None:
    missing = [name for name in names if shutil.which(name, path="/usr/sbin:/sbin:" + settings.SYSTEM_PATH) is None]
    if missing:
        unavailable(f"not installed: {', '.join(missing)}")


def _files_of(packages) -> list[str]:
    depends = subprocess.run(["apt-cache", "depends", "--recurse", "--installed", "--no-recommends", "--no-suggests", "--no-conflicts",
                              "--no-breaks", "--no-replaces", "--no-enhances", *packages], check=True, capture_output=True, text=True)
    closure = sorted({line.split(":")[0] for line in depends.stdout.splitlines() if line[:1].isalnum()})
    listed = subprocess.run(["dpkg-query", "-L", *closure], check=False, capture_output=True, text=True)  # some are virtual
    names = {"/usr" + name if name.startswith(MERGED) else name for name in listed.stdout.splitlines() if name.startswith("/")}
    names |= {"/bin", "/sbin", "/lib", "/lib64", "/etc/ld.so.cache", "/usr/bin/cc", "/usr/bin/c++", "/etc/alternatives/cc", "/etc/alternatives/c++"}
    return sorted(name for name in names if not name.startswith(NOT_NEEDED) and (os.path.islink(name) or os.path.isfile(name)))


def root_file_system(target: pathlib.Path, packages=COMPILERS) -> None:
    """A tar archive of what is installed of `packages` and of all that they need."""
    with tarfile.open(target, "w") as archive:
        for name in SKELETON:
            folder = tarfile.TarInfo(name)
            folder.type, folder.mode = tarfile.DIRTYPE, 0o1777 if name in ("tmp", "job", "var/tmp") else 0o755
            archive.addfile(folder)
        for name in _files_of(packages):
            archive.add(name, name[1:], recursive=False)


class Engine:
    """dockerd. `socket` is its address, `docker` its command line."""

    def __init__(self):
        need("dockerd", "docker", "runc", "unshare")
        if os.geteuid() != 0:
            unavailable("an engine of our own needs root")
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="hg-engine-"))
        self.socket = f"unix://{self.root}/docker.sock"
        self._popen: subprocess.Popen | None = None
        self.start()

    def start(self) -> None:
        self._forget_the_dead()
        with open(self.root / "log", "ab") as log:
            self._popen = subprocess.Popen(self._in_namespaces(self._command()), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                           process_group=0, env=os.environ | self._environment())
        try:
            wait_until(lambda: self._popen.poll() is not None or self.answers(), "the engine's first answer", 60)
        except AssertionError as error:
            unavailable(f"{error}: {self.log()}")
        if self._popen.poll() is not None:
            unavailable(self.log())

    def _environment(self) -> dict[str, str]:
        return {"PATH": "/usr/sbin:/sbin:" + settings.SYSTEM_PATH}

    def _command(self) -> list[str]:
        (self.root / "daemon.json").write_text("{}")
        return ["dockerd", "--config-file", f"{self.root}/daemon.json", "-H", self.socket, "--data-root", f"{self.root}/data",
                "--exec-root", f"{self.root}/exec", "--pidfile", f"{self.root}/docker.pid", "--iptables=false", "--ip6tables=false",
                "--bridge=none", "--exec-opt", "native.cgroupdriver=cgroupfs", "--cgroup-parent", f"/{self.root.name}",
                "--default-ulimit", "nofile=4096:4096", "--default-ulimit", "nproc=4096:4096"]

    @staticmethod
    def _in_namespaces(command: list[str]) -> list[str]:
        namespaces = ["unshare", "-m", "-C", "--propagation", "private"]
        if os.path.exists("/sys/fs/cgroup/cgroup.controllers"):
            return [*namespaces, *command]
        return [*namespaces, "bash", "-c", ONLY_V1, "cgroups", *command]

    def _forget_the_dead(self) -> None:
        """A killed dockerd leaves what stops the next one from starting."""
        for path in (self.root / "docker.pid", self.root / "docker.sock", *(self.root / "exec/containerd").glob("containerd.*")):
            if path.name != "containerd.toml":
                path.unlink(missing_ok=True)

    def kill(self) -> None:
        """kill -9, dockerd and its containerd; containers run on."""
        for pid_file in (self.root / "exec/containerd/containerd.pid", self.root / "docker.pid"):
            with contextlib.suppress(OSError, ValueError):
                os.kill(int(pid_file.read_text()), signal.SIGKILL)
        self._popen.kill()
        self._popen.wait(10)

    def close(self) -> None:
        if self._popen is not None and self._popen.poll() is None:
            with contextlib.suppress(Exception):
                for identity in self.containers():
                    self.docker("rm", "-f", identity)
            self._popen.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._popen.wait(20)
            self._popen.kill()
        self._remove_cgroups()
        shutil.rmtree(self.root, ignore_errors=True)

    def _remove_cgroups(self) -> None:
        for folder in pathlib.Path("/sys/fs/cgroup").glob(f"*/**/{self.root.name}"):
            for path, _, _ in os.walk(folder, topdown=False):
                with contextlib.suppress(OSError):
                    os.rmdir(path)

    def answers(self) -> bool:
        asked = subprocess.run(["docker", "-H", self.socket, "version"], check=False, capture_output=True)
        return asked.returncode == 0

    def docker(self, *arguments: str, stdin=None) -> str:
        done = subprocess.run(["docker", "-H", self.socket, *arguments], check=False, capture_output=True, text=True, stdin=stdin, timeout=120)
        if done.returncode != 0:
            raise AssertionError(f"docker {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    def import_image(self, name: str, archive: pathlib.Path) -> None:
        self.docker("import", str(archive), name)

    def containers(self, *options: str) -> list[str]:
        return self.docker("ps", "-q", *(options or ("-a",))).split()

    def inspect(self, identity: str) -> dict:
        return json.loads(self.docker("inspect", identity))[0]

    def by_hand(self, image: str, folder: pathlib.Path, *command: str) -> None:
        """Runs a command of `image` in `folder`, as a user would."""
        self.docker("run", "--rm", "--network=none", "-v", f"{folder}:/src", "-w", "/src", image, *command)

    def log(self) -> str:
        return "\n".join((self.root / "log").read_text(errors="replace").splitlines()[-5:])


class Podman(Engine):
    """Podman's service, which speaks Docker's language."""

    def __init__(self):
        need("podman")
        super().__init__()

    def _environment(self) -> dict[str, str]:
        (self.root / "containers.conf").write_text('[containers]\ndefault_ulimits=["nofile=4096:4096","nproc=4096:4096"]\n'
                                                   '[engine]\ncgroup_manager="cgroupfs"\nevents_logger="file"\n')
        (self.root / "storage.conf").write_text(f'[storage]\ndriver="overlay"\ngraphroot="{self.root}/root"\nrunroot="{self.root}/run"\n')
        return super()._environment() | {"XDG_RUNTIME_DIR": str(self.root), "CONTAINERS_CONF": f"{self.root}/containers.conf",
                                         "CONTAINERS_STORAGE_CONF": f"{self.root}/storage.conf"}

    def _command(self) -> list[str]:
        return ["podman", "system", "service", "--time=0", self.socket]

