"""Canaries: answers that must not be heard in a log, an address, a mail, a task or a column."""

import inspect
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from bookings import tasks
from bookings.messages import Delivered
from bookings.models import Appointment
from bookings.tests.conftest import Server
from bookings.tests.desk import at_desk, person
from bookings.tests.walking import Walker
from conftest import melbourne

# Typed by the patient and by the reviewer, and an answer that the questionnaire names.
WORDS = "canary in a coal mine"
TICK = "blood_thinner"
# Where the questions and rules themselves stand, with the names of all answers.
DEFINITIONS = {
    "screening_question",
    "screening_option",
    "screening_rule",
    "bookings_consenttext",
}

Tick = Callable[[Any], Delivered]


class Listening(Walker):
    """A patient's browser whose addresses are kept."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def post(self, path: str, **data: Any) -> Any:
        response = super().post(path, **data)
        self.addresses += [path, response.get("Location", "")]
        return response


@pytest.fixture
def walked(walker: Walker, tick: Tick, caplog: pytest.LogCaptureFixture) -> Listening:
    """Canaries on every page, a booking that waits for review, and its mail."""
    caplog.set_level(logging.DEBUG)
    patient = Listening()
    patient.to_check(
        "dry-needling",
        melbourne(4, 10),
        medicines=[TICK],
        blood_thinner_check=["none"],
        anything_else=WORDS,
    )
    patient.book()
    tick(melbourne(2, 9))
    return patient


def decided(visit: Appointment) -> None:
    """A practitioner reads the answers, asks for a letter, and then decides."""
    client = at_desk(person("practitioner"))
    address = reverse("admin:review_decide", args=[visit.reference])
    assert WORDS in client.get(address).content.decode()
    client.post(address, {"decision": "letter", "reason": WORDS, "version": visit.version})
    visit.refresh_from_db()
    client.post(
        address,
        {
            "decision": "conditions",
            "conditions": WORDS,
            "reason": WORDS,
            "version": visit.version,
        },
    )
    visit.refresh_from_db()
    assert visit.status == "booked"


def test_no_log_line_holds_an_answer_or_a_reason(
    walked: Listening, caplog: pytest.LogCaptureFixture
) -> None:
    decided(walked.visit)
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    said = [one.getMessage() for one in records if one.name != "django.db.backends"]
    assert len(said) > 10
    assert [line for line in said if WORDS in line or TICK in line] == []


def test_no_address_holds_an_answer(walked: Listening) -> None:
    assert len(walked.addresses) > 10
    assert [one for one in walked.addresses if "canary" in one or TICK in one] == []


def test_no_mail_holds_an_answer_or_a_reason(walked: Listening, tick: Tick, server: Server) -> None:
    decided(walked.visit)
    tick(melbourne(2, 10))
    assert len(server.mails) >= 2
    every = [one.as_string() + server.words() + server.words("html") for one in server.mails]
    assert [mail for mail in every if "canary" in mail or TICK in mail or "blood" in mail] == []


def test_no_task_of_the_queue_takes_an_argument() -> None:
    for name in ("deliver_messages", "sweep"):
        task = getattr(tasks, name)
        assert inspect.signature(task.run).parameters == {}


def test_no_table_keeps_an_answer_or_a_reason_that_anybody_can_read(walked: Listening) -> None:
    decided(walked.visit)
    found = []
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - DEFINITIONS
        for table in sorted(tables):
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE ANY (%s)',
                [[f"%{_hex(one)}%" for one in (WORDS, TICK)] + [f"%{WORDS}%", f"%{TICK}%"]],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    assert len(tables) > 30
    assert found == []


def test_a_call_back_keeps_what_was_typed_sealed(walker: Walker) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.answer(skin=["infection"])
    walker.post("/book/result/", name="Canary Bird", phone="0491 570 157")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), min(t::text) FROM bookings_task AS t")
        count, row = cursor.fetchone()
    assert count == 1
    assert "Canary" not in row
    assert _hex("Canary") not in row


def _hex(words: str) -> str:
    """As PostgreSQL prints bytes that nobody has sealed."""
    return words.encode().hex()
