"""Walk a questionnaire as a patient does, with made-up answers that are kept nowhere."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from portal.kit import clock
from screening import flags, outcomes, questions
from screening.content import content_of
from screening.evaluation import emergencies, evaluate
from screening.forms import StepForm, step_form
from screening.models import Rule, Version

_KEY = "questionnaire_preview"


class BeginForm(forms.Form):
    """For which kind of service, and how old the made-up patient is."""

    kind = forms.ChoiceField(label="Kind of service", choices=Rule.Binds.choices)
    age = forms.IntegerField(label="Age in years", min_value=0, max_value=120, initial=40)


class Preview:
    """Three pages: how to begin, one page of questions, what it comes to."""

    def __init__(self, home: Any) -> None:
        self.home = home

    def begin(self, request: HttpRequest, key: int) -> HttpResponse:
        """Forget the answers of a walk before, and begin."""
        version = self.home.asked(request, key)
        form = BeginForm(request.POST or None, label_suffix="")
        if form.is_valid():
            request.session[_KEY] = {"version": version.pk, **form.cleaned_data, "answers": {}}
            return _to(version, _waiting(version, request.session[_KEY]))
        request.session.pop(_KEY, None)
        title = f"Preview of {version}"
        return self.home.show(request, "preview", title=title, version=version, form=form)

    def leave(self, request: HttpRequest, key: int) -> HttpResponse:
        """Forget the answers, and go back to the version."""
        version = self.home.asked(request, key)
        request.session.pop(_KEY, None)
        return HttpResponseRedirect(reverse("admin:screening_version_change", args=[version.pk]))

    def page(self, request: HttpRequest, key: int, slug: str) -> HttpResponse:
        """One page as a patient sees it."""
        version, walk = self.home.asked(request, key), _walk(request, key)
        if walk is None:
            return _start(key)
        steps = questions.steps(version, walk["kind"], walk["answers"])
        slugs = [step.slug for step in steps]
        if slug not in slugs:
            return _start(key)
        at, waiting = slugs.index(slug), _waiting(version, walk)
        if waiting in slugs and slugs.index(waiting) < at:
            return _to(version, waiting)
        form = step_form(version, steps[at], walk["answers"], _sent(request))
        answers = _taken(version, form, walk)
        if answers is not None:
            walk["answers"].update(answers)
            request.session[_KEY] = walk
            return _after(version, walk, slug)
        context = {"version": version, "form": form, "step": steps[at]}
        context["before"] = steps[at - 1] if at else None
        return render(request, "admin/screening/version/preview_page.html", context)

    def end(self, request: HttpRequest, key: int) -> HttpResponse:
        """What the answers come to, with every rule that fired."""
        version, walk = self.home.asked(request, key), _walk(request, key)
        if walk is None:
            return _start(key)
        if (waiting := _waiting(version, walk)) != "end":
            return _to(version, waiting)
        result = evaluate(version, walk["answers"], kind=walk["kind"], **_when(walk))
        counting = outcomes.bound(result.fired, walk["kind"])
        context = {
            "version": version,
            "result": result,
            "lines": outcomes.distinct(rule.patient_line for rule in counting),
            "flags": [flags.in_words(flag) for flag in result.flags],
            "level": Rule.Level(result.outcome).label,
        }
        return render(request, "admin/screening/version/preview_end.html", context)


def _walk(request: HttpRequest, key: int) -> dict[str, Any] | None:
    walk = request.session.get(_KEY)
    return walk if walk and walk["version"] == key else None


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _when(walk: dict[str, Any]) -> dict[str, dt.date]:
    today = clock.now().date()
    return {"on": today, "born": dt.date(today.year - walk["age"], 1, 1)}


def _taken(version: Version, form: StepForm, walk: dict[str, Any]) -> dict[str, Any] | None:
    """As on the road: an emergency does not wait until the page is without faults."""
    if form.is_valid():
        return form.answers()
    so_far = form.so_far() if form.is_bound else {}
    return so_far if emergencies(content_of(version), so_far, **_when(walk)) else None


def _after(version: Version, walk: dict[str, Any], slug: str) -> HttpResponseRedirect:
    """The next page, or the end: after the last page, and at an emergency."""
    slugs = [step.slug for step in questions.steps(version, walk["kind"], walk["answers"])]
    at = slugs.index(slug) if slug in slugs else slugs.index(slug.partition("-")[0])
    is_last = _is_red(version, walk) or at + 1 == len(slugs)
    return _to(version, "end" if is_last else slugs[at + 1])


def _waiting(version: Version, walk: dict[str, Any]) -> str:
    """As on the road: the first page that waits for an answer; "end" when none does."""
    first = questions.first_open(version, walk["kind"], walk["answers"])
    return "end" if first is None or _is_red(version, walk) else first.slug


def _is_red(version: Version, walk: dict[str, Any]) -> bool:
    return bool(emergencies(content_of(version), walk["answers"], **_when(walk)))


def _to(version: Version, slug: str) -> HttpResponseRedirect:
    if slug == "end":
        return HttpResponseRedirect(
            reverse("admin:screening_version_preview_end", args=[version.pk])
        )
    page = reverse("admin:screening_version_preview_page", args=[version.pk, slug])
    return HttpResponseRedirect(page)


def _start(key: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:screening_version_preview", args=[key]))
