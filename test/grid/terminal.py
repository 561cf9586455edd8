"""Running a command with a terminal of our own as its three streams."""

import fcntl
import os
import select
import struct
import termios
import time


def run_on_terminal(command: list[str], *, cwd, env: dict[str, str], columns: int, seconds: float = 60) -> tuple[int, bytes]:
    """Its exit code, and all that it wrote."""
    ours, theirs = os.openpty()
    try:
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
        os.chdir(cwd)
        actions = [(os.POSIX_SPAWN_DUP2, theirs, fd) for fd in (0, 1, 2)] + [(os.POSIX_SPAWN_CLOSE, ours)]
        pid = os.posix_spawnp(command[0], command, env, file_actions=actions)
        os.close(theirs)
        theirs, said, end = -1, b"", time.monotonic() + seconds
        while select.select([ours], [], [], max(0.0, end - time.monotonic()))[0]:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # EIO: nobody holds the other side any more
                break
            if not piece:
                break
            said += piece
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said
    finally:
        for fd in (ours, theirs):
            if fd >= 0:
                os.close(fd)
