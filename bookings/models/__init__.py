from bookings.models.account import PatientAccount
from bookings.models.account_mail import AccountMail
from bookings.models.adverse_event import AdverseEvent
from bookings.models.appointment import Appointment
from bookings.models.appointment_rules import Status
from bookings.models.assent import Assent
from bookings.models.call_attempt import CallAttempt
from bookings.models.check_in import CheckIn
from bookings.models.clinic import Clinic, Location, Room
from bookings.models.consent import Consent, ConsentText
from bookings.models.course import Course
from bookings.models.diary import Closure, Opening, WorkingHours
from bookings.models.draft import Draft
from bookings.models.feed import CalendarFeed
from bookings.models.hours_change import HoursChange
from bookings.models.limit import Tries
from bookings.models.link import VisitLink
from bookings.models.merge import PatientMerge
from bookings.models.message import Message, Tick
from bookings.models.note import PatientNote
from bookings.models.offer import Offer, Practitioner, Service
from bookings.models.patient import Patient
from bookings.models.procedure import Procedure, YoungPerson
from bookings.models.reading import Reading
from bookings.models.related import RelatedPerson
from bookings.models.review import Review
from bookings.models.spoken import SpokenConsent
from bookings.models.step import Step
from bookings.models.task import Task
from bookings.models.waitlist import Wish, WishOffer

__all__ = [
    "AccountMail",
    "AdverseEvent",
    "Appointment",
    "Assent",
    "CalendarFeed",
    "CallAttempt",
    "CheckIn",
    "Clinic",
    "Closure",
    "Consent",
    "ConsentText",
    "Course",
    "Draft",
    "HoursChange",
    "Location",
    "Message",
    "Offer",
    "Opening",
    "Patient",
    "PatientAccount",
    "PatientMerge",
    "PatientNote",
    "Practitioner",
    "Procedure",
    "Reading",
    "RelatedPerson",
    "Review",
    "Room",
    "Service",
    "SpokenConsent",
    "Status",
    "Step",
    "Task",
    "Tick",
    "Tries",
    "VisitLink",
    "Wish",
    "WishOffer",
    "WorkingHours",
    "YoungPerson",
]
