"""Which service somebody may book online by themselves (hazards H15, H20, H21)."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, QuerySet

from bookings.models import Clinic, ConsentText, Service, Step
from screening.models import Version

UNSIGNED = "Our clinicians have not signed the texts for this yet. Please ring us to book."


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The house rules in force, read once for a page."""

    clinic: Clinic
    questionnaire: Version | None
    consent_text: ConsentText | None
    aftercare_signed: bool
    demo: bool

    def refusal(self, service: Service, age: int) -> str:
        """Why `service` is not booked online by somebody of this age; empty if it is."""
        if not service.active:
            return "We do not offer this any more."
        if not service.online:
            return "This is booked by phone. Please ring us."
        if service.paused:
            return "Online booking of this is paused at the moment. Please ring us."
        if self.questionnaire is None:
            return "Online booking is not open yet. Please ring us."
        return self._needles_refusal(age) if service.uses_needles else ""

    def _needles_refusal(self, age: int) -> str:
        if age < self.clinic.guardian_age:
            return f"Under {self.clinic.guardian_age} this is booked by phone. Please ring us."
        if self.consent_text is None or not (self.is_signed or self.demo):
            return UNSIGNED
        return ""

    @property
    def is_signed(self) -> bool:
        """Whether a clinician has signed the health questions, the consent and the aftercare."""
        texts = (self.questionnaire, self.consent_text)
        return self.aftercare_signed and all(text and text.is_signed for text in texts)


def read() -> Gate:
    """As things stand now: three queries."""
    unsigned = Exists(Step.objects.unsigned_aftercare())
    clinic = Clinic.objects.annotate(aftercare_unsigned=unsigned).first()
    return Gate(
        clinic=clinic or Clinic(),
        questionnaire=Version.objects.published(),
        consent_text=ConsentText.objects.current(),
        aftercare_signed=clinic is not None and not clinic.aftercare_unsigned,
        demo=settings.DEMO,
    )


def is_open_for_needles() -> bool:
    """Whether adults may book needling online at all, in one query (hazard H15)."""
    newest = ConsentText.objects.filter(published_at__isnull=False).order_by("-version")[:1]
    texts: list[QuerySet] = [
        Version.objects.filter(status=Version.Status.PUBLISHED),
        ConsentText.objects.filter(pk__in=newest.values("pk")),
    ]
    rules = [~Exists(Step.objects.unsigned_aftercare())]
    if settings.DEMO:
        rules = []
    else:
        texts = [text.exclude(signed_by="") for text in texts]
    return Clinic.objects.filter(*rules, *(Exists(text) for text in texts)).exists()
