"""That a young person has agreed to a visit which somebody else has booked for them."""

from django.db import models
from django.db.models import Q

from bookings.models.appointment import Appointment


class Assent(models.Model):
    """The young person's own yes, as it was told with the booking; apart from any consent.

    What they say at the visit itself stands with the Procedure.
    """

    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="assent")
    told_at = models.DateTimeField()
    told_by = models.CharField(max_length=160, help_text="Who booked, and says so.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(told_by=""), name="assent_names_who_told_it"),
        ]

    def __str__(self) -> str:
        return f"Assent to {self.appointment}"
