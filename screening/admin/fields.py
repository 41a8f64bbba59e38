"""Form fields of the questionnaire's parts: conditions as lines, lists as lines or commas."""

from typing import Any

from django import forms

from screening import outline
from screening.conditions import Condition
from screening.outline import Unclear, Words


class OutlineField(forms.CharField):
    """A condition, typed as the lines of screening.outline; `words` is set by the form."""

    words = Words({}, {})

    def __init__(self, **kwargs: Any) -> None:
        rows = forms.Textarea(attrs={"rows": 6, "cols": 70, "spellcheck": "false"})
        super().__init__(strip=False, widget=rows, **kwargs)

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else outline.written(value)

    def clean(self, value: Any) -> Condition:
        text = super().clean(value)
        try:
            return outline.read(text, self.words)
        except Unclear as error:
            raise forms.ValidationError(error.sentences) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class ListField(forms.CharField):
    """A list of texts, one a line, or parted by commas."""

    def __init__(self, *, comma: bool = False, longest: int, **kwargs: Any) -> None:
        widget = forms.TextInput if comma else forms.Textarea
        attrs = {"size": 70} if comma else {"rows": 3, "cols": 70}
        super().__init__(required=False, widget=widget(attrs=attrs), **kwargs)
        self._mark, self._longest = (",", longest) if comma else ("\n", longest)

    def prepare_value(self, value: Any) -> str:
        between = ", " if self._mark == "," else "\n"
        return between.join(value) if isinstance(value, list) else value or ""

    def clean(self, value: Any) -> list[str]:
        found = [one.strip() for one in super().clean(value).split(self._mark) if one.strip()]
        if any(len(one) > self._longest for one in found):
            raise forms.ValidationError(f"Use {self._longest} letters or fewer for each.")
        return found
