"""Whether the portal does its work: what a load balancer and an operator ask."""

import datetime as dt

from django.conf import settings
from django.db import Error, connection
from kombu import Connection
from kombu.exceptions import OperationalError

from bookings.models import Clinic, Message, Review, Tick

# A mail that waited this long was missed by some ticks; the reader of /alarmz is told.
OVERDUE = dt.timedelta(minutes=15)
UNDECIDED = dt.timedelta(hours=1)
SILENT = dt.timedelta(minutes=2)
BROKER_SECONDS = 2


def database_answers() -> bool:
    """Whether one statement comes back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def broker_answers() -> bool:
    """Whether the queue's broker takes a connection within a few seconds."""
    limits = {"socket_timeout": BROKER_SECONDS, "socket_connect_timeout": BROKER_SECONDS}
    with Connection(settings.CELERY_BROKER_URL, transport_options=limits) as broker:
        try:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
        except (OperationalError, OSError):
            return False
    return True


def alarms(*, now: dt.datetime) -> list[str]:
    """What is wrong, by name; empty when nothing is. Raises django.db.Error.

    messages_overdue, reviews_overdue (for an hour), sending_stopped, tick_old (none for
    two minutes), broker.
    """
    found = {
        "messages_overdue": Message.objects.waiting().filter(due_at__lt=now - OVERDUE).exists(),
        "reviews_overdue": Review.objects.open().filter(due_at__lt=now - UNDECIDED).exists(),
        "sending_stopped": Clinic.objects.filter(sending_stopped=True).exists(),
        "tick_old": not Tick.objects.filter(found_until__gte=now - SILENT).exists(),
        "broker": not broker_answers(),
    }
    return [name for name, wrong in found.items() if wrong]
