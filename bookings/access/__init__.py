"""The one place that fetches what belongs to a patient: drafts of bookings, and visits.

Everything goes by what this browser's session has been granted, never by an id from an
address alone. Views and forms ask here and nowhere else.
"""
