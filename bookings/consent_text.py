"""The statement that people read before needling: its first text, its drafts, its publishing.

No clinician has signed the first one, in consent_text.txt: the clinic's clinical lead checks,
changes and signs it. Its rates come from two surveys in which therapists reported on 7,629
and on about 20,490 treatments (doi 10.1179/2042618613Y.0000000044; Int J Sports Phys Ther
2020;15(1):103-13), from 60 healthy people who were asked about soreness (doi
10.3233/BMR-150630), and from 5.4 million acupuncture treatments (doi
10.1136/acupmed-2018-011697).
"""

import datetime as dt
import difflib
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Max

from bookings.models import Appointment, ConsentText
from bookings.models.statement import faults
from screening.flags import KNOWN
from screening.models import Rule, Version

VERSION = 1

FILE = Path(__file__).with_name("consent_text.txt")
CHANGED = "The draft has changed since you opened this page. Please look at it again."


class NotPublishable(Exception):
    """The draft does not hold together, or is none; `problems` are sentences for its editor."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def load_consent_text(*, now: dt.datetime) -> ConsentText:
    """The current text, or else this one, published now and unsigned. Safe to call again."""
    current = ConsentText.objects.current()
    if current:
        return current
    text, _ = ConsentText.objects.get_or_create(
        version=VERSION, defaults={"body": from_file(), "published_at": now}
    )
    return text


def from_file() -> str:
    """The text that comes with the portal."""
    return FILE.read_text(encoding="utf-8")


def begin(*, now: dt.datetime) -> ConsentText:
    """A new draft with the words of the text in force, or those of the file."""
    with transaction.atomic():
        _stand_in_line()
        current = ConsentText.objects.current()
        body = current.body if current else from_file()
        return ConsentText.objects.create(version=_next(), body=body, changed_at=now)


def locked(key: int, seen: str) -> ConsentText:
    """The draft, locked until the transaction ends, if it stands as it was `seen`.

    Raises NotPublishable, so that nothing is overwritten or published unread.
    """
    draft = ConsentText.objects.select_for_update(of=("self",)).drafts().filter(pk=key).first()
    if draft is None:
        raise NotPublishable(["This text is no draft any more: nothing has been changed."])
    if draft.last_change != seen:
        raise NotPublishable([CHANGED])
    return draft


def discard(text: ConsentText) -> bool:
    """Throw the draft away; False if it is none any more."""
    return bool(ConsentText.objects.drafts().filter(pk=text.pk).delete()[0])


def problems(text: ConsentText) -> list[str]:
    """Sentences that say why this text cannot be published; none if it can."""
    if not text.is_draft:
        return ["Only a draft can be published."]
    return faults(text.body, known_keys())


def known_keys() -> set[str]:
    """What an extra risk can hang on: the flags, and the rules of the published questionnaire."""
    version = Version.objects.published()
    return {*KNOWN, *Rule.objects.filter(version=version).values_list("code", flat=True)}


def publish(*, text: ConsentText, now: dt.datetime, by: AbstractBaseUser, seen: str) -> ConsentText:
    """Put the draft into force, unsigned; visits booked before keep the text they were given.

    `seen` is the draft's last change as it was shown. Raises NotPublishable.
    """
    with transaction.atomic():
        _stand_in_line()
        draft = locked(text.pk, seen)
        if found := problems(draft):
            raise NotPublishable(found)
        current = ConsentText.objects.current()
        if current and current.version > draft.version:
            draft.version = _next()
        draft.published_at, draft.published_by_id = now, by.pk
        draft.save()
    return draft


def booked_ahead(*, now: dt.datetime) -> int:
    """How many visits ahead have needles: they were booked with an earlier text, or none."""
    return Appointment.objects.upcoming(now).filter(service__uses_needles=True).count()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of two texts: `kind` is same, gone or new."""

    kind: str
    words: str


def compare(before: ConsentText, after: ConsentText) -> list[Line]:
    """What differs, in the order of the text, each difference with the line before it."""
    kinds = {"  ": "same", "- ": "gone", "+ ": "new"}
    read = difflib.ndiff(before.body.splitlines(), after.body.splitlines())
    lines = [Line(kinds[one[:2]], one[2:]) for one in read if one[:2] in kinds]
    return [
        line
        for here, line in enumerate(lines)
        if line.kind != "same" or any(one.kind != "same" for one in lines[here + 1 : here + 2])
    ]


def _stand_in_line() -> None:
    """Lock every text, in one order, so that two at once do not take the same number."""
    list(ConsentText.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def _next() -> int:
    return (ConsentText.objects.aggregate(last=Max("version"))["last"] or 0) + 1
