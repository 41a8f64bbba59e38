"""Publish a questionnaire: what differs, whom it concerns, and who has to press (hazard H18)."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bookings import scheduling
from bookings.reception import queries
from bookings.reception.clinical_forms import PublishForm
from bookings.reception.page import page, staff
from portal.kit import clock
from screening import publishing
from screening.comparing import compare
from screening.content import content_of
from screening.models import Version


@permission_required("screening.publish_version", raise_exception=True)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, key: int) -> HttpResponse:
    """All that somebody should know before the press; the press makes the worklist too."""
    now, draft, by = clock.now(), queries.draft_questionnaire(key), staff(request)
    form = PublishForm(request.POST or None, initial={"seen": draft.last_change})
    refusals: list[str] = []
    if form.is_valid():
        try:
            listed = scheduling.publish_questionnaire(
                version=draft, now=now, by=by, **form.cleaned_data
            )
        except publishing.NotPublishable as error:
            refusals = error.problems
        else:
            messages.success(request, f"{draft} is published. {listed} visits to look at again.")
            return HttpResponseRedirect(reverse("admin:screening_version_change", args=[key]))
    context = {"form": form, "refusals": refusals, **_shown(draft, by, now)}
    return page(request, "reception/publish.html", context, status=409 if refusals else 200)


def _shown(draft: Version, by: AbstractBaseUser, now: dt.datetime) -> dict[str, Any]:
    """What differs, which visits it would change, and whether this person may publish it."""
    before, people = Version.objects.published(), publishing.editors(draft)
    comparison = compare(content_of(before), content_of(draft)) if before else None
    changes = comparison is None or comparison.changes_outcomes
    alone = not publishing.colleagues(draft, by)
    return {
        "title": f"Publish {draft}",
        "version": draft,
        "problems": publishing.problems(draft),
        "before": before,
        "comparison": comparison,
        "people": people,
        "mine": by in people,
        "alone": alone,
        "may": alone or not (changes and by in people),
        "effect": scheduling.effect_of(draft, now=now),
    }
