"""Fill an empty database with the demo clinic, or bring a demo's story up to now."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.load import ForeignDatabase, load
from portal.kit import clock


class Command(BaseCommand):
    help = "Fill an empty database with the demo clinic, or bring a demo's story up to now."

    def handle(self, *_: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is loaded with PORTAL_MODE=demo only.")
        try:
            loaded = load(now=clock.now())
        except ForeignDatabase as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["verbosity"]:
            self.stdout.write(str(loaded))
