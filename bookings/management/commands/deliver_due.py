"""Send what is due, for a host without a broker: put it on a timer, every few seconds."""

from typing import Any

from django.core.management.base import BaseCommand

from bookings import tasks


class Command(BaseCommand):
    help = "Find the messages that are due and send them. Safe to run beside the worker."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Codes: {tasks.post_account_mail()}")
        self.stdout.write(tasks.deliver_messages())
