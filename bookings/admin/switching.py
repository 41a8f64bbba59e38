"""Say how many visits lose their place when something that they need is switched off."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from bookings.models.orphans import orphaned
from portal.kit import clock
from portal.kit.adminbase import KeptAdmin


class SwitchedAdmin(KeptAdmin):
    """A record with `active`; visits have a column of its model's name."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "active" in form.changed_data and not obj.active:
            count = orphaned(clock.now()).filter(**{obj._meta.model_name: obj}).count()
            if count:
                _say(request, count)


def _say(request: HttpRequest, count: int) -> None:
    sentence = format_html(
        '{} ahead cannot stand any more. <a href="{}">See whom to ring</a>.',
        "1 visit" if count == 1 else f"{count} visits",
        reverse("admin:orphans"),
    )
    messages.warning(request, sentence)
