"""The texts of the emails, edited in the admin: the lint, the preview, the test, the versions."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Clinic, Message, Step, VisitLink
from bookings.tests.conftest import Server
from bookings.tests.desk import at_desk
from conftest import Cast, melbourne
from portal.models import User

Book = Callable[..., Appointment]


@pytest.fixture
def editor(lead: User, morning: None, journey: None) -> Client:
    return at_desk(lead)


@pytest.fixture
def step(journey: None) -> Step:
    return Step.objects.get(key="aftercare")


@pytest.fixture
def visit(book: Book, cast: Cast) -> Appointment:
    return book(melbourne(9, 10), service=cast.needling)


def save(client: Client, step: Step, **changes: Any) -> str:
    """Press Save in the form with these changes; the page that follows."""
    form = client.get(reverse("admin:bookings_step_change", args=[step.pk])).context["adminform"]
    data: dict[str, Any] = {}
    for field in form.form:
        data |= _sent(field)
    data |= changes
    address = reverse("admin:bookings_step_change", args=[step.pk])
    return client.post(address, data, follow=True).content.decode()


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


def test_a_text_that_is_fine_is_saved(editor: Client, step: Step) -> None:
    page = save(editor, step, subject="After your visit: what to do")
    step.refresh_from_db()
    assert step.subject == "After your visit: what to do", page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": "Hello {surname}. See: {visit_link}"}, "{surname} is not a placeholder."),
        ({"subject": "After your needling"}, "The subject may not say “needling”."),
        ({"red_flags": ""}, "each message carries the warning signs"),
        ({"body": "It is painless.\n\nSee: {visit_link}"}, "many people feel something"),
        (
            {
                "body": "Contraindications notwithstanding, physiological recuperation necessitates"
                " individualised rehabilitation.\n\nSee: {visit_link}"
            },
            "aim for 11",
        ),
        ({"body": "See: {visit_link}"}, "its plain-text part would be empty"),
        ({"body": "<b>Hello</b> you\n\nSee: {visit_link}"}, "“&lt;b&gt;” would be read"),
        (
            {"body": "Your back is sore.\n\nSee: {visit_link}", "body_unconfirmed": ""},
            "fill in the text for an address that is not confirmed",
        ),
        ({"use_by": "0"}, "The use-by has to be longer than nothing."),
        ({"min_age": "20", "max_age": "10"}, "This age is below the first one."),
    ],
)
def test_a_text_that_the_lint_refuses_is_not_saved_and_stays_in_the_form(
    editor: Client, step: Step, changes: dict[str, str], sentence: str
) -> None:
    page = save(editor, step, name="My own name", **changes)
    assert sentence in page
    assert "My own name" in page
    step.refresh_from_db()
    assert step.name != "My own name"


def test_h15_a_changed_text_loses_its_signature(editor: Client, step: Step) -> None:
    Step.objects.filter(pk=step.pk).update(
        signed_by="Demo Clinician", signed_registration="DEMO 1", signed_on=dt.date(2027, 2, 1)
    )
    save(editor, step, name="Another name")
    assert Step.objects.get(pk=step.pk).is_signed
    page = save(editor, step, subject="Another subject")
    assert not Step.objects.get(pk=step.pk).is_signed
    assert "a clinician has to sign it again" in page


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
    save(editor, step, body=before.replace("Keep moving gently.", "Move a little."))
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
