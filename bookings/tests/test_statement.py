"""How a consent text is read: its parts, and the risks that are for some readers alone."""

from bookings.consent_text import from_file
from bookings.models.statement import (
    PARTS,
    Block,
    blocks,
    faults,
    points_for,
    with_number,
)
from portal.kit.textlint import banned_claims, hard_to_read, long_sentences
from screening.flags import KNOWN
from screening.load import read

KEYS = {*KNOWN, *(rule.code for rule in read().rules)}


def without(part: int) -> str:
    """The file's text without the heading of this part."""
    return "\n".join(line for line in from_file().splitlines() if not line.startswith(f"# {part}."))


def test_the_text_of_the_file_has_all_eighteen_parts_and_nothing_to_mend() -> None:
    headings = [one.lines[0] for one in blocks(from_file()) if one.kind == "heading"]
    assert [int(line.partition(".")[0]) for line in headings] == list(PARTS)
    assert faults(from_file(), KEYS) == []


def test_the_text_of_the_file_reads_at_nine_to_eleven_and_claims_nothing() -> None:
    body = from_file()
    lines = [line for one in blocks(body) for line in one.lines]
    words = "\n".join([*lines, *points_for(body, KEYS, KEYS)]).replace("{emergency_number}", "000")
    assert [*hard_to_read(words), *long_sentences(words), *banned_claims(words)] == []


def test_a_part_that_is_left_out_is_named_with_what_it_is_about() -> None:
    for number, about in PARTS.items():
        found = faults(without(number), KEYS)
        assert (
            f"Part {number} is missing: {about}. Its heading begins with “# {number}. ”." in found
        )


def test_parts_come_once_and_in_order() -> None:
    twice = from_file() + "\n# 3. Will it help?\nPerhaps."
    assert faults(twice, KEYS) == [
        "The parts are numbered from 1 to 18, each once and in this order."
    ]


def test_rates_the_emergency_number_and_the_lung_are_asked_for() -> None:
    body = from_file().replace("in 100", "of many").replace("{emergency_number}", "000")
    found = faults(body.replace("thorax_caution", "lie_down"), KEYS)
    assert [line.split(":")[0] for line in found] == [
        "There is no extra risk for thorax_caution",
        "Part 7 gives no rate such as “about 8 in 100”",
        "Part 12 needs {emergency_number}",
    ]


def test_a_risk_that_hangs_on_nothing_or_cannot_be_read_is_named() -> None:
    found = faults(f"{from_file()}\n? M99: words\n? no colon", KEYS)
    assert found == [
        "“? no colon” cannot be read: write “? flag, RULE: words”.",
        "There is no flag and no rule “M99” in the published questionnaire.",
    ]


def test_a_risk_is_for_whoever_has_one_of_its_flags_or_rules() -> None:
    body = "# 9. Own\n? thorax_caution, L1: lungs\n? avoid_region: a part\n? M1: blood"
    assert points_for(body, ["avoid_region:arm"], []) == ["a part"]
    assert points_for(body, ["thorax_caution"], ["L1", "M1"]) == ["lungs", "blood"]
    assert points_for(body, [], []) == []


def test_risks_stand_in_no_block_and_points_go_together() -> None:
    body = "# 1. What\nWords.\n- one\n? M1: blood\n- two"
    assert blocks(body) == [
        Block("heading", ["1. What"]),
        Block("text", ["Words."]),
        Block("points", ["one"]),
        Block("points", ["two"]),
    ]


def test_the_number_of_the_place_stands_in_the_text() -> None:
    assert with_number("Call {emergency_number}.", "112") == "Call 112."
    assert with_number("Call {emergency_number}.", "") == "Call the emergency number."
