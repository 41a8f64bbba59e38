"""The forms of a draft's questions and rules. Nothing typed is lost, nothing is overwritten."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from screening import flags
from screening.admin.adding import ADD, AddLine, possible_lines, with_line
from screening.admin.fields import ListField, OutlineField
from screening.admin.seen import SEEN, unmoved
from screening.content import Content, content_of
from screening.models import Question, Rule, Version
from screening.outcomes import EMERGENCY, STOP_URGENT
from screening.outline import Words

_FIRM = ("code", "level", "binds", "firm")
_URGENT = (EMERGENCY, STOP_URGENT)


class PartForm(forms.ModelForm):
    """A part of a draft. `seen` is the draft's last change as the page has shown it.

    The button “Add this line” shows the form again with one line more, and saves nothing.
    """

    condition: str

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    line = forms.ChoiceField(
        required=False,
        label="Add a line",
        widget=AddLine,
        help_text="Puts the line below the condition. Nothing is saved yet.",
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        self.adds = bool(data) and ADD in data
        super().__init__(with_line(data, self.condition) if self.adds else data, *args, **kwargs)
        version = self._version()
        if version and self.instance.version_id is None:
            self.instance.version = version
        content = content_of(version) if version else Content((), ())
        before = self.instance.key if isinstance(self.instance, Question) else ""
        self.words = Words.of(content, before=before)
        self.content = content
        field: Any = self.fields[self.condition]
        field.words = self.words
        line: Any = self.fields["line"]
        line.choices = [
            ("", "Choose a question and an answer"),
            *possible_lines(content, self.words),
        ]
        self.initial[SEEN] = version.last_change if version else ""
        self.fields["version"].disabled = self.instance.pk is not None

    def full_clean(self) -> None:
        super().full_clean()
        if self.adds:
            self._errors = ErrorDict()

    def is_valid(self) -> bool:
        return not self.adds and super().is_valid()

    def clean(self) -> dict[str, Any]:
        """The draft is locked, so that two who save at once stand in line."""
        typed: dict[str, Any] = super().clean() or {}
        version = typed.get("version")
        if version is None or self.adds:
            return typed
        self.instance.version = unmoved(self, typed, version)
        return typed

    def _version(self) -> Version | None:
        if self.instance.version_id:
            return self.instance.version
        asked = self.data.get("version") if self.is_bound else self.initial.get("version")
        key = str(getattr(asked, "pk", asked) or "")
        found = Version.objects.drafts()
        return found.filter(pk=key).first() if key.isascii() and key.isdecimal() else None


class RuleForm(PartForm):
    condition = "when"
    when = OutlineField(label="If", error_messages={"required": "Say when the rule fires."})
    flags = ListField(comma=True, longest=40, help_text="Such as lie_down, avoid_region:arm.")
    sources = ListField(longest=160, help_text="One a line.")

    class Meta:
        model = Rule
        fields = (
            "version",
            "code",
            "when",
            "level",
            "binds",
            "flags",
            "extra_minutes",
            "senior",
            "firm",
            "patient_line",
            "advice",
            "staff_line",
            "reason",
            "sources",
            "confidence",
        )
        labels = {
            "senior": "Senior practitioner",
            "patient_line": "Line for the patient",
            "staff_line": "Line for reception",
        }
        widgets = {
            "version": forms.HiddenInput,
            "patient_line": forms.Textarea(attrs={"rows": 2, "cols": 70}),
            "staff_line": forms.Textarea(attrs={"rows": 2, "cols": 70}),
            "advice": forms.Textarea(attrs={"rows": 3, "cols": 70}),
            "reason": forms.Textarea(attrs={"rows": 3, "cols": 70}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["firm"].disabled = True
        if self.instance.firm:
            # Hazard H21.
            for name in _FIRM:
                self.fields[name].disabled = True
                self.fields[name].help_text = "An emergency rule is never lowered."

    def clean_flags(self) -> list[str]:
        found: list[str] = self.cleaned_data["flags"]
        if faults := [fault for flag in found if (fault := flags.fault(flag))]:
            raise ValidationError(faults)
        return found

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if typed.get("level") in _URGENT and typed.get("binds") not in (None, Rule.Binds.EVERY):
            self.add_error("binds", "An emergency or an urgent stop binds every service.")
        return typed


class QuestionForm(PartForm):
    condition = "shown_when"
    shown_when = OutlineField(
        required=False, label="Asked if", help_text="Empty: always. A follow-up needs a condition."
    )
    after = forms.ChoiceField(
        required=False, label="Comes after", help_text="Within its page; empty means last."
    )

    class Meta:
        model = Question
        fields = (
            "version",
            "key",
            "name",
            "kind",
            "text",
            "hint",
            "why",
            "parent",
            "shown_when",
            "page",
            "required",
            "least",
            "most",
            "grows_weekly",
            "always_ask",
            "every_service",
        )
        labels = {
            "parent": "Follows up",
            "least": "Smallest number",
            "most": "Largest number or length",
            "grows_weekly": "Grows by one each week",
            "always_ask": "Asked again before each visit",
            "every_service": "Asked for every service",
        }
        widgets = {
            "version": forms.HiddenInput,
            "text": forms.Textarea(attrs={"rows": 2, "cols": 70}),
            "hint": forms.Textarea(attrs={"rows": 2, "cols": 70}),
            "why": forms.Textarea(attrs={"rows": 2, "cols": 70}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [one for one in self.content.questions if one.key != self.instance.key]
        after: Any = self.fields["after"]
        after.choices = [("", "the last one"), *((one.key, one.name) for one in others)]
        self.initial["after"] = _one_before(self.content, self.instance.key)
        parent: Any = self.fields["parent"]
        parent.queryset = Question.objects.filter(version=self._version()).exclude(
            pk=self.instance.pk
        )

    def clean_shown_when(self) -> Any:
        condition = self.cleaned_data["shown_when"]
        return None if condition is True else condition

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if typed.get("parent") and typed.get("shown_when") is None and not self.errors:
            self.add_error("shown_when", "A follow-up needs a condition: when is it asked?")
        return typed


def _one_before(content: Content, key: str) -> str:
    keys = [question.key for question in content.questions]
    place = keys.index(key) if key in keys else len(keys)
    return keys[place - 1] if place else ""
