from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from education.load import files, load
from portal.kit import clock


class Command(BaseCommand):
    help = "Add the shipped articles that are not there yet, as drafts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--publish",
            action="store_true",
            help="Show them to the public at once, marked as not yet checked by a clinician.",
        )

    def handle(self, *args: Any, publish: bool, **options: Any) -> str:
        added = load(now=clock.now(), publish=publish)
        return f"{added} articles added, {len(files()) - added} were there already."
