"""Staff at the desk: people of a group, signed in with password and second step."""

import datetime as dt
import time
from collections import defaultdict
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bookings.models import Practitioner, Task
from portal.groups import sync_groups
from portal.kit import clock
from portal.kit.models import Clock
from portal.models import User


def stand_at(moment: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Move the demo's clock to this moment, from which it goes on."""
    Clock.objects.update_or_create(pk=1, defaults={"ahead": moment - timezone.now()})
    monkeypatch.setattr(clock, "_seen", None)


def person(group: str, email: str = "") -> User:
    """Somebody of this group."""
    sync_groups()
    user = User.objects.create_user(
        email or f"{group.replace(' ', '.')}@staff.example", is_staff=True
    )
    user.groups.add(Group.objects.get(name=group))
    return user


def treats(practitioner: Practitioner) -> User:
    """The member of staff that this practitioner is."""
    user = person("practitioner", f"{practitioner.slug}@staff.example")
    practitioner.user = user
    practitioner.save()
    return user


def at_desk(user: User) -> Client:
    """A browser in which this user has passed both steps."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time()},
        {"method": "mfa", "at": time.time(), "type": "totp"},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def desk_page(client: Client, name: str) -> str:
    """One of reception's own pages, by its name in the admin."""
    return client.get(reverse(f"admin:{name}")).content.decode()


def listed(client: Client, name: str, **asked: str | int) -> str:
    """The admin's list of this model, filtered as asked."""
    answer = client.get(reverse(f"admin:bookings_{name}_changelist"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def task(now: dt.datetime, kind: str = Task.Kind.CALL_BACK, **what: str) -> Task:
    """A call-back that is due at `now`."""
    said = {"name": "Robin", "phone": "0491 570 157", "words": "please ring", **what}
    return Task.objects.create(kind=kind, what=said, created_at=now, due_at=now)


def save_record(client: Client, record: Model, **changes: Any) -> str:
    """Press Save in the admin's form of this record with these changes; the page that follows."""
    address = reverse(
        f"admin:{record._meta.label_lower.replace('.', '_')}_change", args=[record.pk]
    )
    shown = client.get(address).context
    lines = [one.formset for one in shown["inline_admin_formsets"]]
    forms = [shown["adminform"].form, *(form for one in lines for form in _forms_of(one))]
    sent: dict[str, Any] = {}
    for field in (field for form in forms for field in form):
        sent |= _sent(field)
    return client.post(address, {**sent, **changes}, follow=True).content.decode()


def answer(page: Any, act: str = "save", **chosen: str) -> dict[str, list[str]]:
    """What a browser sends of the page that asks before visits lose their place.

    `chosen` are the new times by reference, and `tell`.
    """
    context = page.context
    sent: dict[str, list[str]] = defaultdict(list)
    for name, value in context["kept"]:
        sent[name].append(value)
    mine = {"seen": context["seen"], "act": act, **chosen}
    return {**sent, **{f"whatif-{name}": [value] for name, value in mine.items()}}


def _forms_of(lines: Any) -> list[Any]:
    """The forms of a table beneath the record, with what counts them."""
    return [lines.management_form, *lines.forms]


def _sent(field: Any) -> dict[str, Any]:
    """What a browser sends of a field as it stands."""
    value = field.value()
    if hasattr(field.field.widget, "widgets"):
        parts = field.field.widget.decompress(value)
        return {f"{field.html_name}_{n}": part or "" for n, part in enumerate(parts)}
    if value is False:
        return {}
    if isinstance(value, (list, tuple)):
        return {field.html_name: value}
    return {field.html_name: "" if value is None else field.field.prepare_value(value)}
