"""Every address of the site, as everybody: an address that is not in the table fails.

Admin records have a table of permissions of their own, test_admin_permissions.py.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from bookings.messages.links import new_link
from bookings.models import Appointment, Task
from bookings.tests.desk import at_desk, person, stand_at
from bookings.tests.mine import signed_in
from conftest import NOW, Cast, melbourne
from portal.tests.access_table import ROLES, TABLE

OPEN_TO_PATIENTS = {"account_logout", "account_inactive", "admin:logout"}
RECORDS = re.compile(r"admin:((portal|bookings|education|screening)_\w+)?$")


def addresses(patterns: list[Any], path: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """(name, path) of every address, with its parts still in brackets."""
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from addresses(one.url_patterns, path + str(one.pattern), inner)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name or ''}", path + str(one.pattern)


@pytest.fixture
def visit(cast: Cast, book: Callable[..., Appointment]) -> Appointment:
    """Pat's visit: the object that is foreign to everybody but Pat and the staff."""
    return book(melbourne(4, 10))


@pytest.fixture
def browsers(
    cast: Cast,
    visit: Appointment,
    book: Callable[..., Appointment],
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, Client]:
    """One browser each; Pat and Quinn have opened the link of their own visit."""
    stand_at(NOW, monkeypatch)
    opened = {role: at_desk(person(role)) for role in ROLES[3:]}
    opened |= {role: Client() for role in ROLES[:3]}
    for role, own in (("pat", visit), ("quinn", book(melbourne(4, 11), patient=cast.quinn))):
        opened[role].get(new_link(own, NOW))
        opened[role].post(
            f"/visit/{own.reference}/", {"born_day": 17, "born_month": 5, "born_year": 1980}
        )
    return opened


def seen(client: Client, path: str) -> str:
    """What this browser is told, as a letter of the table."""
    response = client.get(path)
    if response.status_code == 405:
        return "p"
    if response.status_code in (400, 403, 404, 410):
        return "n"
    # The alarm page answers 503 while it has something to say.
    assert response.status_code < 400 or path == "/alarmz", (path, response.status_code)
    to_sign_in = re.match(
        r"/(accounts|admin)/login/|/accounts/2fa/re", response.get("Location", "")
    )
    return "s" if to_sign_in else "o"


def filled(path: str, visit: Appointment, task: Task) -> str:
    """The address with Pat's visit, and things that are not there, in its brackets."""
    parts = {"reference": visit.reference, "key": str(task.pk), "slug": "what-is", "number": "1"}
    parts["version"] = parts["pk"] = "1"
    parts["place"] = visit.location.slug
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: parts.get(part[1], "none"), path)
    return "/" + re.sub(r"\(\?P<\w+>[^)]*\)|[\^$]", "none", path).replace("nonenone", "none")


def test_every_address_answers_everybody_as_the_table_says(
    browsers: dict[str, Client], visit: Appointment
) -> None:
    task = Task.objects.create(
        kind=Task.Kind.CALL_BACK, what={"why": "ring"}, created_at=NOW, due_at=NOW
    )
    found: dict[str, str] = {}
    for name, path in addresses(get_resolver().url_patterns):
        if not RECORDS.fullmatch(name):
            place = filled(path, visit, task)
            found[name] = "".join(seen(browsers[role], place) for role in ROLES)
    assert found == TABLE


@pytest.mark.parametrize("role", ["stranger", "pat", "quinn"])
def test_no_patient_acts_at_the_desk(
    browsers: dict[str, Client], visit: Appointment, role: str
) -> None:
    before = Appointment.objects.values().get(pk=visit.pk)
    for name, path in addresses(get_resolver().url_patterns):
        if name.startswith("admin:visit_"):
            answer = browsers[role].post(filled(path, visit, Task(pk=1)), {"version": 1})
            assert answer.status_code == 302, name
            assert "/login/" in answer["Location"], name
    assert Appointment.objects.values().get(pk=visit.pk) == before


def test_a_patient_who_has_signed_in_opens_no_page_of_the_staff(
    cast: Cast, visit: Appointment, browsers: dict[str, Client]
) -> None:
    client = signed_in(cast.pat)
    for name, path in addresses(get_resolver().url_patterns):
        if not name.startswith(("admin:", "mfa_", "account_")) or name in OPEN_TO_PATIENTS:
            continue
        place = filled(path, visit, Task(pk=1))
        for answer in (client.get(place), client.post(place, {"version": 1})):
            assert answer.status_code in (302, 403, 404, 405), (name, answer.status_code)
            assert re.match(r"/my/|/admin/login/|/accounts/login/", answer.get("Location", "/my/"))
    assert client.get("/my/").status_code == 200


@pytest.mark.parametrize("role", [one for one in ROLES if one != "pat"])
def test_nobody_else_cancels_a_patients_visit_on_its_page(
    browsers: dict[str, Client], visit: Appointment, role: str
) -> None:
    answer = browsers[role].post(f"/visit/{visit.reference}/cancel/", {"version": 1})
    assert answer.status_code in (403, 404, 410)
    visit.refresh_from_db()
    assert visit.is_active
