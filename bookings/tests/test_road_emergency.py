"""The red card, on the page where an emergency ends the road."""

import pytest

from bookings.tests.walking import Walker, set_clock
from conftest import melbourne


@pytest.mark.parametrize(
    ("hour", "words"), [(8, "next open Tue 2 March, 9 am"), (10, "The clinic is open now.")]
)
def test_h13_the_red_card_says_when_the_clinic_opens(walker: Walker, hour: int, words: str) -> None:
    set_clock(melbourne(2, hour))
    walker.begin()
    walker.choose("dry-needling")
    walker.post("/book/screening/1/", emergency_now=["chest_pain"])
    assert words in walker.get("/book/result/").content.decode()
