"""Two people at one draft: who saves second is told, and nothing is overwritten in silence."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from screening import drafting
from screening.models import Version

SEEN = "seen"


def unmoved(form: forms.BaseForm, typed: dict[str, Any], version: Version) -> Version:
    """The draft, locked and as the form has shown it. Raises ValidationError.

    Until the transaction ends nobody else changes or publishes it.
    """
    try:
        draft = drafting.locked(version.pk)
    except drafting.NotADraft as error:
        raise ValidationError(str(error)) from error
    if typed.get(SEEN) != draft.last_change:
        # The next press saves: whoever presses it has been told.
        sent: Any = form.data
        again = sent.copy()
        again[SEEN] = draft.last_change
        form.data = again
        raise ValidationError(
            "Somebody else has changed this draft since you opened the page. What you typed"
            " is still here. Look at the draft in another tab, then save again."
        )
    return draft
