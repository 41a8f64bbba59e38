"""Lists and forms of the records; importing a module registers its admins."""

from bookings.admin import clinic, diary, patients, people, readings, texts, visits

__all__ = ["clinic", "diary", "patients", "people", "readings", "texts", "visits"]
