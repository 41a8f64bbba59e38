"""An address that emails go to, and what is known of it."""

import datetime as dt

from django.db import models


class Reached(models.Model):
    """Somebody who reads emails: a patient, or who acts for one."""

    email = models.EmailField(blank=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    email_refused_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when mail to this address comes back."
    )
    unsubscribed_at = models.DateTimeField(
        null=True, blank=True, help_text="Wants no optional messages."
    )

    class Meta:
        abstract = True

    def confirm_address(self, now: dt.datetime) -> None:
        """Who opened a link from this inbox knew the date of birth (hazard H09)."""
        if self.email_confirmed_at is None:
            self.email_confirmed_at = now
            self.save(update_fields=["email_confirmed_at"])

    def unsubscribe(self, now: dt.datetime) -> None:
        """No optional messages from now on; pressing twice is the same."""
        if self.unsubscribed_at is None:
            self.unsubscribed_at = now
            self.save(update_fields=["unsubscribed_at"])

    def mail_comes_back(self, now: dt.datetime) -> None:
        """No more mail to this address until somebody has looked at it."""
        rows = type(self)._default_manager.filter(email=self.email, email_refused_at=None)
        rows.filter(pk=self.pk).update(email_refused_at=now)
