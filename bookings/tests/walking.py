"""A patient with a browser on the road: what they type, page by page."""

import datetime as dt
from typing import Any

from django.db.models import F
from django.test import Client
from django.utils import timezone

from bookings.models import Appointment, Draft
from portal.kit import clock
from portal.kit.models import Clock
from screening import questions
from screening.content import QuestionContent

ADULT = {"who": "me", "born_day": "17", "born_month": "5", "born_year": "1980"}
DETAILS = {
    "first_name": "Robin",
    "last_name": "Walker",
    "email": "robin@patient.example",
    "phone": "0491 570 157",
    "read_it": "on",
}
# Who fills it in for somebody else.
HELPER = {
    "helper": "Sam Walker",
    "helper_email": "sam@family.example",
    "helper_phone": "0491 570 158",
}
# Answers that a page may ask for and that change nothing.
HARMLESS = {
    "consent_support": "no",
    "had_before": "never",
    "needle_feelings": "fine",
    "fainting": "no",
    "areas": ["lower_back"],
    "pregnant": "no",
    "unwell_now": "no",
}


def set_clock(moment: dt.datetime) -> None:
    """The demo's clock shows this moment; the test's own transaction takes it back."""
    Clock.objects.update_or_create(pk=1, defaults={"ahead": moment - timezone.now()})
    clock.move(dt.timedelta(0))


class Walker:
    """One browser. Each method sends one page and returns the answer, redirects not followed."""

    def __init__(self, *, strict: bool = False) -> None:
        self.client = Client(enforce_csrf_checks=strict)

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, **data: Any) -> Any:
        return self.client.post(path, data)

    @property
    def draft(self) -> Draft:
        return Draft.objects.get(pk=self.client.session["draft"])

    def begin(self, **changes: Any) -> Any:
        return self.post("/book/", **{**ADULT, **changes})

    def choose(self, service: str, place: str = "melbourne:") -> Any:
        self.post("/book/service/", service=service)
        return self.post("/book/place/", place=place)

    def answer(self, **answers: Any) -> Any:
        """Every page of health questions, harmless but for these; stops where the road ends."""
        response = self.get("/book/screening/")
        while response.status_code == 302 and "/book/screening/" in response["Location"]:
            path = response["Location"]
            response = self.post(path, **self._page(path, answers))
        return response

    def page(self, slug: str, **answers: Any) -> Any:
        """One page of health questions."""
        path = f"/book/screening/{slug}/"
        return self.post(path, **self._page(path, answers))

    def take(self, start: dt.datetime) -> Any:
        return self.post("/book/times/", start=start.isoformat())

    def dawdle(self) -> None:
        """Ten minutes go by: what this browser holds has lapsed, and lies there still."""
        Appointment.objects.holds().update(held_until=F("created_at"))

    def fill_in(self, **changes: Any) -> Any:
        return self.post("/book/details/", **{**DETAILS, **changes})

    def to_check(self, service: str, start: dt.datetime, **answers: Any) -> Any:
        """All the way to the last page."""
        self.begin()
        self.choose(service)
        self.answer(**answers)
        self.take(start)
        return self.fill_in()

    def book(self) -> Any:
        return self.post("/book/check/")

    @property
    def visit(self) -> Appointment:
        appointment = self.draft.appointment
        assert appointment is not None
        return appointment

    def _page(self, path: str, answers: dict[str, Any]) -> dict[str, Any]:
        draft = self.draft
        version = draft.questionnaire
        assert version is not None
        assert draft.service is not None
        slug = path.rstrip("/").rpartition("/")[2]
        pages = questions.steps(version, draft.service.kind, draft.answers)
        step = next(page for page in pages if page.slug == slug)
        asked = [
            one for one in step.questions if step.is_more or not one.parent or one.key in answers
        ]
        return {one.key: answers.get(one.key, _harmless(one)) for one in asked}


def _harmless(question: QuestionContent) -> Any:
    if question.key in HARMLESS:
        return HARMLESS[question.key]
    if question.must_tick_keys:
        return sorted(question.must_tick_keys)
    exclusive = sorted(question.exclusive_keys)
    if question.kind == "checkbox":
        return exclusive or [question.option_keys[0]]
    if question.kind == "radio":
        return question.option_keys[0]
    return question.least if question.kind == "number" else ""
