"""Many workers, and workers that die: each message once, and none lost."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection

from bookings.messages import claims, deliver, find_due
from bookings.models import Appointment, Message, Step
from bookings.tests.conftest import Server
from conftest import melbourne

Book = Callable[..., Appointment]
START = melbourne(9, 10)
SECOND = dt.timedelta(seconds=1)

WORKER = """
import datetime as dt, sys
import django
django.setup()
from bookings.messages import deliver
sys.stdin.readline()
deliver(now=dt.datetime.fromisoformat(sys.argv[1]), owner=sys.argv[2])
"""


def worker(server: Server, now: dt.datetime, owner: str) -> "subprocess.Popen[str]":
    """A process of its own that delivers from the tests' database once it is told to."""
    url, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    env = {
        **os.environ,
        "DATABASE_URL": f"{url}/{connection.settings_dict['NAME']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
    }
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, now.isoformat(), owner],
        cwd=settings.BASE_DIR,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("journey")
def test_two_processes_at_once_send_each_message_once(
    book: Book, server: Server, now: dt.datetime
) -> None:
    step = Step.objects.get(key="confirmation")
    for number in range(59):
        step.pk, step.key = None, f"copy-{number}"
        step.save()
    book(START)
    assert find_due(now=now) == 60
    processes = [worker(server, now, f"worker-{number}") for number in range(2)]
    for process in processes:
        process.communicate("go\n", timeout=60)
    assert [process.returncode for process in processes] == [0, 0]
    assert Message.objects.filter(status="sent", attempts=1).count() == 60
    assert len({one["Message-ID"] for one in server.mails}) == len(server.mails) == 60


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("journey")
def test_a_worker_killed_before_the_250_is_heard_repeats_one_mail_with_its_message_id(
    book: Book, server: Server, now: dt.datetime
) -> None:
    book(START)
    find_due(now=now)
    process = worker(server, now, "dies")
    server.after_data = process.kill
    process.communicate("go\n", timeout=60)
    server.after_data = None
    row = Message.objects.get()
    assert (row.status, row.lease_owner, len(server.mails)) == ("due", "dies", 1)
    assert row.lease_until is not None
    assert deliver(now=row.lease_until - SECOND, owner="early") == {}
    assert deliver(now=row.lease_until + SECOND, owner="next") == {"sent": 1}
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"] == f"<{row.message_id}@127.0.0.1>"


@pytest.mark.usefixtures("journey")
def test_only_the_owner_of_a_lease_settles_a_message(book: Book, now: dt.datetime) -> None:
    book(START)
    find_due(now=now)
    (pk,) = claims.claim(now=now, owner="slow")
    assert claims.claim(now=now, owner="other") == []
    message = claims.read([pk], now=now)[pk].message
    assert claims.hold(pk, now=now, owner="slow") is not None
    later = now + claims.LEASE + SECOND
    assert claims.claim(now=later, owner="other") == [pk]
    assert not claims.settle(message, owner="slow", told={}, status="sent", sent_at=later)
    assert claims.hold(pk, now=later, owner="slow") is None
    assert Message.objects.get().status == "due"


@pytest.mark.usefixtures("journey")
def test_a_claim_takes_no_more_than_a_batch_and_the_oldest_first(
    book: Book, now: dt.datetime
) -> None:
    book(START)
    find_due(now=now)
    find_due(now=START - dt.timedelta(days=1))
    late = START - dt.timedelta(days=1)
    first = claims.claim(now=late, owner="a", most=1)
    assert [Message.objects.get(pk=pk).step.key for pk in first] == ["confirmation"]
    assert len(claims.claim(now=late, owner="b", most=5)) == 1


@pytest.mark.usefixtures("journey")
@pytest.mark.parametrize("visits", [1, 6])
def test_a_mail_costs_the_same_few_queries_however_many_there_are(
    book: Book,
    server: Server,
    now: dt.datetime,
    visits: int,
    django_assert_max_num_queries: Callable[[int], "pytest.MonkeyPatch"],
) -> None:
    for number in range(visits):
        book(melbourne(9, 9) + number * dt.timedelta(hours=1))
    find_due(now=now)
    with django_assert_max_num_queries(10 + visits * 2):  # type: ignore[attr-defined]
        assert deliver(now=now, owner="one") == {"sent": visits}
