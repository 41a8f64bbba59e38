"""Which service may be booked online, given who has signed what."""

import datetime as dt

import pytest

from bookings.access import gate
from bookings.consent_text import load_consent_text
from bookings.messages import load_journey
from bookings.models import ConsentText, Step
from conftest import Cast
from portal.kit.signing import Signed
from screening.load import load
from screening.models import Version

SIGNATURE = {
    "signed_by": "A Clinician",
    "signed_registration": "DEMO-0001",
    "signed_on": dt.date(2027, 3, 1),
}
TEXTS: list[type[Signed]] = [Version, ConsentText, Step]


@pytest.fixture
def in_production(cast: Cast, now: dt.datetime, settings) -> None:
    settings.DEMO = False
    load(now=now)
    load_consent_text(now=now)
    load_journey(now)


@pytest.mark.parametrize("unsigned", TEXTS)
def test_h15_needling_waits_for_every_signature(
    cast: Cast, in_production: None, unsigned: type[Signed]
) -> None:
    for text in TEXTS:
        if text is not unsigned:
            text._default_manager.update(**SIGNATURE)
    assert "have not signed" in gate.read().refusal(cast.needling, age=40)
    assert gate.read().refusal(cast.massage, age=40) == ""
    assert not gate.is_open_for_needles()
    unsigned._default_manager.update(**SIGNATURE)
    assert gate.read().refusal(cast.needling, age=40) == ""
    assert gate.is_open_for_needles()


def test_h21_one_press_pauses_a_service(cast: Cast, in_production: None) -> None:
    cast.massage.paused = True
    assert "paused" in gate.read().refusal(cast.massage, age=40)
