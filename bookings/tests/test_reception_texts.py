"""A message's text at the desk: read at a real visit, sent to oneself, taken back."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Clinic, Message, Step, VisitLink
from bookings.tests.conftest import Server
from bookings.tests.desk import at_desk, save_record
from conftest import Cast, melbourne
from portal.models import User

Book = Callable[..., Appointment]


@pytest.fixture
def editor(lead: User, morning: None) -> Client:
    return at_desk(lead)


@pytest.fixture
def step(journey: None) -> Step:
    return Step.objects.get(key="aftercare")


@pytest.fixture
def visit(book: Book, cast: Cast) -> Appointment:
    return book(melbourne(9, 10), service=cast.needling)


def shown(client: Client, step: Step, **asked: str) -> str:
    return client.get(reverse("admin:step_preview", args=[step.pk]), asked).content.decode()


def test_the_preview_shows_a_real_visit_in_both_widths_and_as_text(
    editor: Client, step: Step, visit: Appointment
) -> None:
    page = shown(editor, step)
    assert page.count("<iframe") == 2
    assert 'width="320"' in page
    assert "Here is what to expect after your needling on Tuesday 9 March 2027." in page
    assert "WARNING SIGNS, FOR THE NEXT 7 DAYS" in page
    open_text = shown(editor, step, open="1")
    assert "we do not know yet that this address is yours" in open_text
    assert VisitLink.objects.count() == 0


def test_the_frames_show_the_mail_by_its_own_rules(
    editor: Client, step: Step, visit: Appointment
) -> None:
    frame = editor.get(reverse("admin:step_preview_html", args=[step.pk]))
    assert (
        "frame-src 'self'"
        in editor.get(reverse("admin:step_preview", args=[step.pk]))["Content-Security-Policy"]
    )
    assert "style-src 'unsafe-inline'" in frame["Content-Security-Policy"]
    assert "sandbox" in frame["Content-Security-Policy"]
    assert "script-src" not in frame["Content-Security-Policy"]
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert "needling" in frame.content.decode()


def test_what_is_typed_can_be_looked_at_before_it_is_saved(
    editor: Client, step: Step, visit: Appointment
) -> None:
    typed = {
        "subject": "Not saved",
        "body": "Hello {nobody}",
        "body_unconfirmed": "",
        "red_flags": "on",
    }
    page = editor.post(
        reverse("admin:step_preview", args=[step.pk]), typed, follow=True
    ).content.decode()
    assert "It is not saved." in page
    assert "{nobody} is not a placeholder." in page
    typed["body"] = "Hello {first_name}, typed only.\n\nSee: {visit_link}"
    page = editor.post(
        reverse("admin:step_preview", args=[step.pk]), typed, follow=True
    ).content.decode()
    assert "Hello Pat, typed only." in page
    step.refresh_from_db()
    assert step.subject != "Not saved"


def test_a_test_goes_to_the_one_who_asks_and_leaves_no_message(
    editor: Client, step: Step, visit: Appointment, lead: User, server: Server
) -> None:
    editor.post(reverse("admin:step_test", args=[step.pk]), {"visit": visit.reference})
    assert [str(one["To"]) for one in server.mails] == [lead.email]
    assert str(server.last()["Subject"]) == "[Test] After your visit to Example Clinic"
    assert Message.objects.count() == 0
    Clinic.objects.update(sending_stopped=True)
    page = editor.post(reverse("admin:step_test", args=[step.pk]), follow=True).content.decode()
    assert "All emails are stopped." in page
    assert len(server.mails) == 1


def test_versions_say_who_changed_what_and_an_earlier_one_can_come_back(
    editor: Client, step: Step, lead: User
) -> None:
    before = step.body
    save_record(editor, step, body=before.replace("Keep moving gently.", "Move a little."))
    page = editor.get(reverse("admin:step_versions", args=[step.pk])).content.decode()
    assert "Version 2, the present one" in page
    assert f"by {lead}" in page
    assert "Taken out: </span>- Keep moving gently." in page
    first = (
        Step.objects.filter(pk=step.pk)
        .values_list("versions__pgh_id", flat=True)
        .order_by("versions__pgh_id")[0]
    )
    editor.post(reverse("admin:step_take_back", args=[step.pk, first]))
    step.refresh_from_db()
    assert step.body == before


def test_reception_reads_the_texts_and_changes_none(
    reception: Client, step: Step, visit: Appointment, server: Server
) -> None:
    assert "Send a test" not in shown(reception, step)
    assert reception.post(reverse("admin:step_test", args=[step.pk])).status_code == 403
    assert server.mails == []
