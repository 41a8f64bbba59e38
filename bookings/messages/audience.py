"""For whom a step is, in SQL: every condition of it has to hold for the visit.

Aliases: `a` visit, `s` step; AROUND joins `v` service, `p` patient, `l` location, `c` clinic.
"""

# What the conditions are asked of.
AROUND = """
    JOIN bookings_service v ON v.id = a.service_id
    JOIN bookings_patient p ON p.id = a.patient_id
    JOIN bookings_location l ON l.id = a.location_id
    CROSS JOIN bookings_clinic c"""

_SCREENED = "SELECT FROM screening_assessment x WHERE x.id = a.assessment_id AND x.flags && {flags}"

_EARLIER_NEEDLES = """FROM bookings_appointment e
    WHERE e.patient_id = a.patient_id AND e.status = 'fulfilled' AND e.needles_used
      AND upper(e.during) <= lower(a.during)"""

# A warning sign that the patient has ever reported, or something that happened at a visit.
_REACTED = """(p.ask_again_since IS NOT NULL OR EXISTS (SELECT FROM bookings_checkin k
    JOIN bookings_appointment o ON o.id = k.appointment_id
    WHERE o.patient_id = a.patient_id AND k.level = 'warning'))"""

# Two visits with needles went well, and nothing about this one asks for care.
_RETURNING = f"""((SELECT count(*) {_EARLIER_NEEDLES}) >= 2
    AND NOT EXISTS ({_SCREENED.format(flags="ARRAY['thorax_caution']::varchar[]")})
    AND NOT EXISTS (SELECT FROM bookings_review r WHERE r.appointment_id = a.id)
    AND NOT {_REACTED})"""

_AGE = "extract(year FROM age((lower(a.during) AT TIME ZONE l.zone)::date, p.date_of_birth))"

# What was used at the visit, once it is closed; before that, what its service uses.
AUDIENCE = f"""(
    (s.needles = 'any' OR (s.needles = 'used') = coalesce(a.needles_used, v.uses_needles))
    AND CASE s.who
        WHEN 'first' THEN NOT EXISTS (SELECT {_EARLIER_NEEDLES})
        WHEN 'returning' THEN {_RETURNING}
        WHEN 'watched' THEN NOT {_RETURNING}
        ELSE true END
    AND (s.flags = '{{}}' OR EXISTS ({_SCREENED.format(flags="s.flags")}))
    AND (s.min_age IS NULL OR {_AGE} >= s.min_age)
    AND (s.max_age IS NULL OR {_AGE} <= s.max_age)
    AND (NOT EXISTS (SELECT FROM bookings_step_services o WHERE o.step_id = s.id)
         OR EXISTS (SELECT FROM bookings_step_services o
                    WHERE o.step_id = s.id AND o.service_id = a.service_id))
    AND NOT (s.no_next_visit AND EXISTS (
        SELECT FROM bookings_appointment n
        WHERE n.patient_id = a.patient_id AND n.status IN ('pending', 'booked')
          AND lower(n.during) >= upper(a.during)))
    AND NOT (s.optional AND {_REACTED}))"""
