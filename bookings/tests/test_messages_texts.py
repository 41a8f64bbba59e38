"""A step's text: how it reads, and what is refused."""

import pytest

from bookings.messages.journey import journey
from bookings.messages.lint import problems
from bookings.messages.texts import PLACEHOLDERS, Block, UnknownPlaceholder, blocks, fill
from bookings.models import Step
from portal.kit import textlint

FINE = {"subject": "Your visit to {clinic}", "body": "Hello {first_name}\n\nOpen: {visit_link}"}


def step(**changes: str) -> Step:
    return Step(**{**FINE, **changes})


def test_paragraphs_points_and_a_button_come_in_order() -> None:
    body = "Hello {first_name},\nhow are you?\n\nSay:\n- one\n- two\n\nSee it: {visit_link}"
    values = {"first_name": "Pat", "visit_link": "https://clinic.example/x"}
    assert blocks(body, values) == [
        Block(words="Hello Pat, how are you?"),
        Block(words="Say:"),
        Block(points=("one", "two")),
        Block(words="See it", href="https://clinic.example/x"),
    ]


def test_a_line_with_nothing_to_say_is_left_out() -> None:
    assert blocks("- at {time}\n- with {practitioner}", {"time": "9:00 am"}) == [
        Block(points=("at 9:00 am",))
    ]


def test_what_a_patient_is_called_is_never_read_as_a_placeholder() -> None:
    assert fill("Hello {first_name}", {"first_name": "{service}", "service": "x"}) == (
        "Hello {service}"
    )


def test_an_unknown_placeholder_is_an_error() -> None:
    with pytest.raises(UnknownPlaceholder, match=r"\{surname\}"):
        fill("Hello {surname}", {})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": "Hello {surname}: {visit_link}"}, "{surname} is not a placeholder."),
        ({"body": "Hello {first_name: {visit_link}"}, "A curly bracket is open or left over."),
        ({"subject": "Your needling visit"}, "The subject may not say “needling”."),
        ({"subject": "Neck pain"}, "The subject may not say “neck”."),
        ({"subject": "{service} at {clinic}"}, "The subject may not name {service}."),
        (
            {"body_unconfirmed": "With {practitioner}"},
            "The text for an address that is not confirmed may not name {practitioner}.",
        ),
        (
            {"body_unconfirmed": "Sore?"},
            "The text for an address that is not confirmed may not say “sore”.",
        ),
        (
            {"body": "It flushes out toxins. {visit_link}"},
            "text: “toxins” – needling removes no poisons.",
        ),
        ({"body": "word " * 151 + "{visit_link}"}, "The text has more than 150 words."),
        ({"body": "Hello"}, "The text has no {visit_link}."),
    ],
)
def test_the_lint_refuses(changes: dict[str, str], sentence: str) -> None:
    assert sentence in problems(step(**changes))


def test_the_lint_passes_a_plain_text() -> None:
    assert problems(step()) == []


@pytest.mark.parametrize("fields", journey(), ids=lambda fields: fields["key"])
def test_every_text_that_a_new_clinic_starts_with_passes_the_lint(fields: dict[str, str]) -> None:
    assert problems(Step(**fields)) == []


@pytest.mark.parametrize("fields", journey(), ids=lambda fields: fields["key"])
def test_every_text_is_plain_enough_for_a_reader_of_eleven(fields: dict[str, str]) -> None:
    for text in (fields["body"], fields["body_unconfirmed"]):
        assert textlint.hard_to_read(text) == []
        assert textlint.long_sentences(text) == []


@pytest.mark.parametrize("fields", journey(), ids=lambda fields: fields["key"])
def test_no_text_outlasts_its_placeholders(fields: dict[str, str]) -> None:
    values = {name: f"<{name}>" for name in PLACEHOLDERS}
    for body in (fields["body"], fields["body_unconfirmed"]):
        words = " ".join(f"{one.words} {one.points}" for one in blocks(body, values))
        assert "{" not in words
