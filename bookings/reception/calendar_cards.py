"""A visit as a card: all its words made ready, since a full day has hundreds of them."""

from typing import NamedTuple

from django.urls import reverse

from bookings.models import Appointment, Location
from bookings.reception.rows import Row

_HERE = "REFERENCE"


class Card(NamedTuple):
    """`light` says the level and what to do, never the reason (hazard H12)."""

    hours: str
    who: str
    url: str
    move: str
    drag: str
    version: int
    css: str
    sign: str
    words: str
    light_css: str
    light_sign: str
    light: str


def _words(visit: Appointment) -> str:
    """Status and service, and for a course which visit it is, such as 2/6."""
    words = f"{visit.get_status_display()}, {visit.service.name}"
    return f"{words}, {visit.course_number}/{visit.course.visits}" if visit.course else words


class Cards:
    """Makes cards of one place; addresses are looked up once, and not for every visit."""

    def __init__(self, place: Location) -> None:
        self.zone = place.tz
        self.url = reverse("admin:bookings_appointment_change", args=[0])
        self.move = reverse("admin:visit_move", args=[_HERE])
        self.drag = reverse("admin:visit_drag", args=[_HERE])

    def of(self, line: Row) -> Card:
        """The card of one visit."""
        visit, light = line.visit, line.light
        starts, ends = visit.starts.astimezone(self.zone), visit.ends.astimezone(self.zone)
        return Card(
            hours=f"{starts:%H:%M}–{ends:%H:%M}",
            who=str(visit.patient),
            url=self.url.replace("0", str(visit.pk)),
            move=self.move.replace(_HERE, visit.reference) if line.can.move else "",
            drag=self.drag.replace(_HERE, visit.reference),
            version=visit.version,
            css=line.css,
            sign=line.sign,
            words=_words(visit),
            light_css=light.css,
            light_sign=light.sign,
            light=" · ".join([light.word, *light.lines]),
        )
