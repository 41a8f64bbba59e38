"""The question between a form and its saving, asked of what would then be."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from bookings import availability
from bookings.models import Appointment
from bookings.whatif.forms import PREFIX, MovesForm
from bookings.whatif.lost import SHOWN, orphans_of, with_times
from bookings.whatif.moving import move_chosen
from bookings.whatif.since import changes, seen_of
from portal.kit import clock

# Fields and buttons of the page; the rest of what it sends is the form before it.
SEEN, ACT = f"{PREFIX}-seen", f"{PREFIX}-act"
BACK, SUGGEST = "back", "suggest"
_MOVES = "bookings.run_desk"


class Unanswered(Exception):
    """Visits would lose their place, and nobody has said yet what to do. Nothing is saved."""

    def __init__(self, context: dict[str, Any]) -> None:
        super().__init__("Visits would lose their place.")
        self.context = context


def asking(request: HttpRequest, save: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of `save`, unless visits lose their place by it and were not shown before.

    `save` runs in one transaction, and calls `must_be_seen` once it has written. When that
    has something to ask, all is rolled back and the answer is the page that asks; it sends
    again what was sent, and what was chosen. Then the chosen visits are moved.
    """
    if request.method != "POST":
        return save()
    question = Question(request, clock.now())
    request.what_if = question  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            question.begin()
            answer = save()
    except Unanswered as unanswered:
        return question.page(unanswered.context)
    question.carry_out()
    return answer


def must_be_seen(request: HttpRequest) -> None:
    """To be called after the writes of a `save`; raises Unanswered to have them undone."""
    request.what_if.ask()  # type: ignore[attr-defined]


def going_back(request: HttpRequest) -> bool:
    """Whether the page was answered with "Back": the form is shown as it was, and not saved."""
    return request.method == "POST" and request.POST.get(ACT) == BACK


class Question:
    """Of one request that saves. `now` is when it came."""

    def __init__(self, request: HttpRequest, now: dt.datetime) -> None:
        self.request, self.now = request, now
        self.known: set[int] = set()
        self.lost: list[Appointment] = []
        self.form: MovesForm | None = None

    def begin(self) -> None:
        """Remember whose place is lost already; one query."""
        self.known = set(availability.orphaned(self.now).values_list("pk", flat=True))

    def ask(self) -> None:
        """Raise Unanswered unless the page that shows these very visits was answered well."""
        sent = self.request.POST
        self.lost = orphans_of(self.now, self.known)
        if not self.lost and SEEN not in sent:
            return
        since = changes(sent[SEEN], self.lost) if SEEN in sent else []
        suggest = sent.get(ACT) == SUGGEST
        answered = SEEN in sent and not suggest
        lost = with_times(self.now, self.lost) if self._may_move() else []
        form = MovesForm(sent if answered else None, lost, suggested=suggest)
        if not answered or since or not form.is_valid():
            raise Unanswered({"form": form, "since": since, "lines": form.lines()})
        self.form = form

    def _may_move(self) -> bool:
        return self.request.user.has_perm(_MOVES)

    def carry_out(self) -> None:
        """Move what was chosen, a line for each; the rest is on the worklist."""
        if not self.lost or self.form is None:
            return
        by = self.request.user
        if not isinstance(by, AbstractBaseUser):
            raise PermissionDenied
        moved = 0
        for result in move_chosen(self.form, now=self.now, by=by):
            level = messages.SUCCESS if result.moved else messages.ERROR
            messages.add_message(self.request, level, result.sentence)
            moved += result.moved
        if left := len(self.lost) - moved:
            messages.warning(self.request, _left(left))

    def page(self, context: dict[str, Any]) -> TemplateResponse:
        """The page that asks; 409 when something has changed since it was shown."""
        request = self.request
        request.current_app = admin.site.name
        frame = {
            **admin.site.each_context(request),
            "title": "What this would change",
            "help": "Nothing is saved yet. See whom it concerns, then save or go back.",
            "count": len(self.lost),
            "more": self.lost[SHOWN:] if context["lines"] else self.lost,
            "seen": seen_of(self.lost),
            "kept": _kept(request),
        }
        status = 409 if context["since"] else 200
        return TemplateResponse(
            request, "reception/what_if.html", {**frame, **context}, status=status
        )


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form before the page has sent, name by name; the token is given anew."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and not name.startswith(f"{PREFIX}-")
    ]


def _left(count: int) -> str:
    return format_html(
        '{} ahead cannot stand any more. <a href="{}">See whom to ring</a>.',
        "1 visit" if count == 1 else f"{count} visits",
        reverse("admin:orphans"),
    )
