"""One visit, by an emailed link or fresh from the road (hazard H09).

A session holds grants: which visit, by which link or as whom, and when it was last looked
at. Time and place need a grant; anything more needs the patient's date of birth, once a
browser. Whoever acts for the patient sees as long as they may, and changes what they may
change (hazard H20).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from bookings.models import Appointment, Patient, RelatedPerson, VisitLink
from portal.kit.tokens import digest

GRANTS, KNOWN, REPORTED = "visits", "known_patients", "reported"
# As on the road: the next person at the same device finds nothing (hazard H11).
LIVES = dt.timedelta(minutes=30)


class Unknown(Exception):
    """No such link, or no grant for this visit; which of them is not said (HTTP 404)."""


class Closed(Exception):
    """A link that has expired or was revoked, or a say that has ended (HTTP 410)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit, and whether this browser has proved the patient's date of birth.

    `mine`: by a sign-in with a code. `person` is who acts for the patient here, None the
    patient.
    """

    visit: Appointment
    in_full: bool
    mine: bool = False
    person: RelatedPerson | None = None

    @property
    def may_act(self) -> bool:
        """Whether moving and cancelling are for this reader."""
        return self.person is None or self.person.may_book

    @property
    def reader(self) -> Patient | RelatedPerson | None:
        return self.person or self.visit.patient


def open_link(session: SessionBase, token: str, *, now: dt.datetime) -> VisitLink:
    """Exchange a link's token for a grant of its visit. Raises Unknown, Closed."""
    link = _link(token, now, VisitLink.Purpose.VISIT, VisitLink.Purpose.CHECK_IN)
    session.cycle_key()
    _grant(session, link.appointment.reference, now, link=link.pk)
    return link


def unsubscriber(token: str, *, now: dt.datetime) -> Patient | RelatedPerson:
    """Whom an unsubscribe link belongs to; it opens nothing else. Raises Unknown, Closed."""
    link = _link(token, now, VisitLink.Purpose.UNSUBSCRIBE)
    reader = link.related_person or link.appointment.patient
    if reader is None:
        raise Unknown
    return reader


def _link(token: str, now: dt.datetime, *purposes: str) -> VisitLink:
    found = VisitLink.objects.filter(digest=digest(token), purpose__in=purposes)
    link = found.select_related(
        "appointment__patient", "appointment__location", "related_person"
    ).first()
    if link is None:
        raise Unknown
    if not link.opens_at(now):
        raise Closed
    return link


def grant_fresh(
    session: SessionBase, visit: Appointment, *, now: dt.datetime, person: RelatedPerson | None
) -> None:
    """Who has just booked a visit may look at it; they typed the date of birth themselves.

    `person` booked it for the patient. Where the patient has not agreed that they see it, they
    get no further than the page that says it is booked.
    """
    if person is None or person.may_see:
        _grant(session, visit.reference, now, person=person.pk if person else None)
        _know(session, visit)


def see(session: SessionBase, reference: str, *, now: dt.datetime) -> Seen:
    """The visit that was granted to this browser within the last 30 minutes.

    Raises Unknown; Closed when the link behind the grant has been closed meanwhile, or who
    acted for the patient may see no more.
    """
    grant = session.get(GRANTS, {}).get(reference)
    if grant is None or dt.datetime.fromisoformat(grant["at"]) <= now - LIVES:
        raise Unknown
    visit = Appointment.objects.with_names().get(reference=reference)
    person = _still_open(grant, visit, now)
    _grant(session, reference, now, link=grant["link"], person=grant["person"])
    return Seen(visit, _patient_key(visit) in session.get(KNOWN, []), person=person)


def _still_open(
    grant: dict[str, Any], visit: Appointment, now: dt.datetime
) -> RelatedPerson | None:
    """Who acts for the patient by this grant; None is the patient. Raises Closed."""
    if grant["link"] is not None:
        link = visit.links.filter(pk=grant["link"]).select_related("related_person").first()
        if link is None or not link.opens_at(now):
            raise Closed
        return link.related_person
    if grant["person"] is None:
        return None
    person = RelatedPerson.objects.get(pk=grant["person"])
    if not person.may_see_on(now.astimezone(visit.location.tz).date()):
        raise Closed
    return person


def note_report(session: SessionBase, visit: Appointment, level: str, *, urgent: bool) -> None:
    """Which page follows a check-in, for this browser; never what was ticked."""
    session[REPORTED] = {**session.get(REPORTED, {}), visit.reference: [level, urgent]}


def reported(session: SessionBase, visit: Appointment) -> tuple[str, bool] | None:
    """The level of the check-in that was just sent, and whether it is one to call about now."""
    found = session.get(REPORTED, {}).get(visit.reference)
    return tuple(found) if found else None


def forget(session: SessionBase) -> None:
    """The next person at this device sees no visit (hazard H11)."""
    session.pop(GRANTS, None)
    session.pop(KNOWN, None)
    session.pop(REPORTED, None)


def wants_answers(seen: Seen, *, now: dt.datetime) -> bool:
    """Whether the health questions of this visit are still to be answered, and may be here."""
    asked = seen.in_full and seen.may_act and seen.visit.assessment is None
    return asked and seen.visit.can_be_cancelled(now)


def may_take_back(seen: Seen, *, now: dt.datetime) -> bool:
    """Whether the yes to needles can be taken back here: after the birthday, and only once.

    That the visit has needles is shown to nobody before (hazard H09).
    """
    visit = seen.visit
    if not (seen.in_full and visit.service.uses_needles and visit.can_be_cancelled(now)):
        return False
    return visit.patient is not None and visit.patient.no_needles_since is None


def prove_born(session: SessionBase, seen: Seen, born: dt.date, *, now: dt.datetime) -> bool:
    """Whether this is the patient's date of birth; this browser is then asked no more.

    With a link from the reader's inbox it also shows that the address is theirs.
    """
    patient = seen.visit.patient
    if patient is None or patient.date_of_birth != born:
        return False
    if seen.mine:
        return True
    _know(session, seen.visit)
    by_link = session[GRANTS][seen.visit.reference]["link"] is not None
    if by_link and seen.reader and seen.reader.email_confirmed_at is None:
        seen.reader.confirm_address(now)
    return True


def _grant(
    session: SessionBase,
    reference: str,
    now: dt.datetime,
    *,
    link: int | None = None,
    person: int | None = None,
) -> None:
    grants = session.get(GRANTS, {})
    grant = {"link": link, "person": person, "at": now.isoformat()}
    session[GRANTS] = {**grants, reference: grant}


def _know(session: SessionBase, visit: Appointment) -> None:
    session[KNOWN] = sorted({*session.get(KNOWN, []), _patient_key(visit)})


def _patient_key(visit: Appointment) -> str:
    return visit.patient.reference if visit.patient else ""
