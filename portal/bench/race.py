"""A rush for one time, and for times that overlap: booked is what can be, and no more."""

import datetime as dt
import os
import socket
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db.backends.base.base import BaseDatabaseWrapper

from bookings import availability
from bookings.consent_text import load_consent_text
from bookings.models import Appointment, Location, Practitioner, Service
from portal.bench import scratch
from portal.bench.clinic import services
from portal.bench.diary import fill
from portal.bench.report import Report, Row, percentile
from portal.bench.road import walked
from portal.bench.rush import Answer, Browser, rush
from portal.demo.children import Child
from portal.demo.environment import demo_environment
from portal.demo.serve import answers, portal, python
from portal.demo.supervisor import supervised
from portal.kit import clock
from portal.management.commands.check_invariants import broken
from screening.load import load

GOAL_P99_MS = 3000
# Beyond the minimum notice and before the horizon, whatever the hour.
FROM_DAYS, TO_DAYS = 2, 16
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Step:
    """A page whose button takes a time, and where it leads who got it."""

    path: str
    leads_to: str


STEPS = {
    "hold": Step("/book/times/", "/book/details/"),
    "book": Step("/book/check/", "/book/done/"),
}
TYPED = {
    "party": "self",
    "first_name": "Sam",
    "last_name": "Visitor",
    "email": "sam@visitor.example",
    "phone": "0491 570 006",
    "read_it": True,
}


@dataclass(frozen=True)
class Rush:
    """What everybody wants, and how many of them can have it: at least and at most."""

    name: str
    service: Service
    location: Location
    practitioner: Practitioner | None
    starts: list[dt.datetime]
    least: int
    most: int

    def left(self, now: dt.datetime) -> int:
        """How many of the wanted starts are still free."""
        free = availability.find(
            now=now,
            service=self.service,
            since=self.starts[0],
            until=self.starts[-1] + availability.INSTANT,
            location=self.location,
            practitioner=self.practitioner,
        )
        return len(free)


def run(
    *, visits: int, practitioners: int, people: int, steps: list[str], keep: str = ""
) -> Report:
    """A row for each step and each kind of rush; `broken` says which promise did not hold."""
    report = Report([])
    with scratch.database(keep) as database, scratch.using(database):
        now = clock.now()
        fill(now=now, visits=visits, practitioners=practitioners)
        load(now=now)
        load_consent_text(now=now)
        with _portal(database) as url:
            for step in steps:
                for find in (one_time, overlapping):
                    _race(report, url, step, find(clock.now()), people)
        report.broken += [f"{name}: {count}" for name, count in broken(now=now).items() if count]
    return report


@contextmanager
def _portal(database: BaseDatabaseWrapper) -> Iterator[str]:
    """The web server as ./run starts it, on a free port of this machine alone; its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    told = {
        **os.environ,
        "DATABASE_URL": scratch.address(database),
        "PUBLIC_URL": url,
        "ALLOWED_HOSTS": "127.0.0.1",
        "RATE_LIMITS": "false",
    }
    with TemporaryDirectory(prefix="portal-bench-") as folder, supervised() as children:
        data = Path(folder)
        environment = demo_environment(data, port, told)
        static = python("manage.py", "collectstatic", "--no-input", "--verbosity=0")
        web = next(child for child in portal(port, environment) if child.name == "web")
        with (data / "web.log").open("w") as web.log:
            children.run(Child("static files", static, environment, log=web.log))
            children.start(web, lambda: answers(port))
            yield url


def one_time(now: dt.datetime) -> Rush:
    """The start at which most practitioners are free; anyone will do."""
    service = services().couch
    free = defaultdict(set)
    for one in _free(now, service):
        free[one.start, one.location_id].add(one.practitioner_id)
    start, key = max(free, key=lambda at: len(free[at]))
    location = Location.objects.get(pk=key)
    places = availability.places(now=now, service=service, start=start, location=location)
    # Each free room suits each of them, so the scarcer of the two is what can be booked.
    can = min(len({one.practitioner_id for one in places}), len({one.room_id for one in places}))
    return Rush("one time", service, location, None, [start], can, can)


def overlapping(now: dt.datetime) -> Rush:
    """Starts of one practitioner within an hour, all free; most of them exclude each other."""
    service = services().couch
    starts = defaultdict(set)
    for one in _free(now, service):
        starts[one.practitioner_id, one.location_id].add(one.start)
    grid = dt.timedelta(minutes=service.grid_minutes)
    hour = [grid * number for number in range(HOUR // grid)]
    first, person, place = next(
        (start, *who)
        for who, free in starts.items()
        for start in sorted(free)
        if all(start + later in free for later in hour)
    )
    return Rush(
        "overlapping times",
        service,
        Location.objects.get(pk=place),
        Practitioner.objects.get(pk=person),
        [first + later for later in hour],
        1,
        # One after the other, each with its buffers, the last of which may reach out.
        1 + int(hour[-1] / dt.timedelta(minutes=_takes(service))),
    )


def _takes(service: Service) -> int:
    """Minutes from one visit's start to the next one's, on the grid."""
    whole = service.buffer_before + service.minutes + service.buffer_after
    return -(-whole // service.grid_minutes) * service.grid_minutes


def _free(now: dt.datetime, service: Service) -> list[availability.Start]:
    since, until = (now + dt.timedelta(days=days) for days in (FROM_DAYS, TO_DAYS))
    return availability.find(now=now, service=service, since=since, until=until)


def _race(report: Report, url: str, step: str, wanted: Rush, people: int) -> None:
    """Run one rush, and add its row and what of it is broken to the report."""
    starts = list(islice(cycle(wanted.starts), people))
    browsers, keys = _browsers(url, step, wanted, starts)
    sends = [{"start": start.isoformat()} for start in starts]
    pressed = rush(browsers, STEPS[step].path, sends)
    taken = Appointment.objects.filter(idempotency_key__in=keys, takes_time=True).count()
    report.rows.append(_row(step, wanted, pressed, taken))
    won = sum(one.status == 302 and one.leads_to == STEPS[step].leads_to for one in pressed)
    lost = sum(one.status == 409 for one in pressed)
    promises = {
        "every answer is a yes or a 409": won + lost == len(pressed),
        "whoever was told yes has the time": won == taken,
        "as many as can be have it": wanted.least <= taken <= wanted.most,
        "nothing of it is left": wanted.left(clock.now()) == 0,
    }
    report.broken += [
        f"{step}, {wanted.name}: {words}" for words, held in promises.items() if not held
    ]


def _browsers(
    url: str, step: str, wanted: Rush, starts: list[dt.datetime]
) -> tuple[list[Browser], list[str]]:
    """Browsers in front of the step's page, and the keys under which they will book."""
    version, now = load(now=clock.now()), clock.now()
    browsers, keys = [], []
    for start in starts:
        session, draft = walked(
            now=now,
            service=wanted.service,
            location=wanted.location,
            version=version,
            practitioner=wanted.practitioner,
            **({"start": start, "details": TYPED} if step == "book" else {}),
        )
        browsers.append(Browser(url, session))
        keys.append(draft.key)
    return browsers, keys


def _row(step: str, wanted: Rush, pressed: list[Answer], taken: int) -> Row:
    times = [one.ms for one in pressed]
    statuses = Counter(one.status for one in pressed)
    can = {wanted.least, wanted.most}
    return {
        "rush_for": wanted.name,
        "step": step,
        "people": len(pressed),
        "taken": taken,
        "can_be": " to ".join(str(number) for number in sorted(can)),
        "answers": ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items())),
        "p50_ms": round(percentile(times, 0.5)),
        "p99_ms": round(percentile(times, 0.99)),
        "max_ms": round(max(times)),
        "goal_p99_ms": GOAL_P99_MS,
    }
