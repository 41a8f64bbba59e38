"""How often somebody has tried something within the hour, counted where every process sees it."""

import datetime as dt

from django.db import connection, models

KEPT = dt.timedelta(hours=2)


class TriesQuerySet(models.QuerySet["Tries"]):
    def count_up(self, *, what: str, keys: list[str], now: dt.datetime) -> dict[str, int]:
        """Count one try for each key in the hour of `now`; returns the new counts by key.

        One statement, so that parallel tries are all counted.
        """
        hour = now.replace(minute=0, second=0, microsecond=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bookings_tries (what, key, hour, count)"
                " SELECT %s, key, %s, 1 FROM unnest(%s::text[]) AS key ORDER BY key"
                " ON CONFLICT (what, key, hour) DO UPDATE SET count = bookings_tries.count + 1"
                " RETURNING key, count",
                [what, hour, sorted(set(keys))],
            )
            return dict(cursor.fetchall())

    def erase_old(self, now: dt.datetime) -> int:
        """Erase counts of hours gone by; returns how many."""
        return self.filter(hour__lt=now - KEPT).delete()[0]


class Tries(models.Model):
    """Tries of one kind by one key within one hour; a key is a digest and names nobody."""

    what = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField()

    objects = TriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tries"
        indexes = [models.Index(fields=["hour"], name="tries_hour")]
        constraints = [
            models.UniqueConstraint(fields=["what", "key", "hour"], name="tries_once_an_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.count} tries"
