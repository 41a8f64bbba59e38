"""The health questions of a booking in the making."""

import datetime as dt

from bookings.access import drafts
from bookings.models import Draft
from screening.sheet import Sheet


def sheet(draft: Draft, now: dt.datetime) -> Sheet:
    """Of a draft with a service, a place and a date of birth; else ValueError."""
    born = drafts.born(draft)
    if not (draft.questionnaire and draft.service and draft.location and born):
        raise ValueError("The health questions come after service, place and date of birth.")
    today = now.astimezone(draft.location.tz).date()
    visit = draft.appointment
    return Sheet(
        version=draft.questionnaire,
        kind=draft.service.kind,
        answers=draft.answers,
        born=born,
        on=visit.local_starts.date() if visit else today,
        answered=today,
    )
