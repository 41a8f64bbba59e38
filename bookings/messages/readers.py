"""To which addresses a message for staff goes."""

import datetime as dt

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q

from bookings.models import Appointment, Clinic, Closure, Practitioner, Step


def staff_addresses(step: Step, visit: Appointment, clinic: Clinic, now: dt.datetime) -> list[str]:
    """Never empty: it goes to the watched address if nobody else is found."""
    found = _leads() if step.reader == Step.Reader.LEAD else _on_duty(visit, now)
    return found or [clinic.email]


def _leads() -> list[str]:
    """Whoever edits the questionnaire leads the clinic's care.

    A superuser whom nobody gave the right runs the machine, and leads no care."""
    right = Permission.objects.filter(
        codename="change_version", content_type__app_label="screening"
    )
    people = get_user_model()._default_manager.filter(
        Q(user_permissions__in=right) | Q(groups__permissions__in=right), is_active=True
    )
    return list(people.order_by("email").values_list("email", flat=True).distinct())


def _on_duty(visit: Appointment, now: dt.datetime) -> list[str]:
    """The visit's practitioner, and whoever has hours there today, without those away.

    Weeks between are not counted: a mail to a colleague too many does no harm.
    """
    today = now.astimezone(visit.location.tz).date()
    works = Q(
        hours__location=visit.location,
        hours__weekday=today.isoweekday(),
        hours__valid_from__lte=today,
    ) & (Q(hours__valid_to__isnull=True) | Q(hours__valid_to__gte=today))
    away = Closure.objects.filter(during__contains=now, practitioner__isnull=False)
    found = (
        Practitioner.objects.filter(works | Q(pk=visit.practitioner_id), active=True)
        .exclude(pk__in=away.values("practitioner"))
        .exclude(user__email="")
        .filter(user__is_active=True)
    )
    return list(found.order_by("user__email").values_list("user__email", flat=True).distinct())
