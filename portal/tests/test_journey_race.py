"""Forty people want one time, over HTTP, at the running portal."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from portal.tests.running import RunningPortal
from portal.tests.visitor import Visitor

pytestmark = pytest.mark.journey
PEOPLE = 40


def test_forty_requests_for_one_time_hold_it_once_and_offer_the_others_another(
    running_portal: RunningPortal,
) -> None:
    scout = Visitor(running_portal.url, "Scout")
    assert scout.walk_to_times().path == "/book/times/"
    start = scout.form().buttons[-1][1]
    people = [Visitor(running_portal.url, f"Person{number}") for number in range(PEOPLE)]
    ready = Barrier(PEOPLE)

    def prepare(person: Visitor) -> None:
        person.walk_to_times()
        assert person.page.path == "/book/times/", person.page.body

    def press(person: Visitor) -> tuple[int, str]:
        ready.wait()
        answer = person.send(start=start)
        return answer.status, answer.path

    with ThreadPoolExecutor(8) as few:
        list(few.map(prepare, people))
    with ThreadPoolExecutor(PEOPLE) as all_at_once:
        ended = Counter(all_at_once.map(press, people))
    assert ended == {(200, "/book/details/"): 1, (409, "/book/times/"): PEOPLE - 1}
    winner = next(person for person in people if person.page.status == 200)
    winner.fill_in()
    assert winner.send().path == "/book/done/"
    assert "BROKEN" not in running_portal.manage("check_invariants")
    loser = next(person for person in people if person.page.status == 409)
    assert loser.form("/book/times/").buttons, "the nearest times are offered as buttons"
