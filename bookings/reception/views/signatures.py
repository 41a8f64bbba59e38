"""Who has signed which text, what waits, and what that stops; a clinician signs here (H15)."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bookings import signatures
from bookings.reception.forms import DayInput, DeskForm
from bookings.reception.house import house_of
from bookings.reception.page import page, staff
from bookings.signatures import Paper, Signature
from education.models import Article
from portal.kit import clock


class SignForm(DeskForm):
    """Which texts, and the signature; nothing is ticked or filled in with a name beforehand."""

    texts = forms.MultipleChoiceField(
        label="Texts that I sign",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick what you sign.",
            "invalid_choice": "One of these texts has changed meanwhile. Please look at it again.",
        },
    )
    name = forms.CharField(
        max_length=120,
        label="Name of the clinician",
        error_messages={"required": "Write the name of the clinician who signs."},
    )
    registration = forms.CharField(
        max_length=40,
        label="Registration number",
        error_messages={"required": "Write the registration number."},
    )
    on = forms.DateField(
        label="Date",
        widget=DayInput,
        error_messages={
            "required": "Write the date.",
            "invalid": "Write the date as day, month and year.",
        },
    )
    have_read = forms.BooleanField(
        label="I am this clinician, and I have read each of these texts in full",
        error_messages={"required": "Read the texts, and tick this."},
    )

    def __init__(self, data: Any, *, papers: list[Paper], today: dt.date) -> None:
        super().__init__(data, initial={"on": today})
        self.today = today
        asked: Any = self.fields["texts"]
        asked.choices = [(one.value, str(one.text)) for one in papers if not one.text.is_signed]

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError("This day is still to come.")
        return day

    def signature(self) -> Signature:
        typed = self.cleaned_data
        return Signature(name=typed["name"], registration=typed["registration"], on=typed["on"])


@permission_required("bookings.view_consenttext", raise_exception=True)
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """Every text in force with its signature; a POST by a clinician signs those ticked."""
    found, may_sign = signatures.papers(), request.user.has_perm("bookings.sign_texts")
    if request.method == "POST" and not may_sign:
        raise PermissionDenied
    today = clock.now().astimezone(house_of(request).zone).date()
    form = SignForm(request.POST or None, papers=found, today=today)
    status = 200
    if form.is_valid():
        try:
            count = signatures.sign(form.cleaned_data["texts"], form.signature(), by=staff(request))
            messages.success(request, f"Signed: {count}.")
            return redirect("admin:signatures")
        except signatures.Moved as error:
            form.add_error("texts", str(error))
            status = 409
    context = {"title": "Signatures", "form": form, "may_sign": may_sign, **_shown(found)}
    return page(request, "reception/signatures.html", context, status=status)


def _shown(found: list[Paper]) -> dict[str, Any]:
    """The texts, what is missing, and what that stops."""
    waiting, missing = [one for one in found if not one.text.is_signed], signatures.missing(found)
    return {
        "papers": found,
        "waiting": waiting,
        "missing": missing,
        "stops": bool(waiting or missing),
        "demo": settings.DEMO,
        "articles": Article.objects.published().unsigned().count(),
    }
