"""The page that publishes a questionnaire, and what reception sees of its work."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from bookings import scheduling
from bookings.models import Appointment, Task
from bookings.tests.desk import at_desk, desk_page, person
from screening import drafting
from screening.models import Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


def test_the_publish_page_tells_all_of_it(
    on_aspirin: Appointment, stricter: Version, now: dt.datetime
) -> None:
    reader = at_desk(person("practitioner"))
    address = reverse("admin:questionnaire_publish", args=[stricter.pk])
    page = reader.get(address).content.decode()
    for words in (on_aspirin.reference, "Outcomes can change.", "1 to something stricter", "M2a"):
        assert words in page
    assert "Pat" not in page.split("Visits ahead")[1]
    assert stricter.changed_at
    reader.post(address, {"seen": stricter.changed_at.isoformat()})
    assert Version.objects.published() == stricter
    assert reader.get(address).status_code == 404


def test_a_refused_publication_says_why_and_writes_nothing(
    on_aspirin: Appointment, stricter: Version, now: dt.datetime
) -> None:
    lead = person("clinical lead")
    person("practitioner")
    drafting.changed(stricter, now=now, by=lead.pk)
    answer = at_desk(lead).post(
        reverse("admin:questionnaire_publish", args=[stricter.pk]), {"alone_because": "Hurry."}
    )
    assert answer.status_code == 409
    assert "ask a colleague" in answer.content.decode()
    assert not Task.objects.exists()


def test_h12_reception_is_not_shown_such_a_task(
    reception: Client, on_aspirin: Appointment, stricter: Version, now: dt.datetime
) -> None:
    scheduling.publish_questionnaire(version=stricter, now=now, by=person("practitioner"))
    assert on_aspirin.reference not in desk_page(reception, "tasks")
