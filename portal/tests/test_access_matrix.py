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
from conftest import NOW, Cast, melbourne

# o: opens (an answer, or on to the next page of the same errand); s: asks to sign in;
# n: is not there or not allowed, without saying which; p: takes a POST alone.
ROLES = ("stranger", "pat", "quinn", "reception", "practitioner", "clinical lead", "manager")
PUBLIC, STAFF, OWN = "ooooooo", "sssoooo", "nonnnnn"
POSTED, STAFF_POSTED = "ppppppp", "ssspppp"
DECIDES = "sssnppn"
# Not for practitioners.
PAST = "ssspnpp"
# A guessed link, an article or a mail that does not exist.
NOT_THERE = "nnnnnnn"
NOT_THERE_FOR_STAFF = "sssnnnn"
TABLE = {
    "home": PUBLIC,
    "services": PUBLIC,
    "practitioners": PUBLIC,
    "locations": PUBLIC,
    "contact": PUBLIC,
    "contact_sent": PUBLIC,
    "privacy": PUBLIC,
    "accessibility": PUBLIC,
    "robots": PUBLIC,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "alarmz": PUBLIC,
    "education:index": PUBLIC,
    "education:article": NOT_THERE,
    "bookings:start": PUBLIC,
    "bookings:service": PUBLIC,
    "bookings:place": PUBLIC,
    "bookings:screening_next": PUBLIC,
    "bookings:screening": PUBLIC,
    "bookings:result": PUBLIC,
    "bookings:times": PUBLIC,
    "bookings:details": PUBLIC,
    "bookings:details_longer": PUBLIC,
    "bookings:check": PUBLIC,
    "bookings:check_longer": PUBLIC,
    "bookings:done": PUBLIC,
    "bookings:leave": PUBLIC,
    "bookings:link": NOT_THERE,
    "bookings:feed": NOT_THERE,
    "bookings:visit": OWN,
    "bookings:visit_move": OWN,
    "bookings:visit_cancel": OWN,
    "bookings:check_in": OWN,
    "bookings:check_in_next": OWN,
    "bookings:unsubscribe": NOT_THERE,
    "bookings:visit_questions": POSTED,
    "bookings:visit_calendar": OWN,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_reauthenticate": "sssnnnn",
    "account_email": STAFF,
    "account_email_verification_sent": PUBLIC,
    "account_change_password": STAFF,
    "account_set_password": STAFF,
    "account_reset_password": PUBLIC,
    "account_confirm_login_code": STAFF,
    "account_confirm_email": NOT_THERE,
    "account_reset_password_from_key_done": PUBLIC,
    "account_reset_password_from_key": NOT_THERE,
    "account_reset_password_done": PUBLIC,
    "mfa_index": STAFF,
    "mfa_authenticate": STAFF,
    "mfa_reauthenticate": "sssnnnn",
    "mfa_activate_totp": STAFF,
    "mfa_deactivate_totp": "sssnnnn",
    "mfa_view_recovery_codes": "sssnnnn",
    "mfa_generate_recovery_codes": STAFF,
    "mfa_download_recovery_codes": "sssnnnn",
    "admin:records": STAFF,
    "admin:visit_check_in": STAFF_POSTED,
    "admin:visit_no_show": STAFF_POSTED,
    "admin:visit_to_room": STAFF_POSTED,
    "admin:visit_happened": STAFF,
    "admin:visit_complete": STAFF,
    "admin:visit_cancel": STAFF,
    "admin:visit_move": STAFF,
    "admin:visit_move_to": STAFF_POSTED,
    "admin:visit_move_past": PAST,
    "admin:visit_undo": STAFF_POSTED,
    "admin:visit_drag": STAFF_POSTED,
    "admin:calendar": STAFF,
    "admin:calendar_events": STAFF,
    "admin:visit_correct": STAFF,
    "admin:visit_screening": NOT_THERE_FOR_STAFF,
    "admin:visit_ask": STAFF_POSTED,
    "admin:visit_aftercare": NOT_THERE_FOR_STAFF,
    "admin:visit_how_it_went": "sssnnon",
    "admin:patient_clear": "sssnnnn",
    "admin:patient_note": "sssnnnn",
    "admin:patient_match": "sssnnnn",
    "admin:patient_keep": "ssspnnp",
    "admin:my_calendar": NOT_THERE_FOR_STAFF,
    "admin:my_calendar_stop": STAFF_POSTED,
    "admin:messages": STAFF,
    "admin:messages_skip_all": "sssnnnp",
    "admin:message_resend": STAFF_POSTED,
    "admin:message_skip": STAFF_POSTED,
    "admin:step_preview": "sssnnnn",
    "admin:step_preview_html": "sssnnnn",
    "admin:step_test": "sssnnpp",
    "admin:step_versions": "sssnnnn",
    "admin:step_take_back": "sssnnpp",
    "admin:phone": STAFF,
    "admin:phone_look": STAFF_POSTED,
    "admin:phone_suggest": STAFF_POSTED,
    "admin:phone_book": STAFF_POSTED,
    "admin:phone_book_past": PAST,
    "admin:why": STAFF,
    "admin:shortcuts": STAFF,
    "admin:symptoms": STAFF,
    "admin:reports": "sssnnoo",
    "admin:report_sheet": NOT_THERE_FOR_STAFF,
    "admin:reviews": STAFF,
    "admin:review_decide": "sssnnnn",
    "admin:review_take": DECIDES,
    "admin:review_hand_on": DECIDES,
    "admin:visit_called": STAFF_POSTED,
    "admin:away": "sssonno",
    "admin:orphans": STAFF,
    "admin:screenings_missing": STAFF,
    "admin:since": STAFF,
    "admin:day_sheet": STAFF,
    "admin:events": "sssnoon",
    "admin:event_seen": "sssnppn",
    "admin:tasks": STAFF,
    "admin:questionnaire_publish": "sssnnnn",
    "admin:task_look_again": DECIDES,
    "admin:task_answers": NOT_THERE_FOR_STAFF,
    "admin:task_done": STAFF_POSTED,
    "admin:unresolved": STAFF,
    "admin:location_holidays": "sssonno",
    # A stranger's poll is refused, not led to the sign-in: it is no page.
    "admin:live": "nnnoooo",
    "admin:index": STAFF,
    "admin:login": STAFF,
    "admin:logout": STAFF_POSTED,
    "admin:password_change": STAFF,
    "admin:password_change_done": STAFF,
    "admin:autocomplete": "sssnnnn",
    "admin:jsi18n": STAFF,
    "admin:view_on_site": "sssnnnn",
    "admin:auth_user_password_change": "sssnnnn",
    "admin:app_list": "sssnnnn",
    "dev:index": PUBLIC,
    "dev:hour": POSTED,
    "dev:day": POSTED,
    "dev:mail": PUBLIC,
    "dev:mail_one": NOT_THERE,
    "dev:mail_html": NOT_THERE,
    "dev:mail_file": NOT_THERE,
}
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
    parts["version"] = "1"
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


@pytest.mark.parametrize("role", [one for one in ROLES if one != "pat"])
def test_nobody_else_cancels_a_patients_visit_on_its_page(
    browsers: dict[str, Client], visit: Appointment, role: str
) -> None:
    answer = browsers[role].post(f"/visit/{visit.reference}/cancel/", {"version": 1})
    assert answer.status_code in (403, 404, 410)
    visit.refresh_from_db()
    assert visit.is_active
