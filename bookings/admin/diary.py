"""Working hours, one-off openings and closures."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse

from bookings import holidays
from bookings.admin.filters import HolidayFilter
from bookings.admin.ranges import StretchForm, zone_of
from bookings.admin.whatif import WhatIfAdmin
from bookings.models import Closure, Location, Opening, Room, WorkingHours


@admin.register(WorkingHours)
class WorkingHoursAdmin(WhatIfAdmin):
    list_display = [
        "practitioner",
        "weekday",
        "starts",
        "ends",
        "location",
        "every_weeks",
        "valid_from",
        "valid_to",
    ]
    list_filter = ["weekday", "location", "practitioner"]
    list_select_related = ["practitioner", "location"]
    search_fields = ["practitioner__name", "location__name"]
    date_hierarchy = "valid_from"


class OpeningForm(StretchForm):
    class Meta:
        model = Opening
        fields = ["practitioner", "location"]


class ClosureForm(StretchForm):
    class Meta:
        model = Closure
        fields = ["practitioner", "location", "room", "reason"]

    def clean_location(self) -> Location | None:
        """A public holiday belongs to its location: another one has a list of its own."""
        if self.instance.holiday and "location" in self.changed_data:
            raise ValidationError("A public holiday stays with the location that it is for.")
        place: Location | None = self.cleaned_data["location"]
        return place

    def zone(self, named: dict[str, Any]) -> ZoneInfo:
        """A room lies somewhere too."""
        room = named.get("room") or self.instance.room
        place = named.get("location") or (room.location if room else None)
        return zone_of(location=place, practitioner=named.get("practitioner"))


class StretchAdmin(WhatIfAdmin):
    """Rows with a stretch of time, shown by the clock that `zone_of` finds, the latest first."""

    list_per_page = 50
    ordering = ["-during"]
    zones: ClassVar[list[str]] = ["location__zone"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        hours = WorkingHours.objects.filter(practitioner=OuterRef("practitioner"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                zone=Coalesce(
                    *self.zones,
                    Subquery(hours.values("location__zone")[:1]),
                    Subquery(Location.objects.filter(active=True).values("zone")[:1]),
                    Value("UTC"),
                )
            )
        )

    @admin.display(description="from", ordering="during")
    def starts(self, row: Any) -> str:
        return f"{row.during.lower.astimezone(ZoneInfo(row.zone)):%a %d %b %Y, %H:%M}"

    @admin.display(description="until")
    def ends(self, row: Any) -> str:
        return f"{row.during.upper.astimezone(ZoneInfo(row.zone)):%a %d %b %Y, %H:%M}"


@admin.register(Opening)
class OpeningAdmin(StretchAdmin):
    form = OpeningForm
    fields = ["practitioner", "location", "starts", "ends"]
    list_display = ["practitioner", "location", "starts", "ends"]
    list_filter = ["location", "practitioner"]
    list_select_related = ["practitioner", "location"]
    search_fields = ["practitioner__name"]


@admin.register(Closure)
class ClosureAdmin(StretchAdmin):
    form = ClosureForm
    fields = ["practitioner", "location", "room", "starts", "ends", "reason"]
    list_display = ["reason", "is_holiday", "practitioner", "location", "room", "starts", "ends"]
    list_filter = [HolidayFilter, "location", "practitioner"]
    list_select_related = ["practitioner", "location", "room__location"]
    search_fields = ["reason", "practitioner__name"]
    zones: ClassVar[list[str]] = ["location__zone", "room__location__zone"]

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """A room says where it is."""
        if db_field.name == "room":
            return Room.objects.select_related("location")
        return super().get_field_queryset(db, db_field, request)

    @admin.display(description="public holiday", boolean=True, ordering="holiday")
    def is_holiday(self, row: Closure) -> bool:
        return row.holiday is not None

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """With the way to the public holidays of the first location."""
        first = Location.objects.filter(active=True).first()
        return super().changelist_view(request, {**(extra_context or {}), "first_place": first})

    def delete_model(self, request: HttpRequest, obj: Closure) -> None:
        """A public holiday deleted here is worked, as if it were unticked."""
        if obj.holiday and obj.location:
            holidays.remove(obj.location, [obj.holiday])
        else:
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Closure]) -> None:
        for row in queryset.filter(holiday__isnull=False):
            self.delete_model(request, row)
        super().delete_queryset(request, queryset)
