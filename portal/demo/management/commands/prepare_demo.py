"""Before the demo opens: tables, static files, the demo clinic.

One process does all of it, and only what has changed, so that a second start is quick.
"""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Bring a demo up to date: tables, static files, the demo clinic."
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            self.migrate()
        except OperationalError as error:
            reason = str(error).splitlines()[0]
            raise CommandError(f"The database does not answer: {reason}") from error
        self.collect_static()
        self.stdout.write("Bringing the demo clinic up to now ...")
        call_command("load_demo", verbosity=0)

    def migrate(self) -> None:
        """Make or change the tables."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Making the tables ...")
            call_command("migrate", verbosity=0, interactive=False)

    def collect_static(self) -> None:
        """Collect and compress the static files unless they are those of the last time."""
        stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
        now = _fingerprint()
        if stamp.exists() and stamp.read_text() == now:
            return
        self.stdout.write("Collecting and compressing the static files ...")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(now)


def _fingerprint() -> str:
    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            seen.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return seen.hexdigest()
