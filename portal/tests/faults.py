"""The processes that send messages, each to be killed at will, and what a test waits for.

Worker, beat and broker are those of ./run. They work in the test's own database, by a clock
that the test has set, and write to a mail server in the test's process.
"""

import datetime as dt
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

import redis
from django.db import connection

from bookings import messages
from bookings.models import Appointment, Message, Step, Tick
from bookings.tests.walking import set_clock
from portal.demo.children import Child
from portal.demo.environment import held
from portal.demo.servers import Servers, addresses
from portal.kit import clock
from portal.tests.faulty_mail import MailServer
from portal.tests.running import free_port

# The promise of docs/running.md: without a hand, everything has left this soon after a fault.
RECOVERY = 120.0

Book = Callable[..., Appointment]


class Portal:
    """A broker of its own, and any number of workers and beats for the test's database."""

    def __init__(self, data: Path, lock: int, log: IO[str], mail: MailServer) -> None:
        self._log, self.mail = log, mail
        self.servers = Servers(data, lock, lasting=False, log=log)
        self.broker = self.servers.valkey()
        self.children: list[Child] = []
        self._environment = {
            **os.environ,
            **addresses(data),
            "DATABASE_URL": database_url(),
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
        }

    def start(self, *arguments: str, name: str = "child") -> Child:
        """This Python with these arguments, as one of the portal's processes."""
        child = Child(name, [sys.executable, *arguments], self._environment, log=self._log)
        self.children.append(child)
        child.start()
        return child

    def worker(self, name: str = "worker") -> Child:
        """A Celery worker as ./run starts it, but with one pair of hands."""
        return self._celery(
            "worker",
            *("--concurrency=1", "--without-mingle", "--without-gossip"),
            f"--hostname={name}@%h",
            name=name,
        )

    def beat(self, name: str = "beat") -> Child:
        """The clock of ./run: a tick every five seconds."""
        return self._celery("beat", "--scheduler=celery.beat:Scheduler", name=name)

    def _celery(self, *arguments: str, name: str) -> Child:
        return self.start("-m", "celery", "--app=portal", "--quiet", *arguments, name=name)

    def deliver_due(self) -> Child:
        """The command of a host without a broker, once."""
        return self.start("manage.py", "deliver_due", name="command")

    def relay(self) -> Child:
        """From now on worker and beat reach the broker through this; see its module."""
        port, there = free_port(), str(self.servers.sockets / "valkey.sock")
        relay = self.start("-m", "portal.tests.relay", str(port), there, name="relay")
        self._environment["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
        return relay

    def start_broker(self) -> None:
        """Start Valkey, or start it again; returns once it answers."""
        self.broker.start()
        wait_for(self.servers.valkey_is_ready, seconds=20)

    def valkey(self) -> "redis.Redis":
        """A client of the broker."""
        return redis.Redis(unix_socket_path=str(self.servers.sockets / "valkey.sock"))

    def stop(self) -> None:
        for child in [*self.children, self.broker]:
            child.kill()


def database_url() -> str:
    """The address of the database that this test writes to."""
    told = connection.settings_dict
    host = quote(str(told["HOST"]), safe="")
    return f"postgres://{told['USER']}:{told['PASSWORD']}@{host}:{told['PORT']}/{told['NAME']}"


@contextmanager
def portal_in(data: Path, now: dt.datetime) -> Iterator[Portal]:
    """Broker and mail server, running; the clinic's clock shows `now`, its journey is loaded.

    Worker and beat are for the test to start. Nothing outlives the block.
    """
    messages.load_journey(now - dt.timedelta(days=30))
    set_clock(now)
    with ExitStack() as stack:
        lock, log = stack.enter_context(held(data)), stack.enter_context((data / "log").open("w"))
        mail = MailServer()
        mail.start()
        stack.callback(mail.stop)
        portal = Portal(data, lock, log, mail)
        stack.callback(portal.stop)
        portal.start_broker()
        yield portal


def confirm_in(copies: int) -> None:
    """From now on a booking is confirmed in so many messages rather than in one."""
    step = Step.objects.get(key="confirmation")
    active_from = step.active_from
    for number in range(1, copies):
        step.pk, step.key, step.active_from = None, f"copy-{number}", active_from
        step.save()


def wait_for(so: Callable[[], bool], *, seconds: float = RECOVERY) -> float:
    """Return once `so()` holds, with the seconds that it took; fail when the time is up."""
    began = time.monotonic()
    while not so():
        assert time.monotonic() - began < seconds, f"not so after {seconds:.0f} s"
        time.sleep(0.1)
    return time.monotonic() - began


def wait_for_silence(seconds: float) -> None:
    """Return once nobody has looked for due messages for so long."""
    silence = dt.timedelta(seconds=seconds)
    wait_for(lambda: not Tick.objects.filter(found_until__gt=clock.now() - silence).exists())


def all_sent(count: int) -> Callable[[], bool]:
    """Whether there are so many messages and every one is marked as sent."""
    return lambda: (
        Message.objects.filter(status=Message.Status.SENT).count()
        == count
        == Message.objects.count()
    )


def repeated(portal: Portal) -> dict[str, int]:
    """The Message-IDs that came more than once, having made sure that each row's mail came."""
    rows = {f"<{row.message_id}@127.0.0.1>" for row in Message.objects.filter(status="sent")}
    came = Counter(portal.mail.taken)
    assert set(came) == rows
    return {one: times for one, times in came.items() if times > 1}
