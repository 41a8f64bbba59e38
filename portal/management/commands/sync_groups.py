from typing import Any

from django.core.management.base import BaseCommand

from portal.groups import GROUPS, sync_groups


class Command(BaseCommand):
    help = "Make the groups of staff and their permissions as this version knows them."

    def handle(self, *args: Any, **options: Any) -> str:
        changed = sync_groups()
        return f"{len(GROUPS)} groups, {changed} changed."
