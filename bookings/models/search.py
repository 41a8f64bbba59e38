"""Find patients by what is said on the phone: parts of a name, phone, email, birthday."""

import datetime as dt
import re
from typing import Any, TypeVar

from django.db.models import CharField, F, Func, Lookup, Q, QuerySet, Value

_BIRTHDAY = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$")
LEAST = 2
Rows = TypeVar("Rows", bound=QuerySet[Any, Any])


@CharField.register_lookup
class ILike(Lookup):
    """ILIKE on the bare column, which a trigram index serves; it does not serve icontains."""

    lookup_name = "ilike"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} ILIKE {right}", (*left_params, *right_params)


def matching(rows: Rows, words: str) -> Rows:
    """Those of these patients who fit every word; nobody for less than two characters.

    A word is a part of a name or email, digits of the phone however it was spaced, or a
    birthday as day/month/year.
    """
    parts = words.split()
    if len("".join(parts)) < LEAST:
        return rows.none()
    birthdays = {part: day for part in parts if (day := _birthday(part))}
    digits = [part for part in parts if part not in birthdays and _is_digits(part)]
    for day in birthdays.values():
        rows = rows.filter(date_of_birth=day)
    if digits:
        phone = re.sub(r"\D", "", "".join(digits))
        rows = rows.annotate(phone_digits=_phone_digits()).filter(phone_digits__contains=phone)
    for part in parts:
        if part not in birthdays and part not in digits:
            rows = rows.filter(_named(part))
    return rows


def _named(part: str) -> Q:
    like = "%" + re.sub(r"([%_\\])", r"\\\1", part) + "%"
    return (
        Q(first_name__ilike=like)
        | Q(last_name__ilike=like)
        | Q(preferred_name__ilike=like)
        | Q(email__ilike=like)
    )


def _birthday(word: str) -> dt.date | None:
    parts = _BIRTHDAY.match(word)
    if parts is None:
        return None
    day, month, year = (int(part) for part in parts.groups())
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _is_digits(word: str) -> bool:
    return bool(re.fullmatch(r"[+()\d-]*\d[+()\d-]*", word))


def _phone_digits() -> Func:
    return Func(
        F("phone"),
        Value(r"\D"),
        Value(""),
        Value("g"),
        function="regexp_replace",
        output_field=CharField(),
    )
