"""Records whose change can take visits their place: they are shown before it is saved."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect

from bookings.whatif import asking, going_back, must_be_seen

_NOT_SAVED = "Nothing is saved yet. Change what you like, then save again."


class _Unsaved(forms.ModelForm):
    """The form as it was typed, to go on with."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        raise ValidationError(_NOT_SAVED)


class WhatIfAdmin(admin.ModelAdmin):
    """Adding, changing and deleting its rows, inlines and all, asks before visits are lost."""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        """After "Back" a form that is shown again and not saved."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("Unsaved", (_Unsaved, form), {}) if going_back(request) else form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return asking(request, partial(super().changeform_view, request, *args, **kwargs))

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Its action deletes several rows at once."""
        if going_back(request):
            return HttpResponseRedirect(request.get_full_path())
        return asking(request, partial(super().changelist_view, request, *args, **kwargs))

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if going_back(request):
            return HttpResponseRedirect(request.get_full_path())
        return asking(request, partial(super().delete_view, request, *args, **kwargs))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The last that is written of a row and its inlines."""
        super().save_related(request, form, formsets, change)
        must_be_seen(request)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        must_be_seen(request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        super().delete_queryset(request, queryset)
        must_be_seen(request)
