"""Who waits for an earlier time, by the link in an offer or fresh from joining (hazard H09).

A session holds grants, as for visits: the page shows the time and place of an offer. To take
it asks the patient's date of birth, once a browser.
"""

import datetime as dt
from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase

from bookings.access import drafts
from bookings.access.my import Mine
from bookings.access.visits import KNOWN, LIVES, Closed, Unknown
from bookings.models import Appointment, Clinic, Draft, Patient, RelatedPerson, Wish, WishOffer
from portal.kit.tokens import digest
from screening.models import Version

GRANTS = "wishes"
# What has ended says so for a while.
SAYS_SO = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A wish, its newest offer, and whether this browser has proved the date of birth."""

    wish: Wish
    offer: WishOffer | None
    in_full: bool
    person: RelatedPerson | None = None

    @property
    def may_act(self) -> bool:
        """Whether taking and declining are for this reader."""
        return self.person is None or self.person.may_book

    def open_offer(self, now: dt.datetime) -> WishOffer | None:
        """What can be answered now."""
        return self.offer if self.offer and self.offer.is_open(now) else None


def open_link(session: SessionBase, token: str, *, now: dt.datetime) -> Wish:
    """Exchange an offer's token for a grant of its wish. Raises Unknown, Closed."""
    found = (
        WishOffer.objects.filter(digest=digest(token))
        .select_related("wish__location", "related_person")
        .first()
    )
    if found is None:
        raise Unknown
    wish = found.wish
    if wish.ended_at and wish.ended_at < now - SAYS_SO:
        raise Closed
    session.cycle_key()
    if not _may_see(found.related_person, wish, now):
        raise Closed
    grant(session, wish, now=now, by_link=True, person=found.related_person)
    return wish


def grant(
    session: SessionBase,
    wish: Wish,
    *,
    now: dt.datetime,
    by_link: bool = False,
    person: RelatedPerson | None = None,
) -> None:
    """This browser may see the wish for the next 30 minutes; `person` acts for the patient."""
    held = {"at": now.isoformat(), "link": by_link, "person": person.pk if person else None}
    session[GRANTS] = {**session.get(GRANTS, {}), wish.reference: held}


def grant_fresh(
    session: SessionBase, wish: Wish, *, now: dt.datetime, person: RelatedPerson | None = None
) -> bool:
    """Who has just joined typed the date of birth themselves.

    False for a `person` whom the patient has not agreed to: they see no more of it (H20).
    """
    if person is not None and not person.may_see:
        return False
    grant(session, wish, now=now, person=person)
    _know(session, wish.patient)
    return True


def see(session: SessionBase, reference: str, *, now: dt.datetime) -> Waiting:
    """The wish that was granted to this browser within the last 30 minutes.

    Raises Unknown; Closed when who acted for the patient may see no more.
    """
    held = session.get(GRANTS, {}).get(reference)
    if held is None or dt.datetime.fromisoformat(held["at"]) <= now - LIVES:
        raise Unknown
    wish = Wish.objects.with_names().filter(reference=reference).first()
    if wish is None:
        raise Unknown
    person = RelatedPerson.objects.filter(pk=held["person"]).first() if held["person"] else None
    if not _may_see(person, wish, now):
        raise Closed
    grant(session, wish, now=now, by_link=held["link"], person=person)
    newest = wish.offers.select_related("practitioner", "visit").first()
    return Waiting(wish, newest, wish.patient.reference in session.get(KNOWN, []), person)


def of_mine(mine: Mine | None, reference: str) -> Waiting | None:
    """The same for whoever has signed in by a code: of the records that this opened."""
    patients = mine.patients if mine else []
    wish = Wish.objects.with_names().filter(reference=reference, patient__in=patients).first()
    account = mine.account_of(wish.patient_id) if mine and wish else None
    if wish is None or account is None:
        return None
    newest = wish.offers.select_related("practitioner", "visit").first()
    return Waiting(wish, newest, in_full=True, person=account.related_person)


def wishes_of(mine: Mine) -> list[Wish]:
    """What the opened records wait for, in line; one query and those of with_names()."""
    return list(Wish.objects.open().filter(patient__in=mine.patients).with_names().in_line())


def prove_born(session: SessionBase, seen: Waiting, born: dt.date, *, now: dt.datetime) -> bool:
    """Whether this is the patient's date of birth; with a link it confirms the address too."""
    patient = seen.wish.patient
    if patient.date_of_birth != born:
        return False
    _know(session, patient)
    if session[GRANTS][seen.wish.reference]["link"]:
        (seen.person or patient).confirm_address(now)
    return True


def _may_see(person: RelatedPerson | None, wish: Wish, now: dt.datetime) -> bool:
    today = now.astimezone(wish.location.tz).date()
    return person is None or person.may_see_on(today)


def forget(session: SessionBase) -> None:
    """The next person at this device sees no wish (hazard H11)."""
    session.pop(GRANTS, None)


def wish_of(visit: Appointment) -> Wish | None:
    """The open wish to bring this visit forward."""
    return Wish.objects.open().filter(visit=visit).select_related("patient").first()


def asks_again(seen: Waiting, *, now: dt.datetime) -> bool:
    """Whether nothing is offered online until the health questions are answered again."""
    days = Clinic.objects.values_list("screening_valid_days", flat=True).first() or 0
    open_ = seen.wish.ended_at is None
    return open_ and not seen.wish.has_valid_answers(days, now)


def begin_answers(
    session: SessionBase, wish: Wish, questionnaire: Version, *, now: dt.datetime
) -> Draft:
    """A draft of health answers alone, for somebody who waits and whose answers lapsed."""
    draft = drafts.begin(session, now=now)
    born = wish.patient.date_of_birth.isoformat()
    drafts.keep(
        draft,
        service=wish.service,
        location=wish.location,
        questionnaire=questionnaire,
        details={"visit": True, "waits": wish.reference, "born": born},
    )
    return draft


def wish_behind(draft: Draft) -> Wish | None:
    """The wish that the answers of a draft are for, if it still waits."""
    rows = Wish.objects.open().filter(reference=draft.details.get("waits", ""))
    return rows.select_related("patient", "service").first()


def _know(session: SessionBase, patient: Patient) -> None:
    session[KNOWN] = sorted({*session.get(KNOWN, []), patient.reference})
