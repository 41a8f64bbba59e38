"""Lists and forms of the records; importing a module registers its admins."""

from bookings.admin import clinic, consent_texts, diary, patients, people, readings, texts, visits

__all__ = ["clinic", "consent_texts", "diary", "patients", "people", "readings", "texts", "visits"]
