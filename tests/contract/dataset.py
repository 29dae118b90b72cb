"""A small dataset written by hand: every published table has rows, all checks hold, and counts are known.

Persons, outlets and places are invented. What the counts must be stands beside the texts:

document  published by        agency  story  day         remarks
A         gazette, courrier   AFP     A      2026-02-03  one content, two arrivals
B         matin                       A      2026-02-03  a cut copy of A that does not name the agency
C         courrier                    A      2026-02-04  its own work, with another figure
D         unknown                     D      2026-02-04  dated by its arrival; replaces E
E         unknown                     none   2026-02-04  replaced: counts nowhere
G, H      courrier                    G, H   2026-02-06  own work; share a line with C
K, L      phare, veille               K      2026-02-07  give one statement to two speakers, one mayor two towns
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.tables import PUBLISHED, TABLES, arrow_schema

Row = dict[str, Any]
Rows = dict[str, list[Row]]

BODY = ("paragraph", "crosshead", "list_item")
LETTER = "Recevez la lettre du Courrier 🏔️ chaque matin"


@dataclass
class Text:
    """A document: its lines with their span kinds, and what `documents` says of it."""

    letter: str
    lines: Sequence[tuple[str, str]]
    dated_on: date
    dated_by: str = "published"
    publisher_id: str | None = None
    agency: str | None = None
    story: str | None = None
    duplicate_of: str | None = None
    is_current: bool = True
    text: str = field(init=False)
    document_id: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = "\n".join(line for _, line in self.lines)
        self.document_id = content_hash(self.letter)[:32]

    def at(self, words: str, after: str = "") -> Row:
        """Offsets of the first occurrence of the words behind `after`, and the paragraph they stand in."""
        start = self.text.index(words, self.text.index(after) + len(after))
        inside = [p for p in self.paragraphs() if p["char_start"] <= start < p["char_end"]]
        return {
            "document_id": self.document_id,
            "char_start": start,
            "char_end": start + len(words),
            "paragraph_index": inside[0]["paragraph_index"] if inside else None,
        }

    def spans(self) -> list[Row]:
        """A span for each line, a blank one for each line break."""
        spans: list[Row] = []
        place = 0
        for position, (kind, line) in enumerate(self.lines):
            pieces = (
                [(kind, len(line)), ("blank", 1)] if position < len(self.lines) - 1 else [(kind, len(line))]
            )
            for span_kind, length in pieces:
                spans.append(
                    {
                        "document_id": self.document_id,
                        "span_index": len(spans),
                        "char_start": place,
                        "char_end": place + length,
                        "span_kind": span_kind,
                        "is_body": span_kind in BODY,
                        "rule_id": "test.rule",
                        "score": 1.0,
                    }
                )
                place += length
        return spans

    def paragraphs(self) -> list[Row]:
        """A paragraph for each body line that is no crosshead."""
        body = [span for span in self.spans() if span["span_kind"] in ("paragraph", "list_item")]
        return [
            {
                "document_id": self.document_id,
                "paragraph_index": index,
                "char_start": span["char_start"],
                "char_end": span["char_end"],
                "paragraph_kind": span["span_kind"],
                "crosshead": None,
                "language_code": "fr",
                "language_score": 0.99,
                "text": self.text[span["char_start"] : span["char_end"]],
            }
            for index, span in enumerate(body)
        ]

    def title(self) -> str | None:
        """The text of the title line."""
        return next((line for kind, line in self.lines if kind == "title"), None)


def content_hash(letter: str) -> str:
    """The content_sha256 of a document; ids sort as the letters do."""
    return letter.lower() + hashlib.sha256(letter.encode()).hexdigest()[1:]


DISPATCH = "« Nous aiderons 35 communes 🏔️ », a dit Aline Vernet, « et nous le ferons vite ». Elle a promis d'aller à Brume."
A = Text(
    "A",
    [
        ("title", "Lac de Brume : Aline Vernet annonce un plan"),
        ("paragraph", DISPATCH),
        ("paragraph", "Bruno Tissot, du Conseil du Lac, s'est dit prêt. L'Élysée est un cafe\u0301 du port."),
        ("end_mark", "(AFP)"),
    ],
    date(2026, 2, 3),
    publisher_id="gazette",
    agency="AFP",
    story="A",
)
B = Text(
    "B",
    [("title", "Un plan pour le lac"), ("paragraph", DISPATCH)],
    date(2026, 2, 3),
    publisher_id="matin",
    story="A",
    duplicate_of="A",
)
C = Text(
    "C",
    [
        ("title", "Le plan du lac vu de près"),
        ("paragraph", "Selon Aline Vernet, 40 communes seront aidées. Le Conseil du Lac hésite."),
        ("newsletter", LETTER),
    ],
    date(2026, 2, 4),
    publisher_id="courrier",
    story="A",
)
D = Text(
    "D",
    [("paragraph", "Aline Vernet a visité le port avec Bruno Tissot."), ("other", "Page 2")],
    date(2026, 2, 4),
    dated_by="arrival",
    story="D",
)
E = Text(
    "E",
    [("paragraph", "Aline Vernet a visité 35 communes et le port.")],
    date(2026, 2, 4),
    dated_by="arrival",
    is_current=False,
)
G = Text(
    "G",
    [("paragraph", "La neige est tombée sur les cimes."), ("newsletter", LETTER)],
    date(2026, 2, 6),
    dated_by="text",
    publisher_id="courrier",
    story="G",
)
H = Text(
    "H",
    [("paragraph", "Le col est fermé, dit un guide."), ("newsletter", LETTER.upper())],
    date(2026, 2, 6),
    dated_by="text",
    publisher_id="courrier",
    story="H",
)
TUNNEL = "Le tunnel sera percé avant le printemps"
K = Text(
    "K",
    [("paragraph", f"« {TUNNEL} », a dit Paule Garin, maire de Brume.")],
    date(2026, 2, 7),
    dated_by="text",
    publisher_id="phare",
    story="K",
)
L = Text(
    "L",
    [("paragraph", f"« {TUNNEL} », a assuré Denis Roche, avec Paule Garin, maire de Valrose.")],
    date(2026, 2, 7),
    dated_by="text",
    publisher_id="veille",
    story="K",
)
TEXTS = (A, B, C, D, E, G, H, K, L)
PLAN, WATER = "test:plan", "test:water"


def dataset() -> Rows:
    """All rows of all published tables, complete (missing nullable columns are None)."""
    by_letter = {text.letter: text for text in TEXTS}
    rows: Rows = {
        "arrivals": _arrivals(),
        "rejections": [
            {
                "arrival_id": "r1",
                "reason_code": "binary",
                "source_path": "gazette/photo.txt",
                "arrived_on": date(2026, 2, 6),
                "detail": "The file is no text.",
            }
        ],
        "raw_documents": [
            {
                "document_id": text.document_id,
                "content_sha256": content_hash(text.letter),
                "media_type": "text/plain",
                "encoding": "utf-8",
                "reader": "text",
                "first_arrived_on": date(2026, 2, 6),
                "text": text.text,
            }
            for text in TEXTS
        ],
        "hints": [
            {"document_id": A.document_id, "char_start": 0, "char_end": 3, "tag": "h1", "attributes": "{}"}
        ],
        "documents": [
            {
                "document_id": text.document_id,
                "source_path": f"{text.letter}.txt",
                "publisher_id": text.publisher_id,
                "agency": text.agency,
                "sections": [],
                "title": text.title(),
                "authors": [],
                "published_at": datetime(text.dated_on.year, text.dated_on.month, text.dated_on.day, 8)
                if text.dated_by == "published"
                else None,
                "dated_on": text.dated_on,
                "dated_by": text.dated_by,
                "language_code": "fr",
                "language_score": 0.99,
                "word_count": len(text.text.split()),
                "is_truncated": False,
                "is_current": text.is_current,
                "story_id": by_letter[text.story].document_id if text.story else None,
                "duplicate_of": by_letter[text.duplicate_of].document_id if text.duplicate_of else None,
            }
            for text in TEXTS
        ],
        "spans": [span for text in TEXTS for span in text.spans()],
        "paragraphs": [paragraph for text in TEXTS for paragraph in text.paragraphs()],
        "sentences": [
            {
                "document_id": p["document_id"],
                "sentence_index": p["paragraph_index"],
                "paragraph_index": p["paragraph_index"],
                "char_start": p["char_start"],
                "char_end": p["char_end"],
                "text": p["text"],
            }
            for text in TEXTS
            for p in text.paragraphs()
        ],
        "mentions": _mentions(),
        "quotes": _quotes(),
        "topic_tags": [
            _tag(A, PLAN, None),
            _tag(A, PLAN, 0),
            _tag(A, WATER, 1),
            _tag(B, PLAN, 0),
            _tag(C, PLAN, 0),
            _tag(D, WATER, None),
            _tag(E, PLAN, 0),
        ],
        "amounts": [_amount(A, "35", 35), _amount(B, "35", 35), _amount(C, "40", 40), _amount(E, "35", 35)],
        "dates": [],
        "role_claims": [
            {
                **_without_paragraph(C.at("Aline Vernet")),
                "actor_id": "aline-vernet",
                "role_surface": "Aline Vernet",
                "tense": "current",
                "role_id": None,
                "is_conflict": True,
            },
            _claim(K, "maire de Brume"),
            _claim(L, "maire de Valrose"),
        ],
        "duplicates": [
            {
                "document_id": B.document_id,
                "duplicate_of": A.document_id,
                "kind": "cut",
                "shared_share": 1.0,
                "reverse_share": 0.6,
                "first_carrier_document_id": A.document_id,
            }
        ],
        "story_documents": [
            {
                "document_id": text.document_id,
                "story_id": by_letter[text.story].document_id,
                "score": 1.0,
            }
            for text in TEXTS
            if text.story
        ],
        "stories": [
            _story(A, 3, 3, date(2026, 2, 4)),
            _story(D, 1, 1, D.dated_on),
            _story(G, 1, 1, G.dated_on),
            _story(H, 1, 1, H.dated_on),
            _story(K, 2, 2, K.dated_on),
        ],
        "figure_subjects": [
            {"unit": "dirigeants", "subject": "participants", "is_measure": False},
            {"unit": "pays", "subject": "participants", "is_measure": False},
            {"unit": "personnes", "subject": "personnes", "is_measure": True},
        ],
        "story_merges": [
            {
                "story_id": B.document_id,
                "merged_into_story_id": A.document_id,
                "document_id": A.document_id,
                "merged_on": date(2026, 2, 6),
            }
        ],
        "actors": [
            _actor("aline-vernet", "Aline Vernet", "person"),
            _actor("conseil-du-lac", "Conseil du Lac", "organisation"),
            _actor("denis-roche", "Denis Roche", "person"),
            _actor("paule-garin", "Paule Garin", "person"),
            _actor("u-bruno-tissot", "Bruno Tissot", "person", is_registered=False),
        ],
        "actor_aliases": [
            {"actor_id": "aline-vernet", "alias": "Vernet", "alias_kind": "surname"},
            {"actor_id": "conseil-du-lac", "alias": "CDL", "alias_kind": "acronym"},
        ],
        "actor_roles": [
            {
                "role_id": "t1",
                "actor_id": "aline-vernet",
                "role": "ministre des Lacs",
                "since": date(2025, 1, 1),
            },
            {
                "role_id": "t0",
                "actor_id": "aline-vernet",
                "role": "maire de Brume",
                "since": date(2020, 1, 1),
                "until": date(2024, 12, 31),
            },
        ],
        "topics": [
            _topic("test:top", None, 1, "politique", "politics"),
            _topic(PLAN, "test:top", 2, "aménagement", "planning"),
            _topic(WATER, None, 1, "eau", "water"),
        ],
        "publishers": [
            _publisher("afp", "AFP", "agency"),
            _publisher("courrier", "Le Courrier des Cimes", "newspaper"),
            _publisher("gazette", "La Gazette du Lac", "newspaper"),
            _publisher("matin", "Le Matin des Ports", "web"),
            _publisher("phare", "Le Phare du Lac", "newspaper"),
            _publisher("veille", "La Veille des Cimes", "newspaper"),
        ],
        "rules": [{"rule_id": "test.rule", "stage": "tag", "kind": "test", "reason": "Made for the test."}],
        "quality": [
            _measured("quotes_made", "names_precision", 0.9, 100),
            _measured("quotes_made", "names_recall", 0.8, 100),
            _measured("test", "f1", 1.0, 1),
            _measured("topics_made", "accuracy", 0.5, 40),
        ],
        "withdrawals": [
            {
                "document_id": content_hash("W")[:32],
                "content_sha256": content_hash("W"),
                "reason_code": "licence",
                "withdrawn_on": date(2026, 2, 6),
            }
        ],
    }
    rows["dates"] = [
        {
            **G.at("neige"),
            "surface": "neige",
            "date_from": date(2026, 2, 1),
            "date_until": date(2026, 2, 28),
            "precision": "month",
            "anchor": "text",
            "rule_id": "test.rule",
        }
    ]
    return {table.name: [_complete(table.name, row) for row in rows[table.name]] for table in PUBLISHED}


def fill(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, Sequence[Row]]) -> None:
    """Creates every published table, sorted by its key, from rows (tables without rows are empty)."""
    for table in PUBLISHED:
        replace(connection, table.name, rows.get(table.name, ()))


def replace(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Row]) -> None:
    """Creates one published table anew, sorted by its key."""
    made = pa.Table.from_pylist(list(rows), schema=arrow_schema(name))
    connection.register("incoming", made)
    key = ", ".join(TABLES[name].key)
    connection.execute(f"create or replace table {name} as from incoming order by {key}")
    connection.unregister("incoming")


def _complete(name: str, row: Row) -> Row:
    table = TABLES[name]
    return {c.name: row.get(c.name) if c.name in table.nullable else row[c.name] for c in table.columns}


def _arrivals() -> list[Row]:
    return [
        _arrival("a1", A, "gazette/a.txt", "gazette"),
        _arrival("a2", A, "courrier/a.txt", "courrier", outcome="same_content"),
        _arrival("b1", B, "matin/b.txt", "matin"),
        _arrival("c1", C, "courrier/c.txt", "courrier"),
        _arrival("d1", D, "d.txt", None, outcome="supersedes", supersedes="e1"),
        _arrival("e1", E, "d.txt", None, is_current=False),
        _arrival("g1", G, "courrier/g.txt", "courrier"),
        _arrival("h1", H, "courrier/h.txt", "courrier"),
        _arrival("r1", None, "gazette/photo.txt", "gazette", outcome="rejected"),
        _arrival("k1", K, "phare/k.txt", "phare"),
        _arrival("l1", L, "veille/l.txt", "veille"),
    ]


def _arrival(
    arrival_id: str,
    text: Text | None,
    path: str,
    publisher_id: str | None,
    *,
    outcome: str = "new",
    supersedes: str | None = None,
    is_current: bool = True,
) -> Row:
    return {
        "arrival_id": arrival_id,
        "source_path": path,
        "source_key": f"{path}#0",
        "arrived_on": date(2026, 2, 6),
        "document_id": text.document_id if text else None,
        "outcome": outcome,
        "supersedes_arrival_id": supersedes,
        "is_current": is_current,
        "publisher_id": publisher_id,
        "byte_count": 100,
        "reader": "text",
    }


def _mentions() -> list[Row]:
    return [
        _mention(A, "Aline Vernet", "aline-vernet", region="title"),
        _mention(A, "Aline Vernet", "aline-vernet", after="a dit "),
        _mention(A, "Elle", "aline-vernet", kind="pronoun"),
        _mention(A, "Bruno Tissot", "u-bruno-tissot"),
        _mention(A, "Conseil du Lac", "conseil-du-lac", entity_type="organisation"),
        _mention(A, "cafe\u0301", None, entity_type="place"),
        _mention(B, "Aline Vernet", "aline-vernet"),
        _mention(C, "Aline Vernet", "aline-vernet"),
        _mention(C, "Conseil du Lac", "conseil-du-lac", entity_type="organisation"),
        _mention(D, "Aline Vernet", "aline-vernet"),
        _mention(D, "Bruno Tissot", "u-bruno-tissot"),
        _mention(E, "Aline Vernet", "aline-vernet"),
    ]


def _mention(
    text: Text,
    words: str,
    actor_id: str | None,
    *,
    after: str = "",
    region: str = "body",
    kind: str = "name",
    entity_type: str = "person",
) -> Row:
    place = text.at(words, after)
    return {
        **place,
        "region": region,
        "sentence_index": place["paragraph_index"],
        "surface": words,
        "mention_kind": kind,
        "entity_type": entity_type,
        "actor_id": actor_id,
        "rule_id": "test.rule",
        "score": 0.9,
    }


def _quotes() -> list[Row]:
    said, quickly, going = "Nous aiderons 35 communes 🏔️", "et nous le ferons vite", "aller à Brume"
    return [
        _quote(A, 0, 0, said, "direct", "Aline Vernet", "aline-vernet"),
        _quote(A, 1, 0, quickly, "direct", "Aline Vernet", "aline-vernet"),
        _quote(A, 2, 1, going, "indirect", "Aline Vernet", "aline-vernet"),
        _quote(A, 3, 2, "prêt", "indirect", "Bruno Tissot", "u-bruno-tissot"),
        _quote(B, 0, 0, said, "direct", "Aline Vernet", "aline-vernet"),
        _quote(B, 1, 0, quickly, "direct", "Aline Vernet", "aline-vernet"),
        _quote(C, 0, 0, "40 communes seront aidées", "indirect", "Aline Vernet", "aline-vernet", score=0.5),
        _quote(H, 0, 0, "Le col est fermé", "indirect", "un guide", None),
        _quote(H, 1, 1, "fermé", "indirect", None, None, parent=0),
        _quote(K, 0, 0, TUNNEL, "direct", "Paule Garin", "paule-garin"),
        _quote(L, 0, 0, TUNNEL, "direct", "Denis Roche", "denis-roche"),
        _quote(E, 0, 0, "35 communes", "indirect", "Aline Vernet", "aline-vernet"),
    ]


def _quote(
    text: Text,
    index: int,
    statement: int,
    words: str,
    kind: str,
    speaker: str | None,
    actor_id: str | None,
    *,
    parent: int | None = None,
    score: float = 0.9,
) -> Row:
    place = text.at(words)
    return {
        **place,
        "quote_index": index,
        "statement_index": statement,
        "parent_quote_index": parent,
        "sentence_index": place["paragraph_index"],
        "quote_kind": kind,
        "text": words,
        "stance": "neutral",
        "speaker_name": speaker,
        "actor_id": actor_id,
        "rule_id": "test.rule",
        "score": score,
    }


def _tag(text: Text, topic_id: str, paragraph_index: int | None) -> Row:
    return {
        "document_id": text.document_id,
        "topic_id": topic_id,
        "paragraph_index": paragraph_index,
        "score": 0.8,
        "evidence": ["plan"],
        "method": "keywords",
    }


def _amount(text: Text, words: str, value: float) -> Row:
    return {
        **text.at(words),
        "surface": words,
        "value": value,
        "unit": "communes",
        "is_approximate": False,
        "rule_id": "test.rule",
    }


def _claim(text: Text, words: str) -> Row:
    return {
        **_without_paragraph(text.at(words)),
        "actor_id": "paule-garin",
        "role_surface": words,
        "tense": "current",
        "role_id": None,
        "is_conflict": False,
    }


def _measured(set_name: str, figure: str, value: float, cases: int) -> Row:
    return {
        "set_name": set_name,
        "figure": figure,
        "value": value,
        "sample_size": cases,
        "code_fingerprint": "0",
        "measured_on": date(2026, 2, 6),
    }


def _story(text: Text, documents: int, sources: int, last: date) -> Row:
    return {
        "story_id": text.document_id,
        "document_count": documents,
        "source_count": sources,
        "first_dated_on": text.dated_on,
        "last_dated_on": last,
        "title": text.title(),
    }


def _actor(actor_id: str, name: str, actor_type: str, *, is_registered: bool = True) -> Row:
    return {
        "actor_id": actor_id,
        "name": name,
        "actor_type": actor_type,
        "is_registered": is_registered,
        "is_confirmed": False,
    }


def _topic(topic_id: str, parent_id: str | None, level: int, name_fr: str, name_en: str) -> Row:
    return {
        "topic_id": topic_id,
        "parent_id": parent_id,
        "level": level,
        "name_fr": name_fr,
        "name_en": name_en,
        "scheme": "test",
        "is_retired": False,
    }


def _publisher(publisher_id: str, name: str, kind: str) -> Row:
    return {"publisher_id": publisher_id, "name": name, "kind": kind, "domains": []}


def _without_paragraph(place: Row) -> Row:
    return {name: value for name, value in place.items() if name != "paragraph_index"}
