"""Child processes that never outlive their parent, and their lines in one log."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO


class Trouble(Exception):
    """What went wrong, as one sentence for the person at the terminal."""


_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)
_printing = threading.Lock()


def say(name: str, line: str, log: IO[str] | None = None) -> None:
    """One line of the log: who, then what."""
    with _printing:
        print(f"{name:<10} | {line}", file=log or sys.stdout, flush=True)


def _die_with(parent: int, number: signal.Signals) -> Callable[[], None]:
    """For preexec_fn: the kernel sends `number` when the parent ends, kill -9 included."""

    def before_exec() -> None:
        if sys.platform == "linux":
            _libc.prctl(_PR_SET_PDEATHSIG, int(number))
            if os.getppid() != parent:
                os._exit(1)

    return before_exec


@dataclass
class Child:
    """A process in a session of its own, so that Ctrl-C reaches only the supervisor.

    `grace` is how many seconds it gets after `stop_signal` before it is killed. `orphaned`
    is what the kernel sends it when the supervisor has died: no goodbye, since its broker
    and its log are going as well, and a worker has been seen to wait for them for ever.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    stop_signal: signal.Signals = signal.SIGTERM
    orphaned: signal.Signals = signal.SIGKILL
    grace: float = 10.0
    keep_open: Sequence[int] = ()
    log: IO[str] | None = None
    ends: list[float] = field(default_factory=list)
    _process: subprocess.Popen[str] | None = None
    _pump: threading.Thread | None = None

    def start(self) -> None:
        """Start the process. Only the main thread may: the kernel ties the child to a thread."""
        self._process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            pass_fds=self.keep_open,
            # It calls the kernel only; no lock that another thread could hold is taken.
            preexec_fn=_die_with(os.getpid(), self.orphaned),  # noqa: PLW1509
        )
        self._pump = threading.Thread(target=self._copy_lines, args=(self._process,), daemon=True)
        self._pump.start()

    def _copy_lines(self, process: subprocess.Popen[str]) -> None:
        with process.stdout or contextlib.nullcontext(()) as lines:
            for line in lines:
                say(self.name, line.rstrip(), self.log)

    def ended(self) -> int | None:
        """The exit code, or None while it runs."""
        return self._process.poll() if self._process else None

    def wait(self) -> int:
        """Wait for the end of a process that ends by itself; its exit code."""
        if not (self._process and self._pump):
            raise ValueError(f"{self.name} has not been started.")
        code = self._process.wait()
        self._pump.join(timeout=1)
        return code

    def stop(self) -> None:
        """Ask it to end, then make sure that nothing of its session is left."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(self.grace)
        self.kill()

    def kill(self) -> None:
        """End its whole session at once, orphans of a crash included."""
        self.send(signal.SIGKILL)
        if self._process and self._pump:
            self._process.wait()
            self._pump.join(timeout=1)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to its whole session, if there is one."""
        if self._process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)


def wait_until(ready: Callable[[], bool], *, child: Child, seconds: float) -> None:
    """Return once `ready()` holds; Trouble if the child ends first or the time is up."""
    until = time.monotonic() + seconds
    while not ready():
        if child.ended() is not None:
            raise Trouble(f"{child.name} ended at its start; its reason stands in the log above.")
        if time.monotonic() > until:
            raise Trouble(f"{child.name} was not ready within {seconds:.0f} seconds.")
        time.sleep(0.05)
