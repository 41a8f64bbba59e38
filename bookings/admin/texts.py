"""The steps of the messages."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html_join

from bookings.messages import problems
from bookings.messages.texts import PLACEHOLDERS
from bookings.models import Step
from bookings.models.step import TEXTS
from portal.kit import clock
from portal.kit.adminbase import KeptAdmin

_SIGNATURE = ("signed_by", "signed_registration", "signed_on")


class HoursField(forms.DecimalField):
    """A stretch of time as a number of hours, such as 48 or -24; halves and quarters too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=7, decimal_places=2, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """-24 for a day before; what was typed stays as it was typed."""
        if isinstance(value, dt.timedelta):
            return f"{value / dt.timedelta(hours=1):.2f}".rstrip("0").rstrip(".")
        return value

    def clean(self, value: Any) -> Any:
        hours = super().clean(value)
        return None if hours is None else dt.timedelta(hours=float(hours))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial)) != str(data)


class StepForm(ModelForm):
    """A text that the lint refuses is not saved, and what was typed stays."""

    offset = HoursField(
        label="Hours after", help_text="After that moment; -24 is a day before it, 0 at once."
    )
    use_by = HoursField(
        label="Useful for hours", help_text="No longer worth sending so long after it was due."
    )

    class Meta:
        model = Step
        exclude: tuple[str, ...] = ()
        widgets = {
            "name": forms.TextInput(attrs={"class": "wide"}),
            "subject": forms.TextInput(attrs={"class": "wide"}),
            "body": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 18}),
            "not_before": forms.TimeInput(format="%H:%M", attrs={"placeholder": "18:30"}),
            "services": forms.CheckboxSelectMultiple,
        }

    def clean(self) -> dict[str, Any]:
        """Ask the lint once every field is there; its sentences stand above the form."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            fields = {field.attname for field in Step._meta.concrete_fields}
            said = {name: value for name, value in cleaned.items() if name in fields}
            for sentence in problems(Step(**{**_standing(self.instance), **said})):
                self.add_error(None, sentence)
        return cleaned


def _standing(step: Step) -> dict[str, Any]:
    """What the step is now, for the fields that the form does not show."""
    return {field.attname: getattr(step, field.attname) for field in Step._meta.concrete_fields}


@admin.register(Step)
class StepAdmin(KeptAdmin):
    form = StepForm
    change_form_template = "admin/bookings/step/change_form.html"
    list_display = ["name", "anchor", "when", "audience", "reader", "optional", "active", "signed"]
    list_filter = ["active", "anchor", "needles", "who", "optional", "reader"]
    search_fields = ["name", "key", "subject", "body"]
    ordering = ["name"]
    fieldsets = [
        (None, {"fields": ["key", "name", ("active", "active_from")]}),
        (
            "When it leaves",
            {
                "fields": [
                    ("anchor", "offset", "use_by"),
                    ("quiet", "not_before", "working_morning"),
                ]
            },
        ),
        (
            "For whom",
            {
                "fields": [
                    ("reader", "channel", "optional"),
                    ("needles", "who", "flags"),
                    ("min_age", "max_age", "no_next_visit"),
                    "services",
                ]
            },
        ),
        ("What it says", {"fields": [("red_flags", "calendar"), *TEXTS]}),
        (
            "Checked by",
            {
                "fields": [_SIGNATURE],
                "description": "A changed text has to be signed again.",
            },
        ),
    ]

    @admin.display(description="when", ordering="offset")
    def when(self, row: Step) -> str:
        return in_words(row.offset)

    @admin.display(description="for whom")
    def audience(self, row: Step) -> str:
        """The conditions that are set, in words."""
        return in_short(row)

    @admin.display(description="signed", boolean=True)
    def signed(self, row: Step) -> bool:
        return row.is_signed

    def get_readonly_fields(self, request: HttpRequest, obj: Step | None = None) -> list[str]:
        """The key is what sent messages hang on, and set once; a clinician signs (hazard H15)."""
        signs = request.user.has_perm("bookings.sign_texts")
        return [*(["key"] if obj else []), *([] if signs else _SIGNATURE)]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new step writes about nothing that is past."""
        return {"active_from": clock.now(), **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Step, form: ModelForm, change: bool) -> None:
        """A text that was changed loses the signature of the old one (hazard H15)."""
        edited = set(form.changed_data)
        if change and edited & {*TEXTS, "red_flags"} and not edited & set(_SIGNATURE):
            if obj.is_signed:
                messages.warning(request, "The text has changed: a clinician has to sign it again.")
            obj.unsign()
        super().save_model(request, obj, form, change)

    def beneath(self, obj: Step) -> dict[str, Any]:
        """What may stand in curly brackets."""
        rows = [(f"{{{name}}}", words) for name, words in PLACEHOLDERS.items()]
        return {"placeholders": format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows)}


def in_words(offset: dt.timedelta) -> str:
    """Such as "2 days after", "1 hour before" or "at once"."""
    if not offset:
        return "at once"
    length, side = abs(offset), "before" if offset < dt.timedelta(0) else "after"
    for size, unit in ((dt.timedelta(days=1), "day"), (dt.timedelta(hours=1), "hour")):
        if length % size == dt.timedelta(0):
            count = length // size
            return f"{count} {unit}{'' if count == 1 else 's'} {side}"
    return f"{length // dt.timedelta(minutes=1)} minutes {side}"


def in_short(step: Step) -> str:
    """For whom a step is, the conditions that are set with commas between."""
    said = [
        step.get_needles_display() if step.needles != Step.Needles.ANY else "",
        step.get_who_display().partition(":")[0] if step.who != Step.Who.ALL else "",
        " or ".join(step.flags),
        f"from age {step.min_age}" if step.min_age is not None else "",
        f"to age {step.max_age}" if step.max_age is not None else "",
        "without a next visit" if step.no_next_visit else "",
    ]
    return ", ".join(filter(None, said)) or "everyone"
