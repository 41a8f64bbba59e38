"""Fields of the patient's pages."""

import datetime as dt
from typing import Any

from django import forms

from bookings.models.patient import age_on

OLDEST = 120
# East of the server it may be tomorrow already.
TOMORROW = dt.timedelta(days=1)


class DateOfBirthInput(forms.MultiWidget):
    """Day, month and year as three boxes; the form's label is the legend around them."""

    template_name = "bookings/_date_of_birth.html"

    def __init__(self) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput(
                attrs={
                    "class": "form-control",
                    "inputmode": "numeric",
                    "autocomplete": f"bday-{name}",
                    "maxlength": length,
                }
            )
            for name, length in (("day", 2), ("month", 2), ("year", 4))
        }
        super().__init__(boxes)

    def decompress(self, value: dt.date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]

    def id_for_label(self, id_: str) -> str:
        """Where a line of the error summary leads: the first box."""
        return f"{id_}_0"


class DateOfBirthField(forms.MultiValueField):
    """A past date, typed as three numbers. `today` is given by the form, in UTC."""

    widget = DateOfBirthInput
    today: dt.date

    def __init__(self, **kwargs: Any) -> None:
        parts = [forms.IntegerField(min_value=1) for _ in range(3)]
        super().__init__(
            parts,
            require_all_fields=True,
            error_messages={
                "required": "Enter the date of birth: day, month and year.",
                "invalid": "Enter the date of birth in numbers, such as 27 3 1980.",
            },
            **kwargs,
        )
        for part in parts:
            part.error_messages["invalid"] = part.error_messages["min_value"] = self.error_messages[
                "invalid"
            ]

    def compress(self, data_list: list[int]) -> dt.date | None:
        if not data_list:
            return None
        day, month, year = data_list
        try:
            born = dt.date(year, month, day)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(
                "There is no such date. Check the day, the month and the year."
            ) from error
        if born > self.today + TOMORROW:
            raise forms.ValidationError("The date of birth must be in the past.")
        if age_on(born, self.today) > OLDEST:
            raise forms.ValidationError("Check the year, with all 4 numbers, such as 1980.")
        return born
