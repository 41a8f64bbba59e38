"""A lint for what patients read: articles, and the texts of the emails.

It finds claims that a clinic must not make, sentences that are too long, text that is
too hard to read, parts that are missing and DOIs in the wrong form. It reads HTML or
plain text, and knows nothing of models: the caller says where each text stands.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

DOI = re.compile(r"^10\.\d{4,9}/\S+$")
SENTENCE_WORDS = 20
READING_AGE = 11.0

# Each claim with the reason why not, which is what the editor is shown. The advertising
# rules for health services ask for evidence behind a claim and forbid false hope.
BANNED: tuple[tuple[str, str], ...] = (
    (
        r"\b(?:completely|totally|perfectly|entirely|absolutely|always|very|100 ?%) safe\b",
        "no needle treatment is without risk: give the numbers",
    ),
    (r"\brisk[- ]free\b|\bno (?:risks?|side[- ]effects?)\b", "every treatment has some risk"),
    (r"\bpainless|\bpain[- ]free\b|\bwithout (?:any )?pain\b", "many people feel something"),
    (r"(?<!not a )\bcur(?:e|es|ed|ing)\b", "no study shows that it cures"),
    (
        r"(?<!no )(?<!not )(?<!can't )(?<!can’t )(?<!cannot )\bguarante",
        "a result can't be promised",
    ),
    (r"\beliminat|\bgets? rid of\b", "studies show less pain for a time, not its end"),
    (r"\b(?:root|true|real) (?:cause|source)\b|\bsource of (?:the |your )?pain\b", "not shown"),
    (r"\b(?:long[- ]term|lasting|permanent|instant) (?:relief|results?)\b", "not shown"),
    (r"\bpermanently\b", "not shown"),
    (
        r"\b(?:the|our|your|simply) best\b|\bbest (?:clinic|physio|care|treatment|result|therap)",
        "a comparison that can't be proved",
    ),
    (
        r"\bour (?:expert|specialist)|\bexpert (?:care|team|hands)|\b(?:needling|pain) specialist",
        "a title that the register may not hold",
    ),
    (r"\b(?:de)?tox(?:in|ins|ify|ing|ification|es)?\b", "needling removes no poisons"),
    (r"\bflush(?:es|ed|ing)?\b|\bacid(?:s|ic)?\b|\bimpurit", "not established"),
    (r"\bmiracles?\b|\bmagic(?:al)?\b|\bjump[- ]?starts?\b", "a promise in a figure of speech"),
    (r"\breset(?:s|ting)? (?:the |your )?(?:muscles?|nerves?|body|brain)\b", "not established"),
    (r"\bunder threat\b", "not established, and it frightens people"),
    (r"\binternal (?:health|organs?)\b|\bvisceral\b", "outside what needling is studied for"),
    (r"\bset and forget\b", "belittles another treatment"),
    (r"\bnatural healing\b|\bheals? (?:it|you)\b|\bwill (?:fix|heal|work)\b", "a promise"),
    (r"\bproof (?:that )?it(?:'s| is|’s)? work", "a twitch proves nothing"),
    (r"\bbefore[- ]and[- ]after (?:photo|picture|image)", "not allowed for clinical care"),
    (
        r"\bbook now\b|\blimited (?:time|offer|places|spots)\b|\bhurry\b|\bspecial offer",
        "health care is not sold by pressure",
    ),
    (r"\bdiscount|\bfree (?:session|treatment)", "an offer needs its terms: leave it out"),
    (r"\bvery rare(?:ly)?\b", "give the number and the study"),
    (r"\bonly (?:about )?[\d,.]+ (?:in|of|out)\b", "let the number speak without 'only'"),
)
_BANNED = tuple((re.compile(pattern, re.IGNORECASE), why) for pattern, why in BANNED)

_BLOCK = re.compile(r"p|li|h[1-6]|t[dhr]|br|div|[uod]l|blockquote|d[dt]")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|\n+")
_WORD = re.compile(r"[^\W_]+(?:[-'’.,:/][^\W_]+)*")


@dataclass(frozen=True)
class Finding:
    """One thing to mend: rule is banned, long, hard, missing or doi; where names the part."""

    rule: str
    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


class _Text(HTMLParser):
    """Keeps the words of HTML and breaks the line at each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if _BLOCK.fullmatch(tag):
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if _BLOCK.fullmatch(tag):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain(text: str) -> str:
    """The words of HTML (or of plain text), one block a line."""
    reader = _Text()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


def sentences(text: str) -> list[str]:
    """The sentences; a block without a full stop, such as a heading, is one too."""
    return [part for part in _SENTENCE_END.split(plain(text)) if _WORD.search(part)]


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def reading_age(text: str) -> float:
    """Years of age at which the text reads easily; 0.0 for no text.

    The automated readability index (Senter and Smith, 1967) gives a school grade;
    a child in grade n is about n + 5 years old.
    """
    counted = [words(sentence) for sentence in sentences(text)]
    total = sum(len(found) for found in counted)
    if not total:
        return 0.0
    letters = sum(sum(map(str.isalnum, word)) for found in counted for word in found)
    grade = 4.71 * letters / total + 0.5 * total / len(counted) - 21.43
    return round(grade + 5, 1)


def banned_claims(text: str, *, where: str = "text") -> list[Finding]:
    """What the clinic must not say; each is an error, not a matter of taste."""
    readable = plain(text)
    return [
        Finding("banned", where, f"“{found.group(0)}” – {why}.")
        for pattern, why in _BANNED
        for found in pattern.finditer(readable)
    ]


def long_sentences(text: str, *, where: str = "text", limit: int = SENTENCE_WORDS) -> list[Finding]:
    """Sentences of more than `limit` words."""
    counted = ((sentence, len(words(sentence))) for sentence in sentences(text))
    return [
        Finding("long", where, f"{count} words in “{sentence}”")
        for sentence, count in counted
        if count > limit
    ]


def hard_to_read(text: str, *, where: str = "text", limit: float = READING_AGE) -> list[Finding]:
    """One finding when the text as a whole asks for an older reader than `limit`."""
    age = reading_age(text)
    return [Finding("hard", where, f"reading age {age}, aim for {limit:g}")] if age > limit else []


def bad_dois(dois: Iterable[str], *, where: str = "references") -> list[Finding]:
    """DOIs that do not start with 10. and a publisher's number; an empty one is no DOI."""
    return [
        Finding("doi", where, f"“{doi}” is not a DOI such as 10.1000/abc")
        for doi in dois
        if doi and not DOI.match(doi)
    ]


def missing_parts(parts: Mapping[str, tuple[int, int]]) -> list[Finding]:
    """Parts of which there are too few: name -> (how many there are, how many it takes)."""
    return [
        Finding("missing", name, f"{have} of at least {need}")
        for name, (have, need) in parts.items()
        if have < need
    ]
