"""The texts of the emails, edited in the admin: the lint, the preview, the test, the versions."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Step
from bookings.tests.desk import at_desk, save_record
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


def test_a_text_that_is_fine_is_saved(editor: Client, step: Step) -> None:
    page = save_record(editor, step, subject="After your visit: what to do")
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
        ({"offset": "soon"}, "Enter a number."),
        ({"min_age": "20", "max_age": "10"}, "This age is below the first one."),
    ],
)
def test_a_text_that_the_lint_refuses_is_not_saved_and_stays_in_the_form(
    editor: Client, step: Step, changes: dict[str, str], sentence: str
) -> None:
    page = save_record(editor, step, name="My own name", **changes)
    assert sentence in page
    assert "My own name" in page
    step.refresh_from_db()
    assert step.name != "My own name"


def test_h15_a_changed_text_loses_its_signature(editor: Client, step: Step) -> None:
    Step.objects.filter(pk=step.pk).update(
        signed_by="Demo Clinician", signed_registration="DEMO 1", signed_on=dt.date(2027, 2, 1)
    )
    save_record(editor, step, name="Another name")
    assert Step.objects.get(pk=step.pk).is_signed
    page = save_record(editor, step, subject="Another subject")
    assert not Step.objects.get(pk=step.pk).is_signed
    assert "a clinician has to sign it again" in page


def test_times_are_typed_as_hours(editor: Client, step: Step) -> None:
    save_record(editor, step, offset="36.5", use_by="12")
    step.refresh_from_db()
    assert (step.offset, step.use_by) == (dt.timedelta(hours=36.5), dt.timedelta(hours=12))
    page = editor.get(reverse("admin:bookings_step_change", args=[step.pk])).content.decode()
    assert 'value="36.5"' in page
