"""Publishing a draft: it is checked, the one before it retires, and nothing changes any more."""

import datetime as dt

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q

from screening import checks
from screening.comparing import compare
from screening.content import content_of
from screening.models import Version
from screening.models.version import ALONE_AFTER

_PUBLISHED = Version.Status.PUBLISHED


class NotPublishable(Exception):
    """The draft does not hold together; `problems` are sentences for its editor."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def publish(
    *,
    version: Version,
    now: dt.datetime,
    by: AbstractBaseUser | None = None,
    alone_because: str = "",
    seen: dt.datetime | None = None,
) -> Version:
    """Publish the draft and retire the version published before.

    `by` is None for the file that comes with the portal. `seen` is the draft's changed_at
    as it was shown. A change of outcomes is published by somebody who has not edited it;
    where everybody who may publish has, an editor does it, a day later and with a reason. Raises
    NotPublishable.
    """
    with transaction.atomic():
        # In one order, so that two at once stand in line.
        rows = {row.pk: row for row in Version.objects.select_for_update().order_by("pk")}
        draft = rows.get(version.pk)
        if draft is None:
            raise NotPublishable(["This draft has been thrown away."])
        before = next((row for row in rows.values() if row.status == _PUBLISHED), None)
        draft.changes_outcomes = _changes_outcomes(before, draft)
        found = problems(draft) or [
            *_moved_on(draft, seen),
            *_second_person(draft, now, by, alone_because),
        ]
        if found:
            raise NotPublishable(found)
        if before:
            before.status = Version.Status.RETIRED
            before.save(update_fields=["status"])
        draft.status, draft.published_at = _PUBLISHED, now
        draft.published_by_id = by.pk if by else None
        draft.alone_because = alone_because.strip()
        draft.save()
        # Whoever looks at another draft now looks at other differences than a moment ago.
        Version.objects.filter(status=Version.Status.DRAFT).update(changed_at=now)
    return draft


def retire(*, version: Version) -> None:
    """Take the published version out of use: online booking is closed until another is there.

    Raises NotPublishable if it is not the published one.
    """
    if not Version.objects.filter(pk=version.pk, status=_PUBLISHED).update(
        status=Version.Status.RETIRED
    ):
        raise NotPublishable(["Only the published questionnaire can be retired."])


def editors(draft: Version) -> list[AbstractBaseUser]:
    """Who has changed the draft."""
    return list(get_user_model().objects.filter(pk__in=draft.edited_by))


def colleagues(draft: Version, by: AbstractBaseUser) -> int:
    """How many others may publish the draft: active, given the right, and no editors of it.

    A superuser whom nobody gave the right runs the machine, and is no second clinician.
    """
    right = Permission.objects.filter(
        codename="publish_version", content_type__app_label="screening"
    )
    people = get_user_model()._default_manager.filter(
        Q(user_permissions__in=right) | Q(groups__permissions__in=right), is_active=True
    )
    return people.exclude(pk__in=[by.pk, *draft.edited_by]).distinct().count()


def _changes_outcomes(before: Version | None, draft: Version) -> bool:
    if before is None:
        return True
    return compare(content_of(before), content_of(draft)).changes_outcomes


def _moved_on(draft: Version, seen: dt.datetime | None) -> list[str]:
    if seen is None or draft.changed_at == seen:
        return []
    return ["The draft, or what it replaces, has changed since you opened this. Please look again."]


def _second_person(
    draft: Version, now: dt.datetime, by: AbstractBaseUser | None, because: str
) -> list[str]:
    """Why `by` may not publish this draft; nothing if they may."""
    if by is None or not draft.changes_outcomes or by.pk not in draft.edited_by:
        return []
    if colleagues(draft, by):
        return [
            "You have edited this draft and it changes outcomes: ask a colleague to publish it."
        ]
    found = []
    if not because.strip():
        found.append("You publish a change of outcomes alone: please say why.")
    if draft.changed_at and now < draft.changed_at + ALONE_AFTER:
        found.append(
            "You publish a change of outcomes alone: that is possible 24 hours after the last"
            " change, so that you look at it again with fresh eyes."
        )
    return found


def problems(version: Version) -> list[str]:
    """Sentences that say why this version cannot be published; none if it can."""
    if version.status != Version.Status.DRAFT:
        return ["Only a draft can be published."]
    return checks.faults(content_of(version))
