"""What a clinician of the clinic signs, and what waits for a signature (hazard H15).

A signature belongs to the words that were read: a new version of a text has none, and the
database keeps a changed message from carrying the old one.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from bookings.models import ConsentText, Step
from portal.kit.signing import Signed
from screening.models import Version

QUESTIONNAIRE, CONSENT, AFTERCARE = "questionnaire", "consent", "aftercare"
_MOVED = "One of these texts has changed or was signed meanwhile. Please look at it again."


class Moved(Exception):
    """What was to be signed is not what stands there now; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One text in force. `value` names it as it was read, for the form."""

    kind: str
    text: Signed
    url: str

    @property
    def value(self) -> str:
        return f"{self.kind}:{self.text.pk}:{_words(self.text)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What the clinician writes: name, registration number and day."""

    name: str
    registration: str
    on: dt.date


def papers() -> list[Paper]:
    """Every text that has to be signed before needling is booked online; three queries."""
    return [Paper(kind, text, _url(text)) for kind, rows in in_force().items() for text in rows]


def in_force() -> dict[str, QuerySet[Any]]:
    """By kind: the published questionnaire, the newest consent text, the aftercare messages."""
    newest = ConsentText.objects.published().values("pk")[:1]
    return {
        QUESTIONNAIRE: Version.objects.filter(status=Version.Status.PUBLISHED),
        CONSENT: ConsentText.objects.filter(pk__in=newest),
        AFTERCARE: Step.objects.filter(active=True, red_flags=True),
    }


def missing(found: Iterable[Paper]) -> list[str]:
    """Which kinds have no text in force at all."""
    there = {paper.kind for paper in found}
    return [kind for kind in (QUESTIONNAIRE, CONSENT) if kind not in there]


def unsigned() -> list[QuerySet[Any]]:
    """The rows that wait for a signature, by kind."""
    return [rows.filter(signed_by="") for rows in in_force().values()]


def sign(values: Iterable[str], signature: Signature, *, by: AbstractBaseUser) -> int:
    """Put the signature on the texts that these values name; returns how many.

    All of them or none, and who pressed is kept in the admin's log. Raises Moved if one is
    no longer what was read.
    """
    wanted = set(values)
    with transaction.atomic():
        found = [
            Paper(kind, text, "")
            for kind, rows in in_force().items()
            for text in rows.select_for_update(of=("self",))
            if not text.is_signed
        ]
        chosen = [paper.text for paper in found if paper.value in wanted]
        if len(chosen) < len(wanted):
            raise Moved(_MOVED)
        for text in chosen:
            _write(text, signature)
            LogEntry.objects.log_actions(by.pk, [text], CHANGE, "Signed.", single_object=True)
    return len(chosen)


def _write(text: Signed, signature: Signature) -> None:
    text.signed_by, text.signed_registration = signature.name, signature.registration
    text.signed_on = signature.on
    text.save(update_fields=["signed_by", "signed_registration", "signed_on"])


def _words(text: Signed) -> str:
    """Of a message, its words in short: unlike the others it is changed in place."""
    if not isinstance(text, Step):
        return ""
    said = "\0".join([*text.texts, str(text.red_flags)])
    return sha256(said.encode()).hexdigest()[:16]


def _url(text: Signed) -> str:
    """Where it is read in full."""
    if isinstance(text, Step):
        return reverse("admin:step_preview", args=[text.pk])
    meta = text._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[text.pk])
