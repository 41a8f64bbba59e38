"""The form that closes a visit, and the one for something that happened there."""

from typing import Any

from django import forms

from bookings.models import AdverseEvent
from bookings.reception.forms import DeskForm, VersionForm, yes_no
from bookings.scheduling import Area, Done
from screening.content import content_of
from screening.load import read
from screening.models import Version

NOTHING = "nothing"
_SENTENCE = "Say in a sentence what happened."


def areas() -> dict[str, str]:
    """The places on the body by key, as the published questionnaire calls them."""
    version = Version.objects.published()
    content = content_of(version) if version else read()
    asked = (one for one in content.questions if one.key == "areas")
    return {option.key: option.label for one in asked for option in one.options}


class CompleteForm(VersionForm):
    """Four presses when all is as usual; a consent is never ticked beforehand (hazard H07)."""

    needles_used = yes_no("Were needles used?")
    spoken_consent = forms.BooleanField(
        required=False,
        label="The patient said yes to needles at this visit",
        help_text="Only needed if needles were used.",
    )
    screening_checked = forms.BooleanField(
        required=False,
        label="I asked the health questions at the visit",
        help_text="Only needed if needles were used and the screening light was not green.",
    )
    areas = forms.MultipleChoiceField(
        required=False,
        label="Where?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list."},
    )
    electrical_stimulation = forms.BooleanField(
        required=False, label="With electrical stimulation through the needles"
    )
    happened = forms.ChoiceField(
        required=False,
        label="Did anything happen?",
        choices=[
            (NOTHING, "Nothing"),
            (AdverseEvent.Kind.FAINTED, "Fainted"),
            (AdverseEvent.Kind.BLEEDING, "Bleeding that did not stop soon"),
            (AdverseEvent.Kind.BREATHLESS, "Breathless, or chest pain"),
            (AdverseEvent.Kind.OTHER, "Something else"),
        ],
        initial=NOTHING,
        widget=forms.RadioSelect,
    )
    happened_words = forms.CharField(
        required=False,
        max_length=500,
        label="What happened?",
        help_text="A sentence if it was something else. The clinical lead reads it.",
    )
    suggest_course = forms.BooleanField(
        required=False,
        label="Suggest a course of visits next",
        help_text="The next page asks how many, and how often.",
    )
    advice_given = forms.BooleanField(
        required=False, initial=True, label="Advice for afterwards was given"
    )

    def __init__(self, data: Any = None, *, may_suggest: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not may_suggest:
            del self.fields["suggest_course"]
        self.names = areas()
        places: Any = self.fields["areas"]
        places.choices = list(self.names.items())

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("needles_used") is False:
            if typed.get("areas"):
                self.add_error("areas", "Only for needles: take the ticks off, or say yes above.")
            if typed.get("electrical_stimulation"):
                self.add_error("electrical_stimulation", "This needs needles: say yes above.")
        other = typed.get("happened") == AdverseEvent.Kind.OTHER
        if other and not typed.get("happened_words", "").strip():
            self.add_error("happened_words", _SENTENCE)
        return typed

    def said(self) -> dict[str, Any]:
        """What the verb takes."""
        typed = self.cleaned_data
        done = Done(
            areas=[Area(key, self.names[key]) for key in typed["areas"]],
            electrical_stimulation=typed["electrical_stimulation"],
            advice_given=typed["advice_given"],
            happened="" if typed["happened"] == NOTHING else typed["happened"],
            happened_words=typed["happened_words"],
        )
        asked = ("version", "needles_used", "spoken_consent", "screening_checked")
        return {**{name: typed[name] for name in asked}, "done": done}


class HappenedForm(DeskForm):
    """What happened; the kind is the button that was pressed."""

    kind = forms.ChoiceField(
        choices=AdverseEvent.Kind.choices,
        error_messages={
            "required": "Press what happened.",
            "invalid_choice": "Press one of these.",
        },
    )
    words = forms.CharField(
        required=False,
        max_length=500,
        label="In a sentence",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed for “something else” only. The clinical lead reads it.",
    )

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        other = typed.get("kind") == AdverseEvent.Kind.OTHER
        if other and not typed.get("words", "").strip():
            self.add_error("words", _SENTENCE)
        return typed


class SeenForm(DeskForm):
    note = forms.CharField(
        required=False,
        max_length=500,
        label="Note",
        help_text="What you did about it. Kept with the event.",
    )
