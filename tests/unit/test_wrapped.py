"""A paragraph broken to fit a width has the same names, actors and quotations as the paragraph in one line."""

import re
import textwrap
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from pipeline.rulebook import Rulebook
from pipeline.step import Row, as_row
from pipeline.steps import mentions, names, quotes

STEPS = {"names": names.STEP, "mentions": mentions.STEP, "quotes": quotes.STEP}
TEXT = (
    "Le maire de Valmont, Jean-Paul Tavernost, a reçu mardi la présidente de la Commission européenne, Ursula von der"
    " Leyen, et le Premier ministre espagnol Pedro Sánchez à Saint-Nazaire. « Nous avons beaucoup travaillé sur le canal et"
    " sur les écluses de Brelle-sur-Orvin », a déclaré M. Tavernost. Selon l'Office lorrain des canaux (OLC), la visite"
    " a coûté cher. L'OLC le regrette, a-t-il ajouté, en renvoyant à l'Organisation des Nations unies. La députée Odile"
    " Brancart a estimé que le port manquait de bras."
)


@cache
def resources(step: str) -> Any:
    return STEPS[step].load(Rulebook())


def tag(text: str) -> dict[str, list[Row]]:
    ends = [0, *(match.end() for match in re.finditer(r"(?<=\.)\s(?=[A-ZL«])", text)), len(text)]
    spans = list(pairwise(ends))
    place = {"char_start": 0, "char_end": len(text), "paragraph_index": 0, "text": text}
    passage = place | {"region": "body", "paragraph_kind": "paragraph", "language_code": "fr"}
    rows: dict[str, list[Row]] = {
        "passages": [passage],
        "sentences": [
            {"sentence_index": i, "paragraph_index": 0, "char_start": a, "char_end": b, "text": text[a:b]}
            for i, (a, b) in enumerate(spans)
        ],
        "contexts": [],
    }
    for name, step in STEPS.items():
        made = step.apply(rows, resources(name))
        rows |= {table: [as_row(record) for record in made[table]] for table in step.outputs}
    return rows


def told(rows: dict[str, list[Row]]) -> list[tuple[str | None, ...]]:
    """What the rows say, blanks and breaks aside."""
    return [
        *((re.sub(r"\s", "", m["surface"]), m["entity_type"], m["actor_id"]) for m in rows["mentions"]),
        *((re.sub(r"\s", "", q["text"]), q["speaker_name"], q["actor_id"]) for q in rows["quotes"]),
    ]


@pytest.mark.parametrize("width", [40, 47, 58, 66, 72, 80])
def test_breaks_change_nothing_but_offsets(width: int) -> None:
    wrapped = textwrap.fill(TEXT, width)
    rows = tag(wrapped)
    assert told(rows) == told(tag(TEXT))
    for mention in rows["mentions"]:
        assert wrapped[mention["char_start"] : mention["char_end"]] == mention["surface"]
    for quote in rows["quotes"]:
        assert wrapped[quote["char_start"] : quote["char_end"]] == quote["text"]
        for said, prefix in (("cue", "cue_char"), ("speaker_surface", "speaker_char")):
            start, end = quote[f"{prefix}_start"], quote[f"{prefix}_end"]
            assert quote[said] == (None if start is None else wrapped[start:end])
    assert len(rows["quotes"]) >= 3
