"""No needles without a yes and a screening: the database's own gate (hazard H07).

It is asked when needles are first said of a visit, and again whenever what it rests on is
said anew. What happens to the patient later, such as an adverse event, does not touch it.
"""

import pgtrigger

# In step with Appointment.has_valid_answers and the verb that closes a visit.
_SCREENED = """
    SELECT FROM screening_assessment a
    JOIN bookings_patient p ON p.id = NEW.patient_id
    JOIN bookings_location l ON l.id = NEW.location_id
    CROSS JOIN bookings_clinic c
    WHERE a.id = NEW.assessment_id
      AND a.kind = 'needling' AND a.outcome IN ('clear', 'note', 'review')
      AND a.created_at + make_interval(hours => 24 * c.screening_valid_days) > lower(NEW.during)
      AND (p.ask_again_since IS NULL
           OR (a.created_at > p.ask_again_since
               AND coalesce(a.answered_on, a.on)
                   >= (p.ask_again_since AT TIME ZONE l.zone)::date))
"""
_YES = """
    SELECT FROM bookings_spokenconsent s
    WHERE s.appointment_id = NEW.id AND s.undone_at IS NULL
      AND s.where = 'visit' AND s.said = 'yes'
"""

NEEDLES_HAVE_THEIR_GATE = pgtrigger.Trigger(
    name="needles_have_their_gate",
    operation=pgtrigger.Insert | pgtrigger.Update,
    when=pgtrigger.Before,
    condition=pgtrigger.Condition("NEW.needles_used"),
    func=f"""
        IF TG_OP = 'UPDATE' THEN
            IF (NEW.needles_used, NEW.spoken_consent, NEW.screening_checked)
                IS NOT DISTINCT FROM
                (OLD.needles_used, OLD.spoken_consent, OLD.screening_checked)
            THEN RETURN NEW; END IF;
        END IF;
        IF NOT EXISTS ({_YES}) THEN
            RAISE EXCEPTION USING ERRCODE = 'check_violation',
                MESSAGE = 'No needles without the patient''s spoken consent.';
        END IF;
        IF NEW.screening_checked IS NOT TRUE AND NOT EXISTS ({_SCREENED}) THEN
            RAISE EXCEPTION USING ERRCODE = 'check_violation',
                MESSAGE = 'No needles without a valid screening.';
        END IF;
        RETURN NEW;
    """,
)
