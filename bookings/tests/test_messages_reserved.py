"""Where mail may go from a demo and from a real clinic (hazard H16)."""

import pytest
from pytest_django import Settings

from bookings.messages.post import held_back

DEMO_ONLY = ["pat@patient.example", "a@example.com", "b@mail.example.org", "c@here.test"]


@pytest.mark.parametrize("address", DEMO_ONLY)
def test_h16_the_demo_writes_to_reserved_addresses_on_this_machine(
    settings: Settings, address: str
) -> None:
    settings.DEMO, settings.EMAIL_HOST = True, "127.0.0.1"
    assert held_back([address]) == ""
    settings.EMAIL_HOST = "mail.clinic.com.au"
    assert held_back([address]) == "the demo sends to this machine only"


@pytest.mark.parametrize("address", ["pat@clinic.com.au", "x@notexample.com"])
def test_h16_the_demo_writes_to_nobody_real(settings: Settings, address: str) -> None:
    settings.DEMO, settings.EMAIL_HOST = True, "127.0.0.1"
    assert held_back([address]) == "the demo sends to example addresses only"


@pytest.mark.parametrize("address", DEMO_ONLY)
def test_h16_a_real_clinic_never_writes_to_a_reserved_address(
    settings: Settings, address: str
) -> None:
    settings.DEMO, settings.EMAIL_HOST = False, "mail.clinic.com.au"
    assert held_back([address]) == "an example address gets no mail"
    assert held_back(["pat@clinic.com.au"]) == ""
