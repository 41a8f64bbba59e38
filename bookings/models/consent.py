"""What the patient was told before booking, and that they have said yes to it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bookings.models.appointment import Appointment
from portal.kit import signing


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def current(self) -> "ConsentText | None":
        """The newest published text."""
        return self.filter(published_at__isnull=False).order_by("-version").first()


class ConsentText(signing.Signed):
    """A version of the statement shown before booking; once published it stays as it is."""

    version = models.PositiveIntegerField(unique=True)
    body = models.TextField(
        help_text="Plain paragraphs; a line that starts with '- ' is a point, with '# ' a heading."
    )
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [signing.in_full("consent_text_signed_in_full")]

    def __str__(self) -> str:
        return f"Consent text {self.version}"


class Consent(models.Model):
    """The acknowledgement given with a booking; the spoken consent at the visit comes on top."""

    class GivenBy(models.TextChoices):
        PATIENT = "patient", "the patient"
        GUARDIAN = "guardian", "a parent or guardian"
        CARER = "carer", "a carer"

    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="consent")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents")
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=10, choices=GivenBy.choices)
    given_name = models.CharField(max_length=160)
    areas = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    articles = models.ManyToManyField(
        "education.Revision",
        related_name="+",
        blank=True,
        help_text="The versions of articles that were opened on the way to this visit.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(given_name=""), name="consent_names_who_gave_it"),
        ]

    def __str__(self) -> str:
        return f"Consent for {self.appointment}"
