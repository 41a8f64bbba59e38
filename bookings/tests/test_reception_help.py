"""A line of help on each page of reception, and the keys that open pages."""

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from bookings.models import Appointment, Step
from bookings.reception.help import HELP
from bookings.reception.urls import pages
from bookings.tests.answers import assessment
from bookings.tests.desk import at_desk, person, treats
from bookings.tests.desk import task as call_back
from conftest import Cast, melbourne

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]

# Not a page of its own: a part of another one, a letter's own HTML, a file.
WITHOUT = {"calendar_events", "report_sheet", "step_preview_html"}


@pytest.fixture
def visit(cast: Cast, book: Callable[..., Appointment], now: dt.datetime) -> Appointment:
    return book(melbourne(4, 10), service=cast.needling, assessment=assessment(now, "note"))


def addresses(visit: Appointment) -> Iterator[tuple[str, str]]:
    """(name, path) of every page of reception, about this visit and the task of key 1."""
    key = call_back(visit.created_at).pk
    step = Step.objects.first()
    about: dict[str, object] = {
        "patients": visit.patient and visit.patient.reference,
        "steps": step.pk if step else 1,
        "locations": visit.location.slug,
    }
    yield "index", reverse("admin:index")
    for route, _, name in pages:
        first = about.get(route.split("/")[0], key)
        what = visit.reference if "<str:" in route and "patients/" not in route else first
        yield name, "/admin/" + re.sub(r"<\w+:\w+>", str(what), route)


@pytest.mark.parametrize("group", ["manager", "clinical lead", "practitioner"])
def test_each_page_that_opens_has_its_line_of_help(
    cast: Cast, visit: Appointment, journey: None, group: str
) -> None:
    client = at_desk(treats(cast.alex) if group == "practitioner" else person(group))
    opened = 0
    for name, path in addresses(visit):
        answer = client.get(path)
        if answer.status_code == 200 and name not in WITHOUT:
            assert escape(HELP[name]) in answer.content.decode(), path
            opened += 1
    assert opened > 12


def test_no_line_is_for_a_page_that_is_not_there() -> None:
    assert set(HELP) <= {name for _, _, name in pages} | {"index"}


def test_the_list_of_keys_is_a_list_of_links(reception: Client) -> None:
    page = reception.get(reverse("admin:shortcuts")).content.decode()
    for key, name in (("F8", "symptoms"), ("T", "index"), ("P", "phone"), ("?", "shortcuts")):
        row = re.search(rf"<tr><td><kbd>{re.escape(key)}</kbd>.*?</tr>", page)
        assert row
        assert f'href="{reverse(f"admin:{name}")}"' in row[0]


def test_every_admin_page_leads_to_the_list_and_its_keys_are_links(reception: Client) -> None:
    for path in (reverse("admin:index"), reverse("admin:bookings_patient_changelist")):
        page = reception.get(path).content.decode()
        assert f'<a href="{reverse("admin:shortcuts")}" data-shortcut="?">' in page
        assert f'<a href="{reverse("admin:phone")}" data-shortcut="p"' in page
        assert f'<a href="{reverse("admin:index")}" data-shortcut="t"' in page
        assert "reception/shortcuts.js" in page


def test_keys_of_one_letter_are_switched_off_and_on_and_f8_stays(reception: Client) -> None:
    address = reverse("admin:shortcuts")
    page = reception.post(address, follow=True).content.decode()
    assert "Keys of one letter are off in this browser." in page
    assert "reception/shortcuts.js" not in page
    assert "reception/symptoms.js" in page
    assert reception.cookies["shortcuts"]["httponly"]
    page = reception.post(address, {"on": "on"}, follow=True).content.decode()
    assert "Keys of one letter are on in this browser." in page
    assert "reception/shortcuts.js" in page


def test_the_switch_is_not_moved_by_looking(reception: Client) -> None:
    assert "shortcuts" not in reception.get(reverse("admin:shortcuts")).cookies


def test_a_page_names_only_what_its_reader_may_open(cast: Cast) -> None:
    user = person("practitioner")
    user.groups.clear()
    page = at_desk(user).get(reverse("admin:shortcuts")).content.decode()
    assert reverse("admin:phone") not in page
    assert reverse("admin:symptoms") not in page
