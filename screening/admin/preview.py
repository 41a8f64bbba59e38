"""Walk a questionnaire as a patient does, with made-up answers that are kept nowhere."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from portal.kit import clock
from screening import flags, outcomes
from screening.evaluation import evaluate
from screening.models import Rule, Version
from screening.questions import Step
from screening.sheet import Sheet

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
            return _to(version, _sheet(version, request.session[_KEY]).waiting())
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
        sheet = _sheet(version, walk)
        step = sheet.reachable(slug)
        if step is None:
            return _to(version, sheet.waiting())
        form = sheet.form(step, request.POST if request.method == "POST" else None)
        answers = sheet.taken(form)
        if answers is not None:
            walk["answers"].update(answers)
            request.session[_KEY] = walk
            return _to(version, _sheet(version, walk).following(step))
        context = {"version": version, "form": form, "step": step, "before": sheet.before(step)}
        return render(request, "admin/screening/version/preview_page.html", context)

    def end(self, request: HttpRequest, key: int) -> HttpResponse:
        """What the answers come to, with every rule that fired."""
        version, walk = self.home.asked(request, key), _walk(request, key)
        if walk is None:
            return _start(key)
        sheet = _sheet(version, walk)
        if not sheet.is_done():
            return _to(version, sheet.waiting())
        result = evaluate(**sheet.asked())
        told = outcomes.told(outcomes.bound(result.fired, sheet.kind))
        context = {
            "version": version,
            "result": result,
            "lines": outcomes.distinct(rule.patient_line for rule in told),
            "advice": outcomes.distinct(rule.advice for rule in told),
            "flags": [flags.in_words(flag) for flag in result.flags],
            "level": Rule.Level(result.outcome).label,
        }
        return render(request, "admin/screening/version/preview_end.html", context)


def _walk(request: HttpRequest, key: int) -> dict[str, Any] | None:
    walk = request.session.get(_KEY)
    return walk if walk and walk["version"] == key else None


def _sheet(version: Version, walk: dict[str, Any]) -> Sheet:
    """The walk of somebody who had the birthday of this age on 1 January."""
    today = clock.now().date()
    return Sheet(
        version=version,
        kind=walk["kind"],
        answers=walk["answers"],
        born=dt.date(today.year - walk["age"], 1, 1),
        on=today,
        answered=today,
    )


def _to(version: Version, step: Step | None) -> HttpResponseRedirect:
    """The page of this step, or the end."""
    args = [version.pk, step.slug] if step else [version.pk]
    name = "preview_page" if step else "preview_end"
    return HttpResponseRedirect(reverse(f"admin:screening_version_{name}", args=args))


def _start(key: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:screening_version_preview", args=[key]))
