"""How sure anyone can be, about what: the rows of the evidence page."""

from django.db import models
from django.db.models import Q
from django.urls import reverse


class Evidence(models.TextChoices):
    """How sure anyone can be; a scale of four, loosely after GRADE."""

    GOOD = "good", "Good evidence"
    SOME = "some", "Some evidence"
    EARLY = "early", "Early or mixed evidence"
    UNKNOWN = "unknown", "Not known or not supported"


class About(models.TextChoices):
    """What a claim speaks of: a part of the body, or the treatment itself."""

    ANY = "any", "Any part of the body"
    HEAD = "head", "Head, jaw and neck"
    ARM = "arm", "Shoulder, elbow and arm"
    BACK = "back", "Back, hip and pelvis"
    LEG = "leg", "Knee, leg and foot"
    BODY = "body", "The whole body"
    SAFETY = "safety", "Risks and side effects"
    METHOD = "method", "How it is done"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def labelled(self, label: str) -> "ClaimQuerySet":
        """Of this label; all for an empty one."""
        return self.filter(label=label) if label else self

    def concerning(self, about: str) -> "ClaimQuerySet":
        """About this part; all for an empty one."""
        return self.filter(about=about) if about else self


class Claim(models.Model):
    """One thing that can be asked of research, and how sure its answer is.

    The evidence page and every label in an article show these rows and no others.
    """

    slug = models.SlugField(
        unique=True, help_text="Texts name it: [evidence: neck-pain] becomes its label."
    )
    condition = models.CharField(max_length=80)
    about = models.CharField(max_length=10, choices=About, default=About.ANY)
    comparison = models.CharField(max_length=160, help_text="What was compared with what.")
    outcome = models.CharField(max_length=160, help_text="What came out of it.")
    label = models.CharField("how sure", max_length=10, choices=Evidence)
    reason = models.CharField("why so sure", max_length=200)
    year = models.PositiveSmallIntegerField("year of the newest review", null=True, blank=True)
    position = models.PositiveSmallIntegerField("place in the list", default=100)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["position", "condition"]
        verbose_name = "evidence row"
        constraints = [
            models.CheckConstraint(
                condition=Q(label__in=Evidence.values, about__in=About.values),
                name="claim_choices_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condition}: {self.outcome}"

    def get_absolute_url(self) -> str:
        return f"{reverse('education:evidence')}#{self.slug}"
