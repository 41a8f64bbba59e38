"""Two records of one person become one (hazard H10): visits and all else move to the one kept."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import F, Model

from bookings.models import (
    Appointment,
    Course,
    Message,
    Patient,
    PatientAccount,
    PatientMerge,
    PatientNote,
    RelatedPerson,
    Task,
    Wish,
)
from bookings.scheduling import consenting, guard
from bookings.scheduling.errors import NotPossible
from bookings.scheduling.waiting import end

_SAME = "Choose another record: this is the same one."
_GONE = "One of these records has been merged already. Please look again."
_TWICE = "Both records have a visit at the same time. Move or cancel one of them first."
# What the kept record takes over where it has nothing itself.
_FILLED = (
    *("preferred_name", "phone", "email", "access_needs", "interpreter", "support_person"),
    *("alert", "payer"),
)

# Who may be contacted least, last.
_STRICTER: list[str] = [
    Patient.Contact.NORMAL,
    Patient.Contact.PAUSED,
    Patient.Contact.NONE,
    Patient.Contact.DIED,
]
# What is moved beside the visits, by the name that the merge keeps it under.
_MOVED: dict[str, type[Model]] = {
    "tasks": Task,
    "messages": Message,
    "notes": PatientNote,
    "related_persons": RelatedPerson,
    "courses": Course,
}
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


@transaction.atomic
def merge(*, now: dt.datetime, kept: Patient, gone: Patient, by: AbstractBaseUser) -> PatientMerge:
    """Move everything of `gone` to `kept`, and keep who did it and what was moved.

    Blank details of the kept record are filled in; an email so taken is not confirmed.
    Whoever of the two may not be contacted stays so. Raises NotPossible, and then nothing
    is moved: for a record that was merged before, or visits that overlap.
    """
    if kept.pk == gone.pk:
        raise NotPossible(_SAME)
    guard.lock_patients(kept.pk, gone.pk)
    rows = Patient.objects.standing().select_for_update().in_bulk([kept.pk, gone.pk])
    if len(rows) < len({kept.pk, gone.pk}):
        raise NotPossible(_GONE)
    kept, gone = rows[kept.pk], rows[gone.pk]
    # Of two suggestions of one service, the kept record's stands.
    suggested = Course.objects.filter(patient=kept).suggested().values("service")
    Course.objects.filter(patient=gone, service__in=suggested).end(now)
    moved: dict[str, list[int] | list[str]] = {
        "visits": _move_visits(kept, gone),
        "wishes": _move_wishes(kept, gone, now),
        **_move_the_rest(kept, gone),
        "accounts": _move_accounts(kept, gone, now),
    }
    moved["filled"] = _fill(kept, gone)
    consenting.restate(kept)
    Patient.objects.filter(merged_into=gone).update(merged_into=kept)
    gone.merged_into, gone.provisional = kept, False
    gone.save(update_fields=["merged_into", "provisional"])
    return PatientMerge.objects.create(kept=kept, gone=gone, by_id=by.pk, at=now, moved=moved)


def _move_visits(kept: Patient, gone: Patient) -> list[int]:
    rows = Appointment.objects.filter(patient=gone).order_by("pk")
    keys = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    try:
        with transaction.atomic():
            Appointment.objects.filter(pk__in=keys).update(patient=kept, version=F("version") + 1)
    except IntegrityError as error:
        if guard.sqlstate(error) != guard.EXCLUDED:
            raise
        raise NotPossible(_TWICE) from error
    return keys


def _move_wishes(kept: Patient, gone: Patient, now: dt.datetime) -> list[int]:
    """Who waits for the same on both records waits once, on the kept one."""
    waits = Wish.objects.open().filter(patient=kept).values_list("service", "location")
    twice = [
        wish.pk
        for wish in Wish.objects.open().filter(patient=gone)
        if (wish.service_id, wish.location_id) in set(waits)
    ]
    end(now=now, wishes=twice, why=Wish.Why.STAFF)
    rows = Wish.objects.filter(patient=gone)
    keys = sorted(rows.values_list("pk", flat=True))
    rows.update(patient=kept)
    return keys


def _move_the_rest(kept: Patient, gone: Patient) -> dict[str, list[int]]:
    """Links, consents, spoken or not, and drafts hang on their visit and go along with it."""
    moved = {}
    for name, model in _MOVED.items():
        rows = model._default_manager.filter(patient=gone)
        moved[name] = sorted(rows.values_list("pk", flat=True))
        rows.update(patient=kept)
    return moved


def _move_accounts(kept: Patient, gone: Patient, now: dt.datetime) -> list[int]:
    """Sign-ins go along; of somebody who has one with both records, that of the kept one stays.

    One counts only while the kept record has its address, as ever.
    """
    standing = PatientAccount.objects.filter(ended_at=None)
    both = standing.filter(patient=kept).values("user")
    standing.filter(patient=gone, user__in=both).end(now)
    rows = PatientAccount.objects.filter(patient=gone)
    keys = sorted(rows.values_list("pk", flat=True))
    rows.update(patient=kept)
    return keys


def _fill(kept: Patient, gone: Patient) -> list[str]:
    """What the kept record takes over; returns the names of these fields."""
    filled = [name for name in _FILLED if getattr(gone, name) and not getattr(kept, name)]
    if _STRICTER.index(gone.contact_state) > _STRICTER.index(kept.contact_state):
        filled += ["contact_state", "paused_until"]
    if gone.unsubscribed_at and not kept.unsubscribed_at:
        filled.append("unsubscribed_at")
    if gone.ask_again_since and gone.ask_again_since > (kept.ask_again_since or _NEVER):
        filled.append("ask_again_since")
    if "email" in filled:
        filled.append("email_refused_at")
        kept.email_confirmed_at = None
    for name in filled:
        setattr(kept, name, getattr(gone, name))
    kept.chaperone_wanted = kept.chaperone_wanted or gone.chaperone_wanted
    kept.online_booking = kept.online_booking and gone.online_booking
    kept.provisional = False
    others = ["chaperone_wanted", "online_booking", "provisional", "email_confirmed_at"]
    kept.save(update_fields=[*filled, *others])
    return filled
