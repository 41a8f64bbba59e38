"""Whether the diary has changed since a page was read, in one cheap look; and what came in."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Self

from django.apps import apps
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.db.models import CharField, Exists, OuterRef
from django.db.models.expressions import RawSQL
from django.utils.crypto import constant_time_compare

from bookings.models import Appointment, Status

_SHOWN = 3
# Transactions may end in another order than that in which they took their numbers: the count
# of the latest hundred sees a number that comes late. All of it is looked up in indexes.
_VERSION = """(
    SELECT concat_ws('.',
        newest.id,
        (SELECT count(*) FROM bookings_appointmentevent WHERE pgh_id > newest.id - 100),
        (SELECT coalesce(max(id), 0) FROM bookings_task),
        (SELECT count(*) FROM bookings_task WHERE done_at IS NULL),
        (SELECT coalesce(sum(hashtext(concat(id, during, reason, room_id, practitioner_id))), 0)
         FROM bookings_closure WHERE during && tstzrange(now() - interval '1 day', NULL)))
    FROM (SELECT coalesce(max(pgh_id), 0) AS id FROM bookings_appointmentevent) AS newest
)"""


@dataclass(frozen=True)
class Version:
    """How far the diary has come; `event` is the newest change of a visit."""

    words: str

    @property
    def event(self) -> int:
        """0 for words that no page of ours has shown."""
        number = self.words.split(".")[0]
        return int(number) if number.isdecimal() and len(number) < 18 else 0

    @classmethod
    def now(cls) -> Self:
        """As of now; to be read before what a page shows, so that nothing falls between."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_VERSION}")
            return cls(cursor.fetchone()[0])


def person_and_version(session: SessionBase) -> tuple[Any, Version] | None:
    """Who is signed in by this session, and the diary's version; one query.

    None for nobody: as in Django's own look-up, a password that has changed since ends it.
    """
    users = get_user_model()._default_manager
    version = RawSQL(_VERSION, (), output_field=CharField())  # noqa: S611 - constant
    key = session.get(SESSION_KEY)
    user = users.annotate(diary=version).filter(pk=key).first() if key else None
    if user is None or not constant_time_compare(
        session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
    ):
        return None
    return user, Version(user.diary)


def came_in(since: Version, now: dt.datetime) -> str:
    """What to say of the changes since then: each new online booking, else that there are some."""
    found = _new_online(since)
    said = [_in_words(visit, now) for visit in found[:_SHOWN]]
    if len(found) > _SHOWN:
        said.append(f"And {len(found) - _SHOWN} more online bookings.")
    return " ".join(said) or "The diary has changed."


def _new_online(since: Version) -> list[Appointment]:
    """Visits that were none, or a hold at most, when that version was read."""
    events = apps.get_model("bookings", "AppointmentEvent")._default_manager
    real = events.filter(pgh_obj=OuterRef("pk"), status__in=(Status.PENDING, Status.BOOKED))
    rows = Appointment.objects.with_names().filter(
        Exists(real.filter(pgh_id__gt=since.event)),
        ~Exists(real.filter(pgh_id__lte=since.event)),
        pk__in=events.filter(pgh_id__gt=since.event).values("pgh_obj"),
        source=Appointment.Source.ONLINE,
        patient__isnull=False,
    )
    return list(rows.order_by("during")[: _SHOWN + 50])


def _in_words(visit: Appointment, now: dt.datetime) -> str:
    starts = visit.local_starts
    today = now.astimezone(visit.location.tz).date() == starts.date()
    at = f"{starts:%H:%M}" if today else f"{starts:%a} {starts.day} {starts:%b}, {starts:%H:%M}"
    return f"New online booking: {at}, {visit.patient}."
