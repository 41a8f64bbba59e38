"""The email itself: parts, headers, who may read what, and the link."""

import datetime as dt
import re
from collections.abc import Callable

import pytest

from bookings.messages import Delivered
from bookings.models import Appointment, Step, VisitLink
from bookings.tests.conftest import Server
from bookings.tests.needles import needled
from conftest import Cast, melbourne
from portal.kit.tokens import digest

Book = Callable[..., Appointment]
Tick = Callable[[dt.datetime], Delivered]
START = melbourne(9, 10)
END = START + dt.timedelta(minutes=30)
DAY = dt.timedelta(days=1)


@pytest.fixture
def visit(book: Book, cast: Cast, tick: Tick, now: dt.datetime) -> Appointment:
    made = book(START, service=cast.needling)
    tick(now)
    return made


def said(server: Server) -> str:
    """All that the last mail says, in any part or header."""
    mail = server.last()
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*map(str, mail.values()), *parts])


def test_a_mail_has_a_text_an_html_part_and_a_calendar_file(
    visit: Appointment, server: Server
) -> None:
    kinds = [part.get_content_type() for part in server.last().walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]


def test_replies_go_to_the_address_that_the_clinic_watches(
    visit: Appointment, server: Server
) -> None:
    mail = server.last()
    assert mail["Reply-To"] == "desk@clinic.example"
    assert mail["From"] == "Example Clinic <clinic@demo.example>"
    assert mail["To"] == "pat@patient.example"


def test_both_parts_say_when_where_and_with_whom(visit: Appointment, server: Server) -> None:
    for kind in ("plain", "html"):
        words = server.words(kind)
        assert "Tuesday 9 March 2027 at 10:00 am (Melbourne time)" in words
        assert "Melbourne, 1 Example Street, Melbourne" in words
        assert "Dry needling with Alex Demo" in words


def test_every_mail_ends_with_the_emergency_line_and_who_wrote(
    visit: Appointment, server: Server
) -> None:
    words = server.words()
    assert "IN AN EMERGENCY CALL 000" in words
    assert "106 by teletypewriter" in words
    assert "Please do not reply with an emergency" in words
    assert 'href="tel:000"' in server.words("html")


def test_a_name_is_text_and_never_markup(
    book: Book, cast: Cast, tick: Tick, server: Server, now: dt.datetime
) -> None:
    cast.pat.preferred_name = "<b>Pat & Co</b>"
    cast.pat.save()
    book(START)
    tick(now)
    assert "Hello &lt;b&gt;Pat &amp; Co" in server.words("html")
    assert "Hello <b>Pat & Co</b>," in server.words()


def test_styles_are_inlined_and_the_rules_for_dark_screens_stay(
    visit: Appointment, server: Server
) -> None:
    html = server.words("html")
    assert re.search(r'<p style="[^"]*margin', html)
    assert "prefers-color-scheme: dark" in html


def test_the_link_is_kept_as_a_digest_and_ends_30_days_after_the_visit(
    visit: Appointment, server: Server
) -> None:
    words = server.words()
    found = re.search(r"http://127\.0\.0\.1:8000/visit/l/(\S+)/\s", words)
    assert found
    link = VisitLink.objects.get(digest=digest(found[1]))
    assert link.appointment == visit
    assert link.expires_at == END.astimezone(dt.UTC) + 30 * DAY


@pytest.mark.parametrize("step", ["confirmation", "reminder", "aftercare", "soreness-24h"])
def test_h09_an_address_that_is_not_confirmed_learns_no_service_and_no_health_word(
    book: Book, cast: Cast, tick: Tick, server: Server, now: dt.datetime, step: str
) -> None:
    cast.pat.email_confirmed_at = None
    cast.pat.save()
    visit = book(START, service=cast.needling)
    Step.objects.exclude(key=step).update(active=False)
    after = "a" in step[:1] or "s" in step[:1]
    needled(visit, status="fulfilled" if after else "booked", closed_at=None)
    moments = {"confirmation": now, "reminder": START - DAY, "aftercare": END}
    assert tick(moments.get(step, END + DAY)) == {"sent": 1}
    words = said(server)
    assert "Hello Pat" in words
    assert "9 March 2027" in words
    assert not re.search(r"needl|massage|alex|physio", words, re.IGNORECASE)


def test_h09_a_confirmed_address_is_told_the_sentence_for_the_hospital(
    visit: Appointment, tick: Tick, server: Server
) -> None:
    needled(visit, closed_at=None)
    tick(END)
    assert "I had dry needling on Tuesday 9 March 2027" in said(server)


def test_no_subject_names_service_or_health(visit: Appointment, tick: Tick, server: Server) -> None:
    tick(START - DAY)
    needled(visit, closed_at=None)
    for days in range(3):
        tick(END + days * DAY)
    assert len(server.mails) == 5
    for subject in server.subjects():
        assert not re.search(r"needl|sore|hydrat|pain|alex", subject, re.IGNORECASE)


def test_a_visit_without_answers_is_asked_for_them_and_remembers_when(
    visit: Appointment, server: Server, now: dt.datetime
) -> None:
    visit.refresh_from_db()
    assert "questions about your health" in server.words("plain")
    assert visit.screening_sent_at
    assert visit.screening_sent_at - now < dt.timedelta(minutes=1)


def test_a_screened_visit_is_not_asked_again(
    book: Book, cast: Cast, screened, tick: Tick, server: Server, now: dt.datetime
) -> None:
    made = book(START, service=cast.needling, assessment=screened("clear"))
    tick(now)
    made.refresh_from_db()
    assert "questions about your health" not in server.words("plain")
    assert made.screening_sent_at is None
