"""Topics, for any text: evidence stands in the text, scores are shares, rows are unique and in order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records.segmentation import Passage
from pipeline.rulebook import Rulebook
from pipeline.steps.topics import STEP
from pipeline.text.stems import stem_word
from pipeline.text.topics import tag_topics

VOCABULARY = STEP.load(Rulebook())
KEYWORDS = VOCABULARY["fr"]
WORDS = st.sampled_from(
    [
        "grève",
        "guerre",
        "élection",
        "match",
        "vaccin",
        "hôpital",
        "Bourse",
        "ministre",
        "séisme",
        "cessez-le-feu",
        "ONU",
        "CAN",
        "école",
        "pape",
        "film",
        "le",
        "la",
        "des",
        "dans",
        "mardi",
        "2026",
        ",",
        ".",
        "«",
        "»",
        "l'État",
        "coup",
        "d'État",
        "œuvre",
        "ŒUVRE",
        "marché",
    ]
)
TEXTS = st.lists(WORDS | st.text(max_size=8), max_size=30).map(" ".join)


@st.composite
def documents(draw: st.DrawFn) -> list[Passage]:
    made: list[Passage] = []
    at = 0
    for index, text in enumerate(draw(st.lists(TEXTS, min_size=1, max_size=5)), -1):
        region = "title" if index < 0 else "body"
        made.append(
            Passage(
                at,
                at + len(text),
                region,
                None if index < 0 else index,
                None,
                draw(st.sampled_from(["fr", "fr", "en"])),
                text,
            )
        )
        at += len(text) + 1
    return made


@given(documents())
@settings(deadline=None)
def test_tags_keep_their_promises(passages: list[Passage]) -> None:
    tags = tag_topics(passages, VOCABULARY)
    keys = [(tag.topic_id, tag.paragraph_index is None, tag.paragraph_index or 0) for tag in tags]
    assert keys == sorted(set(keys))
    assert tags == tag_topics(passages, VOCABULARY)
    texts = {passage.paragraph_index: passage.text for passage in passages}
    whole = "\n".join(passage.text for passage in passages)
    for tag in tags:
        assert 0 < tag.score < 1
        assert tag.evidence
        assert tag.topic_id in KEYWORDS.lineage
        text = whole if tag.paragraph_index is None else texts[tag.paragraph_index]
        assert all(surface in text for surface in tag.evidence)
        chosen = {other.topic_id for other in tags if other.paragraph_index == tag.paragraph_index}
        assert not chosen & set(KEYWORDS.lineage[tag.topic_id][:-1])


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1))
def test_a_stem_never_vanishes(word: str) -> None:
    assert stem_word(word)
