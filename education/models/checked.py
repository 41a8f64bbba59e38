"""Who wrote and who checked a page: entered by the clinic, never made up (hazard H15)."""

from django.db import models
from django.db.models import Q


class Checked(models.Model):
    """Who wrote a page, who checked it and when."""

    author_name = models.CharField("written by", max_length=80, blank=True)
    author_profession = models.CharField(max_length=60, blank=True)
    author_registration = models.CharField(
        "author's registration number", max_length=40, blank=True
    )
    reviewer_name = models.CharField(
        "checked by",
        max_length=80,
        blank=True,
        help_text="Empty: the page says “Not yet checked by a clinician”.",
    )
    reviewer_profession = models.CharField(max_length=60, blank=True)
    reviewer_registration = models.CharField(
        "reviewer's registration number", max_length=40, blank=True
    )
    last_reviewed = models.DateField(null=True, blank=True)
    next_review = models.DateField(
        null=True, blank=True, help_text="A year after the last; half a year for safety pages."
    )
    change_note = models.CharField("what changed", max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewer_name="")
                | ~Q(reviewer_registration="") & Q(last_reviewed__isnull=False),
                name="%(class)s_signed_whole",
                violation_error_message=(
                    "A page is signed with a name, a registration number and a date of review."
                ),
            ),
            models.CheckConstraint(
                condition=Q(next_review__isnull=True)
                | Q(next_review__gt=models.F("last_reviewed")),
                name="%(class)s_next_review_later",
                violation_error_message="The next review comes after the last.",
            ),
        ]
