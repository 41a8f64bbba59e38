"""Send what is due, for a host without a broker: put it on a timer, every few seconds."""

from typing import Any

from django.core.management.base import BaseCommand

from bookings import tasks


class Command(BaseCommand):
    help = "Send the messages and offers that are due. Safe to run beside the worker."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Codes: {tasks.post_account_mail()}")
        self.stdout.write(tasks.deliver_messages())
        self.stdout.write(tasks.offer_waiting())
