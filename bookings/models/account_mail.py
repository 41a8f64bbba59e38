"""Emails of the sign-in: codes, and links for a new password. They wait here, sealed."""

import datetime as dt

from django.db import connection, models

from portal.kit.sealed import SealedJSONField

# As long as a code counts: a later one would only puzzle its reader.
USE_FOR = dt.timedelta(minutes=15)
LEASE = dt.timedelta(seconds=30)
MOST = 50


class AccountMailQuerySet(models.QuerySet["AccountMail"]):
    def claim(self, now: dt.datetime) -> list["AccountMail"]:
        """Up to 50 that nobody else is sending, for half a minute; one statement."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE bookings_accountmail SET lease_until = %(until)s WHERE id IN ("
                "  SELECT id FROM bookings_accountmail"
                "  WHERE lease_until IS NULL OR lease_until < %(now)s"
                "  ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED"
                ") RETURNING id",
                {"now": now, "until": now + LEASE, "most": MOST},
            )
            keys = [row[0] for row in cursor.fetchall()]
        return list(self.filter(pk__in=keys).order_by("pk"))

    def erase_old(self, now: dt.datetime) -> int:
        """Erase what would arrive too late; returns how many."""
        return self.filter(created_at__lt=now - USE_FOR).delete()[0]


class AccountMail(models.Model):
    """One email that the sign-in asks for; the row is erased once it has left.

    `what` is empty where nobody is to get it: a row is written all the same, so that no
    answer of a page, nor its time, tells whose addresses the clinic knows (hazard H10).
    """

    class Kind(models.TextChoices):
        SIGN_IN = "sign_in", "code to sign in"
        ADDRESS = "address", "code for a new address"
        STAFF = "staff", "to staff, about their sign-in"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    to = models.EmailField()
    what = SealedJSONField(
        null=True, help_text='{"code"}, or {"subject", "text"} to staff; empty: to nobody.'
    )
    created_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = AccountMailQuerySet.as_manager()

    def __str__(self) -> str:
        return self.get_kind_display()
