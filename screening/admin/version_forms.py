"""The form of a version: the titles of a draft's pages, or the signature of a published one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from screening.admin.fields import ListField
from screening.admin.seen import SEEN, unmoved
from screening.models import Version

PAGES = 5
SIGNATURE = ("signed_by", "signed_registration", "signed_on")


class VersionForm(forms.ModelForm):
    """`seen` as in the forms of a draft's parts; a signature is written once."""

    page_titles = ListField(longest=80, help_text="Five, one a line.")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[SEEN] = self.instance.last_change

    def clean_page_titles(self) -> list[str]:
        titles: list[str] = self.cleaned_data["page_titles"]
        if len(titles) != PAGES:
            raise ValidationError(f"Write {PAGES} titles, one a line.")
        return titles

    def clean(self) -> dict[str, Any]:
        """The row is locked, so that two who save at once stand in line."""
        typed: dict[str, Any] = super().clean() or {}
        if "page_titles" in self.fields:
            draft = unmoved(self, typed, self.instance)
            self.instance.edited_by, self.instance.changed_at = draft.edited_by, draft.changed_at
        elif "signed_by" in self.fields:
            row = Version.objects.select_for_update().get(pk=self.instance.pk)
            if row.is_signed:
                raise ValidationError(f"{row.signed_by} has signed it meanwhile.")
        return typed

    def save_changes(self) -> None:
        """Write what this form is about, and leave the other columns as they are by now."""
        names = [name for name in ("page_titles", *SIGNATURE) if name in self.fields]
        self.instance.save(update_fields=names)
