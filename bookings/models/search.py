"""Find patients by what is said on the phone: beginnings of names, digits, a birthday.

A stored column holds every word of a record, each after a space, without case or accents:
so the beginning of a word is a text that a trigram index finds from its first two letters.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Concat

_BIRTHDAY = re.compile(r"^(\d{1,2})[./-](\d{1,2})(?:[./-](\d{0,4}))?$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_PUNCTUATION = "-'’."
# Letters that carry no accent which could be taken off.
_PLAIN = str.maketrans("øłđ", "old")
LEAST = 2
MISTYPED = 4
Rows = TypeVar("Rows", bound=QuerySet[Any, Any])


class Folded(Func):
    """Text without case and accents, as `fold` does it; the database may store it."""

    template = (
        "translate(lower(regexp_replace(normalize(%(expressions)s, NFD),"
        " '[\u0300-\u036f]', '', 'g')), 'øłđ', 'old')"
    )
    arity = 1
    output_field = TextField()


class Digits(Func):
    template = r"regexp_replace(%(expressions)s, '\D', '', 'g')"
    output_field = TextField()


class Birthday(Func):
    """A birthday as it is said, and its year as a word of its own."""

    template = " || ".join(
        (
            "date_part('day', %(expressions)s)::int::text",
            "'/'",
            "date_part('month', %(expressions)s)::int::text",
            "'/'",
            "date_part('year', %(expressions)s)::int::text",
            "' '",
            "date_part('year', %(expressions)s)::int::text",
        )
    )
    output_field = TextField()


class Mailbox(Func):
    """An email up to its @: what follows is shared by half of all patients."""

    template = "split_part(%(expressions)s, '@', 1)"
    output_field = TextField()


class Apart(Func):
    """Names with a hyphen or an apostrophe are found by either part."""

    template = f"translate(%(expressions)s, '{_PUNCTUATION.replace(chr(39), chr(39) * 2)}', '    ')"
    output_field = TextField()


def _row_of(*parts: Any) -> Concat:
    """Each of these after a space."""
    return Concat(*(part for one in parts for part in (Value(" "), one)), output_field=TextField())


_NAMES = ("first_name", "last_name", "preferred_name")
WORDS = _row_of(
    Folded(_row_of(*(F(name) for name in _NAMES), Mailbox(F("email")))),
    Folded(Apart(_row_of(*(F(name) for name in _NAMES)))),
    Digits(F("phone")),
    Birthday(F("date_of_birth")),
)


def fold(text: str) -> str:
    """As Folded, for what is typed."""
    apart = unicodedata.normalize("NFD", text)
    return re.sub("[\u0300-\u036f]", "", apart).lower().translate(_PLAIN)


def matching(rows: Rows, typed: str) -> Rows:
    """Those of these patients who fit every word; nobody for less than two characters.

    A word is the beginning of a name or email, digits of the phone however it was spaced,
    or a birthday as day/month/year, day/month or year.
    """
    parts = list(_words(fold(typed)))
    if len("".join(parts)) < LEAST:
        return rows.none()
    digits = [part for part in parts if _is_digits(part) and not _birthday(part)]
    if digits:
        rows = rows.filter(words__contains=_phone("".join(digits)))
    if len(parts) > 1:
        # Few fit together: the index by name would be walked in vain for them.
        rows = rows.order_by(Folded("last_name"), Folded("first_name"))
    for part in parts:
        if "@" in part:
            box = part.partition("@")[0]
            rows = rows.filter(words__contains=f" {box}", email__icontains=part)
        elif part not in digits:
            rows = rows.filter(words__contains=f" {_birthday(part) or part}")
    return rows


def resembling(rows: Rows, typed: str) -> Rows:
    """Those whose names are like every word of four letters or more, where there is one."""
    parts = [part for part in fold(typed).split() if len(part) >= MISTYPED and part.isalpha()]
    if not parts:
        return rows.none()
    for part in parts:
        rows = rows.filter(words__trigram_word_similar=part)
    return rows


def _words(typed: str) -> Iterator[str]:
    """What stands between spaces; a name also ends at a hyphen or an apostrophe."""
    for part in typed.split():
        named = "@" not in part and not any(letter.isdigit() for letter in part)
        yield from filter(None, re.split("[-'’]", part) if named else [part])


def _phone(digits: str) -> str:
    """What to look for: at a word's start if short; 0491 and +61 491 are the same phone."""
    bare = re.sub(r"\D", "", digits)
    without = bare.lstrip("0")
    if len(without) > LEAST:
        return without
    return f" {bare}"


def _birthday(word: str) -> str:
    """As it is stored, as far as it is typed; nothing if this is no birthday."""
    if iso := _ISO.match(word):
        year, month, day = iso.groups()
    elif said := _BIRTHDAY.match(word):
        day, month, year = said.groups(default="")
    else:
        return ""
    return f"{int(day)}/{int(month)}" + (f"/{year}" if year else "")


def _is_digits(word: str) -> bool:
    return bool(re.fullmatch(r"[+()\d-]*\d[+()\d-]*", word))
