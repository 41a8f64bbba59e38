"""The demo's mark on a database: only what the demo made does the demo write to again."""

from django.db import models
from django.db.models import Q


class DemoMark(models.Model):
    """The one row that says: this database was made by the demo (hazard H16)."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    made_at = models.DateTimeField()
    played_until = models.DateTimeField(help_text="Up to when the made-up story has been told.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="demo_mark_one_row")]

    def __str__(self) -> str:
        return f"made by the demo on {self.made_at:%Y-%m-%d}"
