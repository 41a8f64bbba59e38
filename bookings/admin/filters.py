"""Filters beside the lists of visits and messages."""

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from portal.kit import clock


class WhenFilter(admin.SimpleListFilter):
    """Visits by how far off they are."""

    title = "when"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("ahead", "still ahead"),
            ("week", "the next 7 days"),
            ("open", "past and not closed"),
            ("past", "past"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now = clock.now()
        if self.value() == "ahead":
            return queryset.upcoming(now)  # type: ignore[attr-defined]
        if self.value() == "week":
            return queryset.starting(now, now + dt.timedelta(days=7))  # type: ignore[attr-defined]
        if self.value() == "open":
            return queryset.unresolved(now)  # type: ignore[attr-defined]
        if self.value() == "past":
            return queryset.filter(during__endswith__lt=now)
        return queryset


class HolidayFilter(admin.SimpleListFilter):
    """Closures by what they are for."""

    title = "what for"
    parameter_name = "for"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("holiday", "public holidays"), ("other", "everything else")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in ("holiday", "other"):
            return queryset.filter(holiday__isnull=self.value() == "other")
        return queryset


class WorthFilter(admin.SimpleListFilter):
    """Failed messages whose patient should be rung."""

    title = "what to do"
    parameter_name = "worth"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("call", "failed: ring the patient")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "call":
            return queryset.worth_a_call(clock.now())  # type: ignore[attr-defined]
        return queryset
