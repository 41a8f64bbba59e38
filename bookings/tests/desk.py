"""Staff at the desk: people of a group, signed in with password and second step."""

import datetime as dt
import time

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

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
