"""What holds for the mentions of any text."""

from datetime import date
from functools import cache
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records.segmentation import Context, Passage
from pipeline.records.tagging import Name
from pipeline.rulebook import Rulebook
from pipeline.steps.mentions import load
from pipeline.text.actors.mentions import Knowledge, tag_mentions

PIECES = [
    "Emmanuel Macron", "Macron", "le président français", "l’ancien président américain Donald Trump", "la ministre",
    "Il a déclaré", "a-t-elle ajouté", "ukrainien", "Office lorrain des canaux (OLC)", "OLC", "Mireille Tavernost", "M. Tavernost",
    "l’Élysée", "Sénat italien", "le lycée Tavernost", "de", ",", ".", "«", "»", "\u00a0", "é\u0301", "😀", "X", "sur X", "ÉTATS-UNIS",
]  # fmt: skip


RULE_IDS = {rule["id"] for rule in Rulebook().rules("names")}


@cache
def knowledge() -> Knowledge:
    return load(Rulebook())


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[Passage], list[Name]]:
    lines = draw(
        st.lists(
            st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map(" ".join), min_size=1, max_size=4
        )
    )
    passages, names, at = [], [], 0
    for index, line in enumerate(lines):
        passages.append(Passage(at, at + len(line), "body", index, "paragraph", "fr", line))
        cuts = sorted(draw(st.sets(st.integers(0, len(line)), max_size=6)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            label = draw(st.sampled_from(["PER", "ORG", "LOC", "MISC"]))
            names.append(Name(at + start, at + end, label))
        at += len(line) + 1
    return "\n".join(lines), passages, names


@settings(max_examples=60, deadline=None)
@given(documents(), st.sampled_from(["text", "arrival"]))
def test_mentions_read_what_stands_there_and_do_not_overlap(
    document: tuple[str, list[Passage], list[Name]], dated_by: str
) -> None:
    text, passages, names = document
    tagged = tag_mentions(passages, [], Context("fr", 1.0, 9, date(2026, 1, 6), dated_by), names, knowledge())
    spans = [(m.char_start, m.char_end) for m in tagged.mentions]
    assert all(text[m.char_start : m.char_end] == m.surface for m in tagged.mentions)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    antecedents = {
        (m.antecedent_char_start, m.antecedent_char_end)
        for m in tagged.mentions
        if m.antecedent_char_start is not None
    }
    assert antecedents <= set(spans)
    found = {a.actor_id for a in tagged.actors}
    assert {m.actor_id for m in tagged.mentions if m.actor_id} | {c.actor_id for c in tagged.claims} == found
    assert {m.rule_id for m in tagged.mentions} <= RULE_IDS
    claims = [(c.char_start, c.char_end) for c in tagged.claims]
    assert claims == sorted(set(claims))
    assert dated_by == "text" or not any(c.is_conflict for c in tagged.claims)
