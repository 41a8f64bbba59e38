"""Rows of the ground floor: the demo's moved clock and the proof of the encryption key."""

from django.db import models


class Clock(models.Model):
    """How far the demo's clock has been moved forward; one row at most, demo mode only."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    ahead = models.DurationField(help_text="How far this clinic's clock runs ahead of the world's.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="clock_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.ahead} ahead"


class KeyProof(models.Model):
    """A known sentence under the encryption key: whoever cannot read it has the wrong key."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="keyproof_one_row"),
        ]

    def __str__(self) -> str:
        return "proof of the encryption key"
