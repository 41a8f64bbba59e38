"""What stands about a patient's consent to needles, for whoever closes or prints (hazard H07)."""

from dataclasses import dataclass

from bookings.forms.statement import Statement, own_points, shown
from bookings.models import Appointment, Consent, ConsentText


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed online, if anything; `newer` is a text that has come into force since.

    `lines` hold no health detail: reception reads them too (hazard H12).
    """

    consent: Consent | None
    current: ConsentText | None

    @property
    def newer(self) -> ConsentText | None:
        if self.consent is None or self.current is None:
            return None
        return None if self.consent.text_id == self.current.pk else self.current

    @property
    def electrical_in_words(self) -> str:
        """What was ticked about electrical stimulation, as a sentence."""
        if self.consent is None or self.consent.electrical is None:
            return "Electrical stimulation: not asked online. Ask before you use it."
        if self.consent.electrical:
            return "Electrical stimulation: yes online. Ask again before you use it."
        return "Electrical stimulation: not agreed to online. Use it only after a yes today."


def agreed(visit: Appointment) -> Agreed | None:
    """For a visit with needles; two queries."""
    if not visit.service.uses_needles:
        return None
    consent = Consent.objects.select_related("text").filter(appointment=visit).first()
    return Agreed(consent, ConsentText.objects.current())


def on_paper(visit: Appointment, *, own: bool) -> Statement | None:
    """The text in force, to be signed; None before there is one.

    `own` adds the patient's extra risks, for whoever may read the answers.
    """
    text = ConsentText.objects.current()
    if text is None:
        return None
    given = visit.assessment if own else None
    points = own_points(text, given, visit.service.kind) if given else []
    return shown(text, points, visit.location.emergency_number)
