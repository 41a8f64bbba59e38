"""The waitlist as lines: who waits for what, what they were offered, and what to do next."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, OuterRef, Prefetch, Value, When

from bookings.models import Clinic, Patient, Wish, WishOffer
from bookings.models.waitlist import WishQuerySet
from bookings.models.waitlist_rules import WEEKDAYS, Part
from bookings.reception.slots import Slot
from bookings.reception.waitlist_forms import FirstForm

PER_PAGE = 50
_SHORT = {number: name[:3] for number, name in WEEKDAYS}


@dataclass(frozen=True)
class Line:
    """One who waits. `sign`, `css` and `state` say how it stands; `why` says more.

    `offer` is the one to be answered, `ring` the button that offers a time by phone.
    """

    wish: Wish
    what: list[str]
    sign: str
    css: str
    state: str
    why: str
    offer: WishOffer | None
    ring: Slot | None
    form: FirstForm


def waiting(now: dt.datetime) -> WishQuerySet:
    """All who wait: first whom to ring, then who has an offer, then in line; four queries."""
    offers = WishOffer.objects.open().select_related("practitioner")
    rank = Case(
        When(match_start__gt=now, then=Value(0)),
        When(Exists(offers.filter(wish=OuterRef("pk"))), then=Value(1)),
        default=Value(2),
    )
    rows = Wish.objects.open().with_names().in_line()
    return (
        rows.select_related("match_practitioner", "visit__assessment", "visit__review")
        .prefetch_related("practitioners", Prefetch("offers", offers, to_attr="now_offered"))
        .order_by(rank, *rows.query.order_by)
    )


def lines(
    wishes: Iterable[Any],
    now: dt.datetime,
    clinic: Clinic,
    forms: dict[int, FirstForm] | None = None,
) -> list[Line]:
    """Lines for rows of `waiting`; `forms` are those that came back with an error."""
    back = forms or {}
    return [_line(one, now, clinic, back.get(one.pk)) for one in wishes]


def _line(wish: Any, now: dt.datetime, clinic: Clinic, form: FirstForm | None) -> Line:
    offer = wish.now_offered[0] if wish.now_offered else None
    ring = _ring(wish, now)
    sign, css, state = _state(wish, offer, ring)
    return Line(
        wish=wish,
        what=_what(wish),
        sign=sign,
        css=css,
        state=state,
        why=_why(wish, offer, clinic, now),
        offer=offer,
        ring=ring,
        form=form or FirstForm(prefix=wish.reference),
    )


def _ring(wish: Wish, now: dt.datetime) -> Slot | None:
    person, start = wish.match_practitioner, wish.match_start
    if person is None or start is None or start <= now:
        return None
    value = f"{start.isoformat()}|{person.pk}|{wish.location_id}"
    return Slot(value, start.astimezone(wish.location.tz), person, wish.location, 0)


def _state(wish: Wish, offer: WishOffer | None, ring: Slot | None) -> tuple[str, str, str]:
    if offer:
        local = offer.starts.astimezone(wish.location.tz)
        return "▲", "amber", f"offered {_at(local)} with {offer.practitioner}"
    if ring:
        return "■", "red", f"ring: {_at(ring.local)} with {ring.practitioner}"
    return "●", "blue", "waits"


def _why(wish: Wish, offer: WishOffer | None, clinic: Clinic, now: dt.datetime) -> str:
    """Until when, or why nothing is offered by email."""
    patient = wish.patient
    if offer:
        until = offer.deadline.astimezone(wish.location.tz)
        said = f"answer by {_at(until)}; {offer.get_mail_display()}"
        return f"{said} ({offer.mail_reason})" if offer.mail_reason else said
    if not patient.may_be_contacted(now):
        return Patient.Contact(patient.contact_state).label
    if not wish.has_valid_answers(clinic.screening_valid_days, now):
        return "health questions not answered, or too long ago"
    if not clinic.offers_online or clinic.sending_stopped:
        return "offers by email are off"
    if wish.reader(clinic, now) is None:
        return "no email reaches them"
    return "" if patient.online_booking else "may not book online"


def _what(wish: Wish) -> list[str]:
    people = ", ".join(str(one) for one in wish.practitioners.all())
    days = ", ".join(_SHORT[day] for day in wish.weekdays) or "any day"
    parts = ", ".join(Part(part).value for part in wish.parts) or "any time"
    found = [
        f"{wish.location}, {people or 'anyone'}",
        f"{days}; {parts}",
        f"until {wish.until:%a %d %b}, to know {wish.notice_hours} hours before",
    ]
    if wish.visit:
        found.append(f"now booked {_at(wish.visit.starts.astimezone(wish.location.tz))}")
    if wish.first_because:
        found.append(f"put first: {wish.first_because}")
    return found


def _at(local: dt.datetime) -> str:
    return f"{local:%a %d %b, %H:%M}"


def of_patient(patient: Patient) -> WishQuerySet:
    """What this patient still waits for (hazard H08)."""
    return Wish.objects.open().filter(patient=patient).select_related("service", "location")
