"""What is offered, and by whom."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVector, TrigramWordSimilarity
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

# How like a name what somebody typed has to be: "masage" is 0.71 like "massage".
MUCH_LIKE = 0.55


class ServiceQuerySet(models.QuerySet["Service"]):
    def offered(self) -> "ServiceQuerySet":
        """Shown on the public pages."""
        return self.filter(active=True)

    def online(self) -> "ServiceQuerySet":
        """Bookable by patients now."""
        return self.offered().filter(online=True, paused=False)

    def matching(self, words: str) -> "ServiceQuerySet":
        """Those whose texts hold one of these words, or whose name is much like them."""
        if not words:
            return self.none()
        asked = SearchQuery(" or ".join(words.split()), config="english", search_type="websearch")
        text = SearchVector("name", "summary", "description", config="english")
        return (
            self.annotate(text=text, like=TrigramWordSimilarity(words, "name"))
            .filter(models.Q(text=asked) | models.Q(like__gte=MUCH_LIKE))
            .order_by("-like", "name")
        )


class Service(models.Model):
    """What can be booked, with its length, buffers, grid and house rules."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    summary = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(5)])
    buffer_before = models.PositiveSmallIntegerField("minutes before", default=0)
    buffer_after = models.PositiveSmallIntegerField("minutes after", default=0)
    grid_minutes = models.PositiveSmallIntegerField(
        "a start every (minutes)", default=15, validators=[MinValueValidator(5)]
    )
    price = models.DecimalField(
        max_digits=7, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    currency = models.CharField(max_length=3, default="AUD")

    uses_needles = models.BooleanField(default=False)
    hands_on = models.BooleanField(
        default=True, help_text="The practitioner touches: screening rules for hands-on care bind."
    )
    needs_room = models.BooleanField(default=True)
    room_features = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    min_notice_minutes = models.PositiveIntegerField("minimum notice (minutes)", default=120)
    horizon_days = models.PositiveSmallIntegerField("bookable ahead (days)", default=60)
    cancel_hours = models.PositiveSmallIntegerField(
        "cancellation window (hours)",
        default=24,
        help_text="Later than this before the start, a cancellation is marked late.",
    )

    active = models.BooleanField(default=True)
    online = models.BooleanField("bookable online", default=True)
    paused = models.BooleanField(
        "online booking paused", default=False, help_text="One press stops online booking."
    )

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('services')}#{self.slug}"

    @property
    def kind(self) -> str:
        """Whom screening rules bind: needling, hands_on or every (any service)."""
        if self.uses_needles:
            return "needling"
        return "hands_on" if self.hands_on else "every"


class Practitioner(models.Model):
    """A registered physiotherapist who sees patients."""

    id = models.AutoField(primary_key=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    profession = models.CharField(max_length=60, default="Physiotherapist")
    registration_number = models.CharField(max_length=40, blank=True)
    senior = models.BooleanField(default=False)
    bio = models.TextField(blank=True)
    services: "models.ManyToManyField[Service, Offer]" = models.ManyToManyField(
        Service, through="Offer", related_name="practitioners"
    )
    most_a_day = models.PositiveSmallIntegerField(
        "most visits a day",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Counted by the clock of the location. Empty: as many as fit.",
    )
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("practitioner", args=[self.slug])


class Offer(models.Model):
    """One practitioner offers one service, in their own time if need be."""

    practitioner = models.ForeignKey(Practitioner, models.CASCADE, related_name="offers")
    service = models.ForeignKey(Service, models.CASCADE, related_name="offers")
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Empty: the service's own length."
    )
    most_a_day = models.PositiveSmallIntegerField(
        "most a day",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Of this service with this practitioner. Empty: as many as fit.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practitioner", "service"], name="offer_once"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=5), name="offer_minutes_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner}: {self.service}"
