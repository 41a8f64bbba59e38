"""Drafts of the questionnaire: begun from a copy, changed by named people, thrown away."""

import datetime as dt

from django.db import transaction
from django.db.models import F, Max

from screening.content import content_of
from screening.load import draft
from screening.models import Question, Rule, Version


class NotADraft(Exception):
    """The version has been published or thrown away meanwhile; the text is a sentence."""


def begin(*, base: Version, now: dt.datetime) -> Version:
    """A new draft with the content of `base`; nobody has changed it yet."""
    with transaction.atomic():
        version = draft(content_of(base))
        Version.objects.filter(pk=version.pk).update(based_on=base, changed_at=now)
    return Version.objects.get(pk=version.pk)


def locked(key: int) -> Version:
    """The draft, locked until the transaction ends. Raises NotADraft."""
    version = Version.objects.select_for_update().filter(pk=key).first()
    if version is None or version.status != Version.Status.DRAFT:
        raise NotADraft("This questionnaire is no draft any more: nothing has been changed.")
    return version


def changed(version: Version, *, now: dt.datetime, by: int | None) -> None:
    """Note when the draft was changed, and the id of who did: they do not publish it alone."""
    version.changed_at = now
    version.edited_by = sorted({*version.edited_by, by or 0})
    version.save(update_fields=["changed_at", "edited_by"])


def discard(version: Version) -> None:
    """Throw the draft away. Raises NotADraft."""
    with transaction.atomic():
        locked(version.pk).delete()


def place(question: Question, *, after: str) -> None:
    """Save a question of a locked draft behind the one with the key `after`; "" means last.

    The questions of the draft are numbered anew, so that no two have the same place.
    """
    others = list(Question.objects.filter(version=question.version).exclude(pk=question.pk))
    others.sort(key=lambda one: one.order)
    keys = [one.key for one in others]
    at = keys.index(after) + 1 if after in keys else len(others)
    # Out of the way first: the order is unique at every instant.
    far = 1 + max([0, *(one.order for one in others)]) + len(others) + 1
    Question.objects.filter(version=question.version).update(order=F("order") + far)
    question.order = 2 * far + len(others) + 1
    question.save()
    for number, one in enumerate([*others[:at], question, *others[at:]], start=1):
        one.order = number
    Question.objects.bulk_update([*others, question], ["order"])


def append(rule: Rule) -> None:
    """Save a rule of a locked draft; a new one comes last. The order decides nothing."""
    if rule._state.adding:
        last = Rule.objects.filter(version=rule.version).aggregate(last=Max("order"))["last"]
        rule.order = (last or 0) + 1
    rule.save()
