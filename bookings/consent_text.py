"""The statement that people read before needling, and how it gets into the database.

No clinician has signed it: the clinic's clinical lead checks, changes and signs it. The
rates come from two surveys in which therapists reported on 7,629 and on about 20,490
treatments (doi 10.1179/2042618613Y.0000000044; Int J Sports Phys Ther 2020;15(1):103-13).
"""

import datetime as dt
from pathlib import Path

from bookings.models import ConsentText

VERSION = 1

FILE = Path(__file__).with_name("consent_text.txt")


def load_consent_text(*, now: dt.datetime) -> ConsentText:
    """The current text, or else this one, published now and unsigned. Safe to call again."""
    current = ConsentText.objects.current()
    if current:
        return current
    text, _ = ConsentText.objects.get_or_create(
        version=VERSION,
        defaults={"body": FILE.read_text(encoding="utf-8"), "published_at": now},
    )
    return text
