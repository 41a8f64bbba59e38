"""Search over the published texts: English stems, beginnings of words, and wrong spellings."""

import re
from dataclasses import dataclass

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from education.models import Found

MOST_WORDS = 8
MOST_HITS = 12
LONGEST = 80
# How like a known word an unknown one has to be; "nedeling" is 0.5 like "needling".
LIKE = 0.35
# Marks of the found words that no text holds, so that all else can be escaped.
OPEN, CLOSE = "\x02", "\x03"
_WORD = re.compile(r"[^\W_]+")

# For each word the known one that it is most like; none where it is found as it stands, by its
# stem or as a beginning, and for words that no search looks for ("the").
_TAKEN_FOR = """
    SELECT asked.word, asked.plain, (
        SELECT known.word FROM education_searchword AS known
        WHERE known.word %% asked.plain AND similarity(known.word, asked.plain) >= %(like)s
          AND numnode(asked.query) > 0
          AND NOT EXISTS (SELECT FROM education_searchentry WHERE vector @@ asked.query)
        ORDER BY similarity(known.word, asked.plain) DESC, known.word LIMIT 1
    )
    FROM (
        SELECT word, place, unaccent(lower(word)) AS plain,
               to_tsquery('portal_english', quote_literal(word) || ':*') AS query
        FROM unnest(%(words)s::text[]) WITH ORDINALITY AS typed(word, place)
    ) AS asked
    ORDER BY asked.place
"""
# One place a page: where its words weigh most. Pages with all the words come alone if there
# are any. The piece is cut out only for what is shown.
_HITS = f"""
    WITH asked AS (SELECT to_tsquery('portal_english', %(all)s) AS all_words,
                          to_tsquery('portal_english', %(any)s) AS any_word),
    found AS (
        SELECT entry.*, vector @@ all_words AS whole, ts_rank(vector, any_word, 1) AS weight,
               coalesce(article_id, -id) AS one
        FROM education_searchentry AS entry, asked WHERE vector @@ any_word
    ),
    best AS (
        SELECT DISTINCT ON (one, kind = 'question') * FROM found
        ORDER BY one, kind = 'question', whole DESC, weight DESC, id
    ),
    shown AS (
        SELECT *, bool_or(whole) OVER () AS any_whole FROM best
    )
    SELECT kind, page, heading, address,
           ts_headline('portal_english', concat_ws(' ', nullif(opening, ''), text), any_word,
                       'StartSel={OPEN}, StopSel={CLOSE}, MaxWords=32, MinWords=16') AS piece
    FROM (SELECT * FROM shown WHERE whole OR NOT any_whole
          ORDER BY weight DESC, id LIMIT %(most)s) AS top, asked
    ORDER BY weight DESC, id
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place to go to; `piece` is HTML, escaped, with the found words marked."""

    kind: str
    page: str
    heading: str
    address: str
    piece: SafeString

    @property
    def kind_in_words(self) -> str:
        return Found(self.kind).label

    @property
    def is_on_a_page(self) -> bool:
        """Whether the heading is another than the page's own."""
        return self.page != self.heading


@dataclass(frozen=True, slots=True)
class Results:
    """`asked` as typed, `understood` as it was looked for, and what was found, the best first."""

    asked: str
    understood: str
    hits: list[Hit]

    @property
    def is_corrected(self) -> bool:
        return self.understood.lower() != " ".join(_WORD.findall(self.asked)).lower()


def search(asked: str) -> Results:
    """What the published texts say about these words; two queries, none for no words.

    Nothing that was typed is kept or logged.
    """
    asked = " ".join(asked.replace("\x00", " ").split())[:LONGEST]
    words = _WORD.findall(asked)[:MOST_WORDS]
    if not words:
        return Results(asked, "", [])
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN_FOR, {"words": words, "like": LIKE})
        rows = cursor.fetchall()
        terms = [f"'{known or plain}':*" for _, plain, known in rows]
        cursor.execute(
            _HITS, {"all": " & ".join(terms), "any": " | ".join(terms), "most": MOST_HITS}
        )
        hits = [
            Hit(kind, page, heading, address, _marked(piece))
            for kind, page, heading, address, piece in cursor.fetchall()
        ]
    return Results(asked, " ".join(known or typed for typed, _, known in rows), hits)


def _marked(piece: str) -> SafeString:
    html = escape(piece).replace(OPEN, "<mark>").replace(CLOSE, "</mark>")
    return mark_safe(html)  # noqa: S308
