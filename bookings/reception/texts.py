"""What the pages about a step's text show: a visit to read it at, and its versions."""

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Count, QuerySet
from django.http import Http404

from bookings.messages.letters import Words
from bookings.messages.preview import Change, changes, preview
from bookings.messages.texts import UnknownPlaceholder
from bookings.models import Appointment, Message, Step
from bookings.models.step import TEXTS

# What an editor has typed and not saved yet, for the preview alone. It is no patient's.
_TYPED = "typed_texts"
_SHOWN = (*TEXTS, "red_flags", "optional")
_MOST = 12


@dataclass(frozen=True)
class Shown:
    """A text as it is looked at: at which visit, saved or typed, and the email, if it can be."""

    step: Step
    visit: Appointment | None
    typed: bool
    confirmed: bool
    words: Words | None


@dataclass(frozen=True)
class Version:
    """One version of a text: when, by whom, what it changed, and how many got it."""

    key: int
    number: int
    at: dt.datetime
    by: str
    changes: dict[str, list[Change]]
    sent: int
    is_current: bool


def step(key: int) -> Step:
    """Raises Http404."""
    found = Step.objects.filter(pk=key).first()
    if found is None:
        raise Http404("No message has this number.")
    return found


def shown(key: int, asked: Mapping[str, Any], session: SessionBase) -> Shown:
    """`asked` names the visit, and says whether what was typed is meant. Raises Http404."""
    typed, confirmed = "typed" in asked, "open" not in asked
    one = _as_typed(session, step(key)) if typed else step(key)
    visit = visit_to_show(one, asked.get("visit", ""))
    words = None
    if visit:
        with suppress(UnknownPlaceholder):
            words = preview(one, visit, confirmed=confirmed)
    return Shown(one, visit, typed, confirmed, words)


def visits_to_show(one: Step) -> QuerySet[Appointment]:
    """Recent visits that the text is about, the newest booked first."""
    rows = Appointment.objects.with_names().filter(patient__isnull=False)
    rows = rows.select_related("told_location")
    if one.needles != Step.Needles.ANY:
        rows = rows.filter(service__uses_needles=one.needles == Step.Needles.USED)
    return rows.order_by("-pk")


def visit_to_show(one: Step, reference: str) -> Appointment | None:
    """The visit of this reference, else the newest that fits; None in an empty clinic."""
    rows = visits_to_show(one)
    return (rows.filter(reference=reference).first() if reference else None) or rows.first()


def choices(one: Step) -> list[Appointment]:
    return list(visits_to_show(one)[:_MOST])


def keep_typed(session: SessionBase, one: Step, data: Mapping[str, Any]) -> None:
    """Hold what stands in the form, so that it can be looked at before it is saved."""
    said = {name: data.get(name, "") for name in TEXTS}
    said |= {name: name in data for name in _SHOWN[len(TEXTS) :]}
    session[_TYPED] = {str(one.pk): said}


def _as_typed(session: SessionBase, one: Step) -> Step:
    """The step with what was typed in the form; it is not to be saved."""
    for name, value in session.get(_TYPED, {}).get(str(one.pk), {}).items():
        setattr(one, name, value)
    return one


def versions(one: Step) -> list[Version]:
    """Every version of the text, the newest first; three queries."""
    rows = list(_events(one).select_related("pgh_context").order_by("pgh_id"))
    counts, people = _sent(rows), _people(rows)
    return [
        Version(
            key=row.pgh_id,
            number=number,
            at=row.pgh_created_at,
            by=people.get(row.pgh_id, "the portal"),
            changes=_changes(rows[number - 2] if number > 1 else None, row),
            sent=counts.get(row.pgh_id, 0),
            is_current=number == len(rows),
        )
        for number, row in enumerate(rows, start=1)
    ][::-1]


def take_back(one: Step, key: int) -> Step:
    """The step with the texts of an earlier version, unsigned and not saved. Raises Http404."""
    row = _events(one).filter(pgh_id=key).first()
    if row is None:
        raise Http404("This text has no such version.")
    for name in TEXTS:
        setattr(one, name, getattr(row, name))
    one.unsign()
    return one


def _events(one: Step) -> QuerySet[Any]:
    return apps.get_model("bookings", "StepEvent")._default_manager.filter(pgh_obj=one.pk)


def _sent(rows: list[Any]) -> dict[int, int]:
    sent = Message.objects.filter(text__in=[row.pgh_id for row in rows]).order_by()
    return dict(sent.values_list("text").annotate(Count("pk")))


def _people(rows: list[Any]) -> dict[int, str]:
    """By whom each version was written, if somebody who was signed in wrote it."""
    by = {row.pgh_id: (row.pgh_context.metadata if row.pgh_context else {}) for row in rows}
    keys = {key: said["user"] for key, said in by.items() if said.get("user")}
    users = get_user_model()._default_manager.in_bulk(set(keys.values()))
    return {key: str(users[user]) for key, user in keys.items() if user in users}


def _changes(before: Any, after: Any) -> dict[str, list[Change]]:
    """By the name of each text that differs from the version before."""
    if before is None:
        return {}
    return {
        name.replace("_", ", "): changes(getattr(before, name), getattr(after, name))
        for name in TEXTS
        if getattr(before, name) != getattr(after, name)
    }
