"""A process of its own that presses when it is told, on connections of its own.

It reads a line of calls, says that it is ready, reads the instant of the start, and answers
what each call was told: done, how many, or the name of the refusal. Anything else ends it.
"""

import datetime as dt
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection

from bookings import scheduling
from bookings.models import (
    Appointment,
    Course,
    Location,
    Patient,
    Practitioner,
    Service,
    Wish,
    WishOffer,
)

# How a word that is no plain value is read.
READ: dict[str, Callable[[Any], Any]] = {
    "now": dt.datetime.fromisoformat,
    "start": dt.datetime.fromisoformat,
    "starts": lambda plain: [dt.datetime.fromisoformat(one) for one in plain],
    "service": lambda key: Service.objects.get(pk=key),
    "location": lambda key: Location.objects.get(pk=key),
    "practitioner": lambda key: Practitioner.objects.get(pk=key),
    "course": lambda key: Course.objects.with_names().get(pk=key),
    "patient": lambda key: Patient.objects.get(pk=key),
    "wish": lambda key: Wish.objects.with_names().get(pk=key),
    "offer": lambda key: WishOffer.objects.get(pk=key),
    "by": lambda key: get_user_model().objects.get(pk=key),
    "appointment": lambda key: Appointment.objects.with_names().get(pk=key),
}


def main() -> None:
    """Race until nobody tells it to any more."""
    for line in sys.stdin:
        calls = [_read(call) for call in json.loads(line)]
        _say("ready")
        time.sleep(max(0.0, float(sys.stdin.readline()) - time.time()))
        _say([_press(*call) for call in calls])
    connection.close()


def _read(call: dict[str, Any]) -> tuple[Callable[..., Any], dict[str, Any]]:
    """The verb and its words, fetched before the start."""
    words = {name: READ.get(name, lambda plain: plain)(value) for name, value in call.items()}
    return getattr(scheduling, words.pop("verb")), words


def _press(verb: Callable[..., Any], words: dict[str, Any]) -> str | int:
    try:
        done = verb(**words)
    except scheduling.SchedulingError as error:
        return type(error).__name__
    return done if isinstance(done, int) else "done"


def _say(what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()
