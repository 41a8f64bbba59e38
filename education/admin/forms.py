"""The forms of articles and their parts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from education.lint import TEXTS
from education.models import Article, ArticleClaim, ComparisonRow, FaqEntry, Kind, Reference
from portal.kit import textlint

PARTS = ("question", "answer", "needling", "other", "explanation", "outcome", "reason")
# Names below /education/ that are pages of their own.
TAKEN = {"evidence", "glossary", "search", "feed"}


class NoBannedClaims(forms.ModelForm):
    """Refuses, beside the field, what a clinic must not say."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        for name in {*TEXTS, *PARTS} & cleaned.keys():
            for finding in textlint.banned_claims(cleaned[name] or "", where=name):
                self.add_error(name, f"Please leave out {finding.text}")
        return cleaned


class ArticleForm(NoBannedClaims):
    """`seen` is the number of the version that was opened: nobody overwrites a colleague unseen."""

    service_kinds = forms.MultipleChoiceField(
        label="kinds of service that it leads to",
        choices=Kind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self._newest()

    def clean_slug(self) -> str:
        """An address that leads to another article stays with it."""
        slug: str = self.cleaned_data["slug"]
        elsewhere = Article.objects.filter(former_slugs__slug=slug).exclude(pk=self.instance.pk)
        if slug in TAKEN:
            raise ValidationError("This address is a page of its own. Choose another.")
        if other := elsewhere.first():
            raise ValidationError(f"This address leads to “{other}”, which had it earlier.")
        return slug

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        seen = self.cleaned_data.get("seen")
        if self.instance.pk and seen is not None and seen != self._newest():
            raise ValidationError(
                "Somebody has saved this article since you opened it."
                " Open it again in another window, and put in what you have changed."
            )
        return cleaned

    def _newest(self) -> int | None:
        newest = self.instance.revisions.first() if self.instance.pk else None
        return newest.number if newest else None


class FaqInline(admin.StackedInline):
    model = FaqEntry
    form = NoBannedClaims
    extra = 0


class RowInline(admin.StackedInline):
    model = ComparisonRow
    form = NoBannedClaims
    extra = 0


class ClaimInline(admin.TabularInline):
    model = ArticleClaim
    autocomplete_fields = ["claim"]
    extra = 0


class ReferenceInline(admin.StackedInline):
    model = Reference
    fields = ["position", "key", "title", "citation", "doi", "url"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    extra = 0
