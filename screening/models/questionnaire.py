"""What a version is made of: questions, their options, and rules."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from screening.models.version import Version

# Hazard H21: nobody lowers these, not even in a draft.
FIRM_RULES = ("E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9")

MOST_EXTRA_MINUTES = 120

snake_case = RegexValidator(r"^[a-z][a-z0-9_]*$", "Use small letters, digits and underscores.")


def frozen(name: str, versions: str) -> pgtrigger.Trigger:
    """Refuse a write to a part of a version that is no draft any more.

    `versions` is SQL that gives the ids of the versions that the row belongs or belonged
    to. They are locked, so that nobody edits while somebody publishes.
    """
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        declare=[("state", "text")],
        func=f"""
            FOR state IN SELECT status FROM screening_version
                WHERE id IN ({versions}) FOR SHARE
            LOOP
                IF state <> 'draft' THEN
                    RAISE EXCEPTION USING ERRCODE = 'check_violation',
                        MESSAGE = 'A published questionnaire does not change.';
                END IF;
            END LOOP;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


class Question(models.Model):
    """One question. A follow-up has a parent and a condition under which it is shown."""

    class Kind(models.TextChoices):
        RADIO = "radio", "one answer"
        CHECKBOX = "checkbox", "any number of answers"
        NUMBER = "number", "a whole number"
        TEXT = "text", "own words"

    version = models.ForeignKey(Version, models.CASCADE, related_name="questions")
    key = models.CharField(max_length=40, validators=[snake_case])
    name = models.CharField(max_length=60, help_text="In a few words, as in “about medicines”.")
    page = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=250)
    hint = models.CharField(max_length=400, blank=True)
    why = models.CharField("why we ask", max_length=300, blank=True)
    required = models.BooleanField(default=True)
    always_ask = models.BooleanField(
        default=False, help_text="Asked for every service, and again before each visit."
    )
    every_service = models.BooleanField(
        default=False, help_text="Asked for every service, even if no rule for it reads the answer."
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="follow_ups"
    )
    shown_when = models.JSONField(null=True, blank=True)
    least = models.IntegerField(null=True, blank=True, help_text="Smallest number taken.")
    most = models.IntegerField(
        null=True, blank=True, help_text="Largest number, or length of the text, taken."
    )
    grows_weekly = models.BooleanField(
        default=False,
        help_text="The number grows by one each week until the visit: weeks of pregnancy.",
    )

    class Meta:
        ordering = ["page", "order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="question_once"),
            models.UniqueConstraint(fields=["version", "page", "order"], name="question_in_order"),
            models.CheckConstraint(
                condition=Q(page__gte=1, page__lte=5),
                name="question_on_five_pages",
                violation_error_message="There are five pages: write 1 to 5.",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(shown_when__isnull=False),
                name="follow_up_has_a_condition",
                violation_error_message="A follow-up needs a condition: when is it asked?",
            ),
        ]
        triggers = [frozen("question_frozen", "OLD.version_id, NEW.version_id")]

    def __str__(self) -> str:
        return self.name


class Option(models.Model):
    """An answer that can be ticked."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    key = models.CharField(max_length=40, validators=[snake_case])
    order = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=250)
    exclusive = models.BooleanField(default=False, help_text="Stands alone: “None of these”.")
    must_tick = models.BooleanField(default=False, help_text="Nobody goes on without it.")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="option_once"),
        ]
        triggers = [
            frozen(
                "option_frozen",
                "SELECT version_id FROM screening_question"
                " WHERE id IN (OLD.question_id, NEW.question_id)",
            )
        ]

    def __str__(self) -> str:
        return self.label


class Rule(models.Model):
    """If the condition holds, then this level and these flags, for whom it binds, and why."""

    class Level(models.TextChoices):
        EMERGENCY = "emergency", "emergency"
        STOP_URGENT = "stop_urgent", "stop, see a doctor soon"
        STOP = "stop", "stop"
        REVIEW = "review", "review"
        NOTE = "note", "note"
        CLEAR = "clear", "clear"

    class Binds(models.TextChoices):
        NEEDLING = "needling", "services with needles"
        HANDS_ON = "hands_on", "all hands-on services"
        EVERY = "every", "every service"

    class Confidence(models.TextChoices):
        HIGH = "high", "high"
        MEDIUM = "medium", "medium"
        LOW = "low", "low"

    version = models.ForeignKey(Version, models.CASCADE, related_name="rules")
    code = models.CharField(max_length=8)
    order = models.PositiveSmallIntegerField()
    when = models.JSONField()
    level = models.CharField(max_length=12, choices=Level.choices)
    binds = models.CharField(max_length=10, choices=Binds.choices)
    flags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    patient_line = models.CharField(max_length=250, blank=True)
    advice = models.CharField(max_length=400, blank=True)
    staff_line = models.CharField(
        max_length=200, blank=True, help_text="What reception does. Never the reason."
    )
    reason = models.CharField(max_length=400)
    sources = ArrayField(models.CharField(max_length=160), default=list, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence.choices)
    firm = models.BooleanField(default=False, help_text="Cannot be lowered.")
    extra_minutes = models.PositiveSmallIntegerField(
        default=0, help_text="What it adds to the visit's length; the most of several counts."
    )
    senior = models.BooleanField(
        default=False, help_text="Only senior practitioners' times are offered."
    )

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="rule_once"),
            models.CheckConstraint(
                condition=~Q(level__in=("emergency", "stop_urgent")) | Q(binds="every"),
                name="urgent_binds_every_service",
                violation_error_message="An emergency or an urgent stop binds every service.",
            ),
            models.CheckConstraint(
                condition=(~Q(firm=True) & ~Q(code__in=FIRM_RULES))
                | Q(firm=True, level="emergency"),
                name="firm_rule_stays_an_emergency",
                violation_error_message="The emergency rules E1 to E9 are never lowered.",
            ),
            models.CheckConstraint(
                condition=Q(extra_minutes__lte=MOST_EXTRA_MINUTES),
                name="rule_adds_two_hours_at_most",
                violation_error_message="A rule adds 120 minutes at most.",
            ),
        ]
        triggers = [frozen("rule_frozen", "OLD.version_id, NEW.version_id")]

    def __str__(self) -> str:
        return self.code
