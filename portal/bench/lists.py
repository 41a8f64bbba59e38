"""Every list of the admin and of reception, opened as the manager on a diary of many years."""

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.urls import reverse

from bookings.models import Patient
from portal.bench import diary, messages, scratch
from portal.bench.report import Report, Row, spread
from portal.groups import MANAGER, sync_groups
from portal.models import User

PATIENTS = 200_000
# What a list may take at most, in milliseconds.
PROMISED = 100
_WORD = "p1234@patient"
_OWN_PAGES = ["index", "reviews", "unresolved", "tasks", "messages", "reports"]


def run(*, visits: int, practitioners: int, runs: int, keep: str) -> Report:
    """A row for each list, and for each with a search word or a filter; the slow are broken."""
    with scratch.database(keep, "_lists") as own, scratch.using(own):
        fill(visits, practitioners)
        client = _manager()
        rows = [_measure(client, name, path, runs) for name, path in _pages(client)]
    rows.sort(key=lambda row: -row["median_ms"])
    slow = [row for row in rows if row["median_ms"] > PROMISED]
    broken = [f"{row['list']} takes {row['median_ms']} ms." for row in slow]
    return Report(rows, broken=broken)


def fill(visits: int, practitioners: int) -> None:
    """The visits, a fifth as many patients, about two messages a visit."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    diary.fill(now=now, visits=visits, practitioners=practitioners)
    missing = min(PATIENTS, visits // 5) - Patient.objects.count()
    if missing > 0:
        diary.patients(now, missing)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE bookings_patient")
    messages.old_messages(now)


def _manager() -> Client:
    """A browser of the manager, signed in with both steps."""
    sync_groups()
    user, _ = User.objects.get_or_create(email="bench@staff.example", is_staff=True)
    user.groups.add(Group.objects.get(name=MANAGER))
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": method, "at": time.time()} for method in ("password", "mfa")
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def _pages(client: Client) -> Iterator[tuple[str, str]]:
    """(name, path) of each page; a list also with a word, and with each of its filters once."""
    for name in _OWN_PAGES:
        yield name, reverse(f"admin:{name}")
    for model, lister in admin.site._registry.items():
        path = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
        first = client.get(path)
        if first.status_code != 200:
            continue
        yield model._meta.model_name or "", path
        if lister.search_fields:
            yield f"{model._meta.model_name} ?q", f"{path}?{urlencode({'q': _WORD})}"
        for title, query in _filters(first):
            yield f"{model._meta.model_name} by {title}", path + query


def _filters(first: Any) -> Iterator[tuple[str, str]]:
    """The last choice of each filter beside the list."""
    lister = first.context_data["cl"]
    for one in lister.filter_specs:
        choices = list(one.choices(lister))
        yield str(one.title), choices[-1]["query_string"]


def _measure(client: Client, name: str, path: str, runs: int) -> Row:
    """Milliseconds of server time over `runs` answers, after a first one."""
    taken = []
    client.get(path)
    for _ in range(runs):
        began = time.perf_counter()
        answer = client.get(path)
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise CommandError(f"{name} answers {answer.status_code}.")
    return {"list": name, **spread(taken)}
