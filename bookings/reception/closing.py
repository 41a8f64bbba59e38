"""The form that closes a visit, and the one for something that happened there."""

from typing import Any

from django import forms

from bookings.access.family import Around
from bookings.models import AdverseEvent, YoungPerson
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
    assent = forms.ChoiceField(
        required=False,
        label="Did the young person agree?",
        choices=[(YoungPerson.AGREED, "Yes"), (YoungPerson.REFUSED, "No")],
        widget=forms.RadioSelect,
        help_text="Needles need their own yes, apart from the guardian’s.",
    )
    interpreter_present = forms.BooleanField(required=False)
    came_along = forms.CharField(
        required=False,
        max_length=160,
        label="Who was there with the patient?",
        help_text="A name. Empty: nobody.",
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
    advice_given = forms.BooleanField(
        required=False, initial=True, label="Advice for afterwards was given"
    )

    def __init__(self, data: Any = None, *, around: Around, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._ask_about(around)
        self.names = areas()
        places: Any = self.fields["areas"]
        places.choices = list(self.names.items())

    def _ask_about(self, around: Around) -> None:
        """Only what concerns this patient: who signs, the young person, the interpreter."""
        consent = self.fields["spoken_consent"]
        if around.guardian_expected:
            consent.label = "The parent or guardian said yes to needles at this visit"
        elif around.deciding:
            consent.label = f"{around.deciding} said yes to needles at this visit"
        if not around.guardian_expected:
            del self.fields["assent"]
        if around.interpreter:
            label = f"An interpreter was there ({around.interpreter})"
            self.fields["interpreter_present"].label = label
        else:
            del self.fields["interpreter_present"]
        if not around.somebody_comes:
            del self.fields["came_along"]

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
            assent=typed.get("assent", ""),
            interpreter_present=typed.get("interpreter_present", False),
            came_along=typed.get("came_along", ""),
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
