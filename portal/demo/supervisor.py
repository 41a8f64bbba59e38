"""Keeps children running in order, and stops them in the opposite order.

A child that ends by itself is started again after 1, 2, 4 ... seconds; one that ends
six times within two minutes stops everything, with one sentence that says which.
"""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from portal.demo.children import Child, Trouble, say, wait_until

_MOST_ENDS = 6
_WITHIN_SECONDS = 120.0


class Supervisor:
    """The children of one ./run, the first to start being the last to stop."""

    def __init__(self) -> None:
        self._children: list[Child] = []

    def start(self, child: Child, ready: Callable[[], bool] | None = None) -> None:
        """Start a child that is to stay; with `ready`, return only once it is."""
        child.start()
        self._children.append(child)
        if ready:
            wait_until(ready, child=child, seconds=60)

    def run(self, child: Child) -> None:
        """Run a child to its end; Trouble unless it ends well."""
        self._children.append(child)
        child.start()
        code = child.wait()
        self._children.remove(child)
        if code:
            raise Trouble(f"{child.name} failed; its reason stands in the log above.")

    def watch(self) -> None:
        """Keep every child running, until a signal or until one keeps ending."""
        while True:
            for child in self._children:
                if child.ended() is not None:
                    self._start_again(child)
            time.sleep(0.3)

    def _start_again(self, child: Child) -> None:
        now = time.monotonic()
        child.ends = [end for end in child.ends if now - end < _WITHIN_SECONDS] + [now]
        if len(child.ends) >= _MOST_ENDS:
            raise Trouble(f"{child.name} ended {_MOST_ENDS} times within two minutes.")
        delay = 2 ** (len(child.ends) - 1)
        say("run", f"{child.name} ended with code {child.ended()}; starting again in {delay} s")
        child.kill()
        time.sleep(delay)
        child.start()

    def stop(self) -> None:
        """Stop all of them; a second Ctrl-C does not leave half of them behind."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        while self._children:
            self._children[-1].stop()
            self._children.pop()


@contextmanager
def supervised() -> Iterator[Supervisor]:
    """A supervisor whose children are gone when the block ends, however it ends.

    SIGINT, SIGTERM and SIGHUP raise KeyboardInterrupt inside the block.
    """
    supervisor = Supervisor()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        yield supervisor
    finally:
        supervisor.stop()
