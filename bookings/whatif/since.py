"""What has changed since the page was shown: the list is made again when it is answered."""

from collections.abc import Sequence

from bookings.models import Appointment


def seen_of(visits: Sequence[Appointment]) -> str:
    """Which visits a page shows, and in which version, for its hidden field."""
    return " ".join(f"{visit.reference}.{visit.version}" for visit in visits)


def changes(seen: str, visits: Sequence[Appointment]) -> list[str]:
    """A sentence for each visit that came, went or changed since `seen`; at most one query."""
    before = dict(part.split(".", 1) for part in seen.split() if "." in part)
    there = {visit.reference for visit in visits}
    said = [
        sentence
        for visit in visits
        if (sentence := _of(visit, before.get(visit.reference))) is not None
    ]
    if gone := before.keys() - there:
        rows = Appointment.objects.filter(reference__in=gone, patient__isnull=False)
        said += [f"No longer concerned: {_named(visit)}." for visit in rows.with_names()]
    return said


def _of(visit: Appointment, version: str | None) -> str | None:
    if version is None:
        return f"Concerned as well, by now: {_named(visit)}."
    if version != str(visit.version):
        return f"Changed at another desk: {_named(visit)}."
    return None


def _named(visit: Appointment) -> str:
    starts = visit.local_starts
    return f"{visit.patient}, {starts:%a} {starts.day} {starts:%b}, {starts:%H:%M}"
