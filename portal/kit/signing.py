"""A clinician's signature on a text: name, registration number and date (hazard H15)."""

from django.db import models
from django.db.models import Q


class Signed(models.Model):
    """What a clinician of the clinic signs in the admin; the portal invents no clinician."""

    signed_by = models.CharField(
        max_length=120, blank=True, help_text="The clinician who has checked this version."
    )
    signed_registration = models.CharField("registration number", max_length=40, blank=True)
    signed_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_signed(self) -> bool:
        """Whether a clinician's name, registration number and date stand on it."""
        return bool(self.signed_by)

    def unsign(self) -> None:
        """Take the signature off; not saved yet. What was signed is no longer what stands."""
        self.signed_by, self.signed_registration, self.signed_on = "", "", None


def in_full(name: str) -> models.CheckConstraint:
    """The constraint of this name: a signature has all its three parts, or none."""
    return models.CheckConstraint(
        condition=Q(signed_by="", signed_registration="", signed_on__isnull=True)
        | (~Q(signed_by="") & ~Q(signed_registration="") & Q(signed_on__isnull=False)),
        name=name,
        violation_error_message="A signature has name, registration number and date.",
    )
