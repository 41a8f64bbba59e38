"""When a message that is due may leave, in SQL: not before a time of day, in a working
morning, outside the quiet hours, all by the location's clock.

Aliases: `a` visit, `s` step, `l` location, `c` clinic.
"""


def _local(moment: str) -> str:
    return f"({moment} AT TIME ZONE l.zone)"


def _at(day: str, time: str) -> str:
    """An instant; hours that the clocks skip or repeat are taken as in docs/time.md."""
    return f"(({day} + {time}) AT TIME ZONE l.zone)"


def _not_before(moment: str) -> str:
    start = _at(f"{_local(moment)}::date", "s.not_before")
    return f"CASE WHEN s.not_before IS NULL THEN {moment} ELSE greatest({moment}, {start}) END"


def _working_morning(moment: str) -> str:
    """When work begins on the next day that has working hours there and is not shut."""
    begins = _at("d.day::date", "w.starts")
    return f"""CASE WHEN NOT s.working_morning THEN {moment} ELSE coalesce((
        SELECT min({begins})
        FROM generate_series({_local(moment)}::date + 1, {_local(moment)}::date + 30,
                             interval '1 day') AS d(day)
        JOIN bookings_workinghours w
          ON w.location_id = l.id AND w.weekday = extract(isodow FROM d.day)
         AND w.valid_from <= d.day AND (w.valid_to IS NULL OR w.valid_to >= d.day)
        WHERE NOT EXISTS (
            SELECT FROM bookings_closure x
            WHERE x.practitioner_id IS NULL AND x.room_id IS NULL
              AND (x.location_id IS NULL OR x.location_id = l.id) AND x.during @> {begins})
    ), {moment}) END"""


def awake(moment: str) -> str:
    """`moment`, or the end of the quiet hours that it lies in, if the step keeps them."""
    day, time = f"{_local(moment)}::date", f"{_local(moment)}::time"
    return f"""CASE WHEN s.quiet AND (CASE WHEN c.quiet_from > c.quiet_until
            THEN {time} >= c.quiet_from OR {time} < c.quiet_until
            ELSE {time} >= c.quiet_from AND {time} < c.quiet_until END)
        THEN {_at(f"({day} + ({time} >= c.quiet_until)::int)", "c.quiet_until")}
        ELSE {moment} END"""


def put_off(moment: str) -> str:
    """Joins that end in `due.at`: when a message that falls due at `moment` may leave."""
    return f"""
    CROSS JOIN LATERAL (SELECT {_not_before(moment)} AS at) AS then_open
    CROSS JOIN LATERAL (SELECT {_working_morning("then_open.at")} AS at) AS then_awake
    CROSS JOIN LATERAL (SELECT {awake("then_awake.at")} AS at) AS due"""
