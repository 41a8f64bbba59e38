"""The one next step of a page, in words."""

from dataclasses import dataclass

from education.models import LeadsTo


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one step that a page leads to."""

    heading: str
    text: str
    label: str
    url_name: str

    @property
    def is_booking(self) -> bool:
        """Whether it leads to the road, which keeps for the visit what was read."""
        return self.url_name.startswith("bookings:")


NEXT_STEPS = {
    LeadsTo.SCREENING: NextStep(
        "Is it for me?",
        "Answer some health questions. They show whether you can book online,"
        " or should talk to us first. They are not a diagnosis.",
        "Start the health questions",
        "bookings:start",
    ),
    LeadsTo.BOOKING: NextStep(
        "Ready for a visit?",
        "Choose what you need help with, and a time that suits you.",
        "Choose a visit",
        "bookings:start",
    ),
    LeadsTo.CONTACT: NextStep(
        "Do you have a question?",
        "Ring us or write to us. In an emergency, call the emergency number.",
        "Ask the clinic",
        "contact",
    ),
}
