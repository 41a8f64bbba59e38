"""The lint of texts: what it refuses, what it lets pass, and how it counts."""

import pytest

from portal.kit import textlint

CLAIMS = [
    "Dry needling is completely safe.",
    "It is risk-free.",
    "There are no side effects.",
    "A painless treatment.",
    "You will be pain free.",
    "It cures back pain.",
    "Results are guaranteed.",
    "We eliminate knots.",
    "It gets rid of pain.",
    "We treat the root cause.",
    "It goes to the source of pain.",
    "It gives long-term relief.",
    "The pain is gone permanently.",
    "We are the best clinic.",
    "Our experts help you.",
    "Our pain specialists help you.",
    "It washes out toxins.",
    "A detox for the muscle.",
    "It flushes the muscle.",
    "The muscle is acidic.",
    "It has magic hands.",
    "It jump starts the muscle.",
    "It resets the muscle.",
    "Your brain feels under threat.",
    "It helps visceral pain.",
    "Acupuncture is set and forget.",
    "It supports natural healing.",
    "The twitch is proof that it's working.",
    "See before-and-after photos.",
    "Book now!",
    "A discount for new patients.",
    "Harm is very rare.",
    "It hurts only 3 in 100 people.",
]


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_that_a_clinic_must_not_make_is_found(claim: str) -> None:
    found = textlint.banned_claims(claim, where="lead")
    assert [finding.rule for finding in found] == ["banned"]
    assert found[0].where == "lead"


def test_every_ban_has_a_claim_that_it_catches() -> None:
    silent = [
        pattern
        for (pattern, _), (compiled, _) in zip(textlint.BANNED, textlint._BANNED, strict=True)
        if not any(compiled.search(claim) for claim in CLAIMS)
    ]
    assert silent == []


@pytest.mark.parametrize(
    "text",
    [
        "It is not a cure.",
        "We can't guarantee a result.",
        "Is it safe for me?",
        "It may help some people for a short time.",
        "It is best to lie down.",
        "Ask your heart specialist.",
        "Press here to reset your password.",
        "We pay for secure servers.",
    ],
)
def test_plain_honest_words_pass(text: str) -> None:
    assert textlint.banned_claims(text) == []


def test_a_claim_split_by_markup_is_found() -> None:
    assert textlint.banned_claims("<p>completely <strong>safe</strong></p>")


def test_words_of_two_blocks_make_no_claim_together() -> None:
    assert textlint.banned_claims("<li>always</li><li>safe</li>") == []


def test_each_block_and_each_full_stop_ends_a_sentence() -> None:
    html = "<h2>What is it?</h2><p>A needle. It is thin.</p><ul><li>solid</li><li>sterile</li></ul>"
    assert textlint.sentences(html) == [
        "What is it?",
        "A needle.",
        "It is thin.",
        "solid",
        "sterile",
    ]


def test_a_number_and_a_word_with_a_hyphen_count_as_one_word() -> None:
    assert textlint.words("about 1,000 well-known people don’t") == [
        "about",
        "1,000",
        "well-known",
        "people",
        "don’t",
    ]


def test_the_twenty_first_word_makes_a_sentence_long() -> None:
    assert textlint.long_sentences("word " * 20 + ".") == []
    found = textlint.long_sentences("word " * 21 + ".", where="body")
    assert [(finding.rule, finding.where) for finding in found] == [("long", "body")]
    assert "21 words" in found[0].text


def test_the_reading_age_is_the_automated_readability_index_plus_five() -> None:
    # 6 words of 21 letters in 1 sentence: 4.71 * 21 / 6 + 0.5 * 6 - 21.43 = -1.945.
    assert textlint.reading_age("The thin needle goes in well.") == pytest.approx(
        -1.945 + 5 + 4.71 * 2 / 6, abs=0.06
    )


def test_no_text_has_no_reading_age() -> None:
    assert textlint.reading_age("<p> </p>") == 0.0


def test_hard_words_in_long_sentences_are_told() -> None:
    hard = (
        "Contraindications necessitating multidisciplinary consultation include"
        " anticoagulation, immunosuppression and uncontrolled neurological conditions."
    )
    assert [finding.rule for finding in textlint.hard_to_read(hard)] == ["hard"]
    assert textlint.hard_to_read("The needle is thin. It is used once.") == []


@pytest.mark.parametrize(
    "doi", ["1179/jmt.2006.14.4.70E", "10.12/x", "doi:10.1136/abc", "10.1136/a b", "10.1136/"]
)
def test_a_doi_in_the_wrong_form_is_found(doi: str) -> None:
    assert [finding.rule for finding in textlint.bad_dois([doi])] == ["doi"]


def test_a_right_doi_and_none_at_all_pass() -> None:
    assert textlint.bad_dois(["10.1179/2042618613Y.0000000044", ""]) == []


def test_a_part_of_which_there_are_too_few_is_missing() -> None:
    found = textlint.missing_parts({"questions": (2, 3), "references": (2, 2)})
    assert [str(finding) for finding in found] == ["questions: 2 of at least 3"]
