"""Calendar files: one visit, no health detail, right in every zone and after every change."""

import datetime as dt
from collections.abc import Sequence
from email.mime.text import MIMEText
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from bookings.models import Appointment, Clinic, Patient, RelatedPerson, Status

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
_STATUS = {Status.CANCELLED: "CANCELLED", Status.PENDING: "TENTATIVE"}


def method_for(appointment: Appointment) -> Method:
    return "CANCEL" if appointment.status == Status.CANCELLED else "REQUEST"


def sequence_for(appointment: Appointment) -> int:
    """The SEQUENCE of a file made now: one above what was told, if it tells something else."""
    if appointment.told_during is None:
        return appointment.sequence
    told = (
        appointment.told_during,
        appointment.told_practitioner_id,
        appointment.told_location_id,
    )
    now_is = (appointment.during, appointment.practitioner_id, appointment.location_id)
    changed = told != now_is or appointment.status == Status.CANCELLED
    return appointment.sequence + changed


Reader = Patient | RelatedPerson


def visit_ics(
    appointment: Appointment, method: Method, clinic: Clinic, reader: Reader | None = None
) -> bytes:
    """The visit as an iCalendar file, times in UTC; the same visit gives the same bytes.

    It names no other address than the `reader`'s.
    """
    return _file([_event(appointment, clinic, reader)], method)


def course_ics(visits: Sequence[Appointment], clinic: Clinic) -> bytes:
    """Several visits in one file. REQUEST and CANCEL are for one event alone, by RFC 5546, so
    it is published; a later file about one of the visits finds it by its UID."""
    return _file([_event(one, clinic, None) for one in visits], "PUBLISH")


def _event(appointment: Appointment, clinic: Clinic, reader: Reader | None) -> Event:
    event = Event()
    event.add("uid", f"{appointment.reference}@{urlsplit(settings.PUBLIC_URL).hostname}")
    event.add("sequence", sequence_for(appointment))
    event.add("dtstamp", last_change(appointment))
    event.add("dtstart", appointment.starts)
    event.add("dtend", appointment.ends)
    event.add("summary", f"Visit at {clinic.name}")
    event.add("location", f"{appointment.location.name}, {_one_line(appointment.location.address)}")
    event.add("description", f"To change or cancel, call {appointment.location.phone}.")
    event.add("status", _STATUS.get(Status(appointment.status), "CONFIRMED"))
    event.add("organizer", _person(clinic.email, clinic.name))
    if reader and reader.email:
        attendee = _person(reader.email, reader.called)
        attendee.params["PARTSTAT"] = vText("ACCEPTED")
        event.add("attendee", attendee)
    return event


def _file(events: Sequence[Event], method: Method) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//clinic portal//visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def attachment(visits: Sequence[Appointment], clinic: Clinic, reader: Reader) -> MIMEText:
    """The calendar file as a part of an email, its method in the part's type."""
    if len(visits) == 1:
        method = method_for(visits[0])
        file = visit_ics(visits[0], method, clinic, reader)
    else:
        method, file = "PUBLISH", course_ics(visits, clinic)
    part = MIMEText(file.decode(), "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="visit.ics")
    return part


def last_change(appointment: Appointment) -> dt.datetime:
    """When time, place or standing of the visit were last written, in UTC."""
    moments = (appointment.changed_at, appointment.confirmed_at, appointment.cancelled_at)
    return max(one for one in moments if one)


def _one_line(address: str) -> str:
    return ", ".join(line.strip() for line in address.splitlines() if line.strip())


def _person(email: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{email}")
    person.params["CN"] = vText(name)
    return person
