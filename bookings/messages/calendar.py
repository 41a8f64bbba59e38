"""Calendar files: one visit, no health detail, right in every zone and after every change."""

import datetime as dt
from email.mime.text import MIMEText
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from bookings.models import Appointment, Clinic, Patient, RelatedPerson, Status

Method = Literal["REQUEST", "CANCEL"]
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


def visit_ics(
    appointment: Appointment,
    method: Method,
    clinic: Clinic,
    reader: Patient | RelatedPerson | None = None,
) -> bytes:
    """The visit as an iCalendar file, times in UTC; the same visit gives the same bytes.

    It names no other address than the `reader`'s.
    """
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
    calendar = Calendar()
    calendar.add("prodid", "-//clinic portal//visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return calendar.to_ical()


def attachment(
    appointment: Appointment, clinic: Clinic, reader: Patient | RelatedPerson
) -> MIMEText:
    """The calendar file as a part of an email, its method in the part's type."""
    method = method_for(appointment)
    part = MIMEText(visit_ics(appointment, method, clinic, reader).decode(), "calendar", "utf-8")
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
