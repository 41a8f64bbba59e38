"""A new questionnaire while somebody answers the old one."""

import datetime as dt

from bookings.tests.walking import Walker
from screening import drafting
from screening.load import load
from screening.models import Version
from screening.publishing import publish, retire


def test_whoever_is_half_way_finishes_on_the_questionnaire_that_was_begun(
    walker: Walker, now: dt.datetime
) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.page("1")
    first = walker.draft.questionnaire
    newer = drafting.begin(base=load(now=now), now=now)
    newer.questions.filter(key="declaration").update(text="Please confirm these two")
    publish(version=newer, now=now)
    page = walker.get("/book/screening/2/").content.decode()
    assert "page 2 of 5" in page
    walker.answer()
    assert walker.draft.assessment is not None
    assert walker.draft.assessment.version == first
    assert Version.objects.published() == newer


def test_whoever_is_half_way_when_it_is_retired_finishes_and_is_asked_to_ring(
    walker: Walker, now: dt.datetime
) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.page("1")
    retire(version=load(now=now))
    assert walker.answer()["Location"] == "/book/times/"
    assert "Online booking is not open yet" in walker.get("/book/service/").content.decode()
