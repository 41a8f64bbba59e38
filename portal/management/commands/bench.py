"""Time what has a promised figure, most of it on a database of the bench's own."""

import json
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.bench import (
    availability,
    booking,
    desk,
    lists,
    messages,
    pages,
    patients,
    race,
    screening,
    waitlist,
)
from portal.bench.report import Report, table

# Fewer practitioners than the largest question looks at would answer another question.
LEAST_PRACTITIONERS = 10


class Command(BaseCommand):
    help = "Measure pages, free times, bookings a second, messages, or a rush for one time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=list(BENCHES))
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--runs", type=int, default=50, help="pages, desk, screening, availability, patients"
        )
        parser.add_argument(
            "--visits", type=int, default=150_000, help="all but pages, desk and screening"
        )
        parser.add_argument("--patients", type=int, default=200_000, help="patients")
        parser.add_argument("--wishes", type=int, default=1_000, help="waitlist")
        parser.add_argument("--practitioners", type=int, default=20, help="all but pages")
        parser.add_argument("--keep", default="", help="keep the database by this name, reuse it")
        parser.add_argument("--compare", default="", help="availability: visits, as 10000,1000000")
        parser.add_argument("--explain", action="store_true", help="availability: the slowest")
        parser.add_argument("--processes", type=int, default=2, help="booking, messages")
        parser.add_argument("--seconds", type=int, default=10, help="booking, for each way")
        parser.add_argument("--mails", type=int, default=2_000, help="messages")
        parser.add_argument("--people", type=int, default=200, help="race")
        parser.add_argument("--step", choices=[*race.STEPS, "both"], default="both", help="race")

    def handle(self, *_: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Measured with PORTAL_MODE=demo only.")
        if options["practitioners"] < LEAST_PRACTITIONERS:
            raise CommandError(f"At least {LEAST_PRACTITIONERS} practitioners, please.")
        report = BENCHES[options["what"]](options)
        self.stdout.write(json.dumps(report.rows) if options["json"] else table(report.rows))
        for note in report.notes:
            (self.stderr if options["json"] else self.stdout).write(f"\n{note}")
        for sentence in report.broken:
            self.stderr.write(f"BROKEN: {sentence}")
        if report.broken:
            sys.exit(1)


def _availability(options: dict[str, Any]) -> Report:
    sizes = [int(size) for size in options["compare"].split(",") if size] or [options["visits"]]
    return availability.run(
        sizes=sizes, **_only(options, "practitioners", "runs", "keep", "explain")
    )


def _race(options: dict[str, Any]) -> Report:
    steps = list(race.STEPS) if options["step"] == "both" else [options["step"]]
    return race.run(steps=steps, **_only(options, "visits", "practitioners", "people", "keep"))


def _only(options: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: options[name] for name in names}


BENCHES: dict[str, Callable[[dict[str, Any]], Report]] = {
    "pages": lambda options: pages.run(runs=options["runs"]),
    "desk": lambda options: desk.run(runs=options["runs"]),
    "availability": _availability,
    "booking": lambda options: booking.run(
        **_only(options, "visits", "practitioners", "processes", "seconds", "keep")
    ),
    "race": _race,
    "messages": lambda options: messages.run(
        **_only(options, "visits", "practitioners", "runs", "mails", "processes", "keep")
    ),
    "desk-lists": lambda options: lists.run(
        **_only(options, "visits", "practitioners", "runs", "keep")
    ),
    "patients": lambda options: patients.run(**_only(options, "runs", "patients", "keep")),
    "screening": lambda options: screening.run(runs=options["runs"]),
    "waitlist": lambda options: waitlist.run(
        **_only(options, "runs", "visits", "practitioners", "wishes", "keep")
    ),
}
