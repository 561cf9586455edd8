"""Waiting for a condition with a deadline: the only way in which these suites let time pass."""

import select
import time


class Deadline(AssertionError):
    """The condition did not come true in time."""


def wait_until(condition, what: str, seconds: float = 10.0):
    """Returns the first true value of `condition()`; raises Deadline, naming `what`, after `seconds`."""
    end = time.monotonic() + seconds
    pause = 0.002
    while True:
        value = condition()
        if value:
            return value
        left = end - time.monotonic()
        if left <= 0:
            raise Deadline(f"waited {seconds:g} s in vain for: {what}")
        select.select([], [], [], min(pause, left))
        pause = min(pause * 1.5, 0.05)
