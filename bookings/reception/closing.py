"""The form that closes a visit, and the one for something that happened there."""

import datetime as dt
from typing import Any

from django import forms

from bookings.access.family import Around
from bookings.models import AdverseEvent, Appointment, SpokenConsent, YoungPerson
from bookings.models.spoken import NEAR_LUNGS
from bookings.reception.forms import DeskForm, TimeInput, VersionForm, yes_no
from bookings.scheduling import Area, Done, Talk
from screening.content import content_of
from screening.load import read
from screening.models import Version

NOTHING = "nothing"
_SENTENCE = "Say in a sentence what happened."
Said = SpokenConsent.Said
_ANSWERS = [
    (Said.YES, "Yes"),
    (Said.WITHDRAWN, "Yes, and then took it back"),
    (Said.NO, "No"),
    (Said.NOT_TODAY, "Not today"),
    (Said.NOT_ASKED, "I did not suggest needles"),
]
_SAID_YES = {Said.YES, Said.WITHDRAWN}


def areas() -> dict[str, str]:
    """The places on the body by key, as the published questionnaire calls them."""
    version = Version.objects.published()
    content = content_of(version) if version else read()
    asked = (one for one in content.questions if one.key == "areas")
    return {option.key: option.label for one in asked for option in one.options}


class CompleteForm(VersionForm):
    """Four presses when all is as usual; a consent is never ticked beforehand (hazard H07)."""

    needles_used = yes_no("Were needles used?")
    spoken_consent = forms.ChoiceField(
        required=False,
        label="What did the patient say to needles at this visit?",
        choices=_ANSWERS,
        widget=forms.RadioSelect,
        help_text="Asked before the first needle, and again for each new place.",
    )
    withdrawn_at = forms.TimeField(
        required=False,
        label="When was the yes taken back?",
        widget=TimeInput,
        help_text="By the clock of this place. Empty: now.",
        error_messages={"invalid": "Write a time such as 14:30."},
    )
    areas = forms.MultipleChoiceField(
        required=False,
        label="Where were the needles?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list."},
    )
    signed_paper = forms.BooleanField(
        required=False,
        label="The patient signed the consent form on paper",
        help_text="Needed for the chest, the neck and the upper back.",
    )
    electrical_stimulation = forms.BooleanField(
        required=False, label="With electrical stimulation through the needles"
    )
    electrical_consent = forms.BooleanField(
        required=False,
        label="The patient said yes to electrical stimulation at this visit",
        help_text="Asked apart from the needles.",
    )
    words = forms.CharField(
        required=False,
        max_length=1000,
        label="What did the patient ask, and what did you say? (if you like)",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept encrypted, for practitioners.",
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

    def __init__(
        self,
        data: Any = None,
        *,
        visit: Appointment,
        around: Around,
        may_suggest: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        if not may_suggest:
            del self.fields["suggest_course"]
        self._ask_about(around)
        self.visit, self.names = visit, areas()
        places: Any = self.fields["areas"]
        places.choices = list(self.names.items())

    def _ask_about(self, around: Around) -> None:
        """Only what concerns this patient: who signs, the young person, the interpreter."""
        consent = self.fields["spoken_consent"]
        if around.guardian_expected:
            consent.label = "What did the parent or guardian say to needles at this visit?"
        elif around.deciding:
            consent.label = f"What did {around.deciding} say to needles at this visit?"
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
        for name, wrong in {**self._needles_wrong(), **self._consent_wrong()}.items():
            if name not in self.errors:
                self.add_error(name, wrong)
        other = typed.get("happened") == AdverseEvent.Kind.OTHER
        if other and not typed.get("happened_words", "").strip():
            self.add_error("happened_words", _SENTENCE)
        return typed

    def _needles_wrong(self) -> dict[str, str]:
        """What does not go with needles, or with none; a sentence by its field."""
        typed, found = self.cleaned_data, dict[str, str]()
        if typed.get("needles_used") is False:
            if typed.get("areas"):
                found["areas"] = "Only for needles: take the ticks off, or say yes above."
            if typed.get("electrical_stimulation"):
                found["electrical_stimulation"] = "This needs needles: say yes above."
        if typed.get("needles_used"):
            if not typed.get("areas"):
                found["areas"] = "Tick where the needles were."
            if NEAR_LUNGS & set(typed.get("areas", [])) and not typed.get("signed_paper"):
                found["signed_paper"] = (
                    "For these places the patient signs on paper. Print the form, and tick this"
                    " once it is signed."
                )
        if typed.get("electrical_stimulation") and not typed.get("electrical_consent"):
            found["electrical_consent"] = "This needs a yes of its own: tick it if it was given."
        return found

    def _consent_wrong(self) -> dict[str, str]:
        """What is missing or does not fit in what the patient said."""
        typed, found = self.cleaned_data, dict[str, str]()
        said, needles = typed.get("spoken_consent"), typed.get("needles_used")
        if needles and said not in _SAID_YES:
            found["spoken_consent"] = "Needles need the patient’s yes: please record it."
        elif not said and self.visit.service.uses_needles:
            found["spoken_consent"] = "Say what the patient said to needles."
        if typed.get("withdrawn_at") and said != Said.WITHDRAWN:
            found["withdrawn_at"] = "Only if the yes was taken back: choose that above."
        return found

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
        asked = ("version", "needles_used", "screening_checked")
        return {
            **{name: typed[name] for name in asked},
            "spoken_consent": self._said_yes(),
            "talk": self._talk(),
            "done": done,
        }

    def _said_yes(self) -> bool:
        """A yes that was taken back before the first needle is none."""
        said = self.cleaned_data["spoken_consent"]
        return said == Said.YES or (
            said == Said.WITHDRAWN and self.cleaned_data["needles_used"] is True
        )

    def _talk(self) -> Talk:
        typed, at = self.cleaned_data, None
        if typed["withdrawn_at"]:
            place, day = self.visit.location, self.visit.local_starts.date()
            at = dt.datetime.combine(day, typed["withdrawn_at"], place.tz)
        return Talk(
            said=typed["spoken_consent"],
            signed_paper=typed["signed_paper"],
            electrical=typed["electrical_consent"],
            words=typed["words"],
            withdrawn_at=at,
        )


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
