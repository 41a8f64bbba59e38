"""Shut every location on the public holidays that are known by now: put it on a monthly timer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bookings.holidays import import_missing
from bookings.models import Location
from portal.kit import clock


class Command(BaseCommand):
    help = (
        "Add the public holidays that the active locations lack, for this year and the next."
        " A day that staff have unticked stays a working day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--location", metavar="SLUG", help="This location alone.")
        parser.add_argument("--year", nargs="+", type=int, default=[], help="These years instead.")

    def handle(self, *args: Any, **options: Any) -> str:
        places, slug = Location.objects.filter(active=True), options["location"]
        if slug and not places.filter(slug=slug).exists():
            raise CommandError(f"No active location is called {slug}.")
        wanted = places.filter(slug=slug) if slug else places
        return str(import_missing(now=clock.now(), locations=wanted, years=options["year"]))
