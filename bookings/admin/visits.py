"""Visits, their messages and tasks, to look at. What is done to a visit is done on Today."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from bookings.access.family import around_one
from bookings.access.readers import may_read, may_suggest
from bookings.admin.filters import WhenFilter, WorthFilter
from bookings.admin.finding import of_patient_or_visit
from bookings.messages import planned
from bookings.models import Appointment, Clinic, Message, Review, Task
from bookings.models.task import TaskQuerySet
from portal.kit import clock
from portal.kit.adminbase import ReadOnlyAdmin


@admin.register(Appointment)
class AppointmentAdmin(ReadOnlyAdmin):
    change_form_template = "admin/bookings/appointment/change_form.html"
    list_display = [
        "reference",
        "starts_there",
        "patient",
        "practitioner",
        "service",
        "location",
        "status",
        "screening",
        "source",
    ]
    list_filter = [
        WhenFilter,
        "status",
        "location",
        "practitioner",
        "service",
        "source",
        "cancelled_late",
    ]
    search_fields = ["reference", "patient__first_name", "patient__last_name", "patient__phone"]
    search_help_text = "Reference, or parts of the patient's name, phone, email or birthday."
    ordering = ["-during"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "reference",
                    "patient",
                    "service",
                    "starts_there",
                    "ends_there",
                    "practitioner",
                    ("location", "room"),
                    "status",
                    "screening",
                ]
            },
        ),
        (
            "What became of it",
            {
                "fields": [
                    ("arrived_at", "in_room_at", "closed_at"),
                    ("needles_used", "spoken_consent", "screening_checked"),
                    ("cancelled_at", "cancelled_by", "cancelled_late"),
                    "cancel_note",
                ]
            },
        ),
        (
            "How it was booked",
            {
                "fields": [
                    ("source", "booked_by_whom"),
                    ("created_at", "confirmed_at"),
                    ("changed_at", "changed_by_whom", "tell_patient"),
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        """Without the answers; a hold has no patient and is nobody's visit yet."""
        rows = Appointment.objects.select_related(
            "patient", "practitioner", "location", "room", "service", "course"
        )
        return rows.filter(patient__isnull=False)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Appointment], search_term: str
    ) -> tuple[QuerySet[Appointment], bool]:
        """By the patient, or by the visit's reference."""
        return of_patient_or_visit(queryset, search_term), False

    @admin.display(description="starts", ordering="during")
    def starts_there(self, row: Appointment) -> str:
        return f"{row.local_starts:%a %d %b %Y, %H:%M}"

    @admin.display(description="ends")
    def ends_there(self, row: Appointment) -> str:
        return f"{row.local_ends:%a %d %b %Y, %H:%M}"

    @admin.display(description="booked by")
    def booked_by_whom(self, row: Appointment) -> str:
        """The name alone: accounts are the manager's."""
        return str(row.booked_by or "the patient")

    @admin.display(description="changed by")
    def changed_by_whom(self, row: Appointment) -> str:
        return str(row.changed_by or "-")

    @admin.display(description="screening")
    def screening(self, row: Appointment) -> str:
        """Whether it was asked; the light with what to do stands on Today."""
        if row.assessment_id:
            return "done"
        return "link sent" if row.screening_sent_at else "not asked"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the ways to the answers for those who may open them."""
        visit = kwargs.get("obj")
        context["may_suggest"] = may_suggest(request.user)
        context["may_read"] = visit is not None and may_read(request.user, visit)
        return super().render_change_form(request, context, *args, **kwargs)

    def beneath(self, obj: Appointment) -> dict[str, Any]:
        """The way to its day, what was and will be written about it, and its history."""
        return {
            "history": history(obj),
            "day_url": day_url(obj),
            "around": around_one(obj, Clinic.objects.first()),
            "lines": planned(obj, clock.now()),
        }


def day_url(visit: Appointment) -> str:
    """Today's page on the visit's day."""
    day = visit.local_starts.date().isoformat()
    return f"{reverse('admin:index')}?day={day}#visit-{visit.reference}"


def history(visit: Appointment) -> list[dict[str, Any]]:
    """Every state that the visit has been in, the newest first; two queries."""
    rows = visit.events.select_related("pgh_context", "practitioner")  # type: ignore[attr-defined]
    events = list(rows.order_by("-pgh_id"))
    who = {event.pgh_id: (event.pgh_context or _NOBODY).metadata.get("user") for event in events}
    users = get_user_model().objects.in_bulk([key for key in set(who.values()) if key])
    return [
        {
            "at": event.pgh_created_at.astimezone(visit.location.tz),
            "by": users.get(who[event.pgh_id]) or "the portal or the patient",
            "status": event.get_status_display(),
            "starts": event.during.lower.astimezone(visit.location.tz),
            "practitioner": event.practitioner,
        }
        for event in events
    ]


class _Nobody:
    metadata: dict[str, Any] = {}


_NOBODY = _Nobody()


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = [
        "step",
        "patient",
        "appointment",
        "status",
        "reason",
        "due_at",
        "sent_at",
        "attempts",
    ]
    list_filter = [WorthFilter, "status", "due_at", "step"]
    list_select_related = ["step", "patient", "appointment"]
    search_fields = ["patient__first_name", "patient__last_name", "appointment__reference"]
    search_help_text = "The visit's reference, or parts of the patient's name, phone or email."
    fields = [
        "step",
        "patient",
        "appointment",
        ("status", "reason"),
        ("due_at", "use_by", "sent_at"),
        ("to", "attempts", "next_try_at"),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Message], search_term: str
    ) -> tuple[QuerySet[Message], bool]:
        """By the patient, or by the visit's reference."""
        return of_patient_or_visit(queryset, search_term, visit="appointment"), False


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    """Without the written reason, which is a clinician's (hazard H12)."""

    list_display = ["appointment", "due_at", "decision", "decided_at", "decided_by"]
    list_filter = ["decision"]
    list_select_related = ["appointment", "decided_by"]
    search_fields = ["appointment__reference"]
    date_hierarchy = "due_at"
    fields = ["appointment", "due_at", "decision", "decided_at", "decided_by"]


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    """The past of the worklist; open tasks are worked on their own page."""

    list_display = ["kind", "patient", "appointment", "created_at", "due_at", "done_at", "done_by"]
    list_filter = ["kind", ("done_at", admin.EmptyFieldListFilter)]
    list_select_related = ["patient", "appointment", "done_by"]
    search_fields = ["patient__first_name", "patient__last_name", "appointment__reference"]
    date_hierarchy = "due_at"
    fields = [
        "kind",
        "patient",
        "appointment",
        "created_at",
        "due_at",
        "done_at",
        "done_by",
        "outcome",
    ]

    def get_queryset(self, request: HttpRequest) -> TaskQuerySet:
        """Clinical call-backs and what came of them are for those who may read answers."""
        rows = Task.objects.all()
        return rows if request.user.has_perm("bookings.read_answers") else rows.for_reception()
