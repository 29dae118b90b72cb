from dataclasses import replace
from datetime import date

from pipeline.records.cleaning import Metadata, Span
from pipeline.records.segmentation import Paragraph, Passage, Sentence
from pipeline.rulebook import Rulebook
from pipeline.step import as_row
from pipeline.steps.segment import STEP
from pipeline.text.segment.segmentation import Segmentation, segment

RULES = STEP.load(Rulebook())
METADATA = Metadata(
    source_url=None,
    signature_publisher_id=None,
    agency=None,
    sections=(),
    title="Un budget voté",
    standfirst=None,
    authors=(),
    photo_credit=None,
    dateline_place=None,
    published_at=None,
    published_utc_offset=None,
    published_precision=None,
    modified_at=None,
    dated_on=date(2026, 1, 6),
    dated_by="text",
    is_truncated=False,
)
BODY = frozenset({"paragraph", "crosshead", "list_item"})
LINES = (
    ("title", "Un budget voté\n"),
    ("blank", "\n"),
    ("standfirst", "- Les élus de Valmont ont adopté le texte jeudi soir\n"),
    ("caption", "Un budget voté\n"),
    ("title", "Un budget voté\n"),
    ("dateline", "VALMONT (Agence) - "),
    ("paragraph", "Les élus ont voté le budget de la commune jeudi soir. Mme Orsel s’en est réjouie.\n"),
    ("read_also", "Lire aussi : Un autre budget\n"),
    ("crosshead", "  Une dette en baisse \n"),
    ("paragraph", "La dette recule de 3 %.\n"),
    ("list_item", "• des écoles rénovées\n"),
    ("paragraph", "\u00a0 \n"),
    ("share", "Partager"),
)
TEXT = "".join(words for _, words in LINES)


def spans_of(lines: tuple[tuple[str, str], ...]) -> list[Span]:
    spans: list[Span] = []
    for index, (kind, words) in enumerate(lines):
        start = spans[-1].char_end if spans else 0
        spans.append(Span(index, start, start + len(words), kind, kind in BODY, f"some.{kind}", 1.0))
    return spans


def segmented() -> Segmentation:
    return segment(TEXT, spans_of(LINES), METADATA, RULES)


def test_paragraphs_stand_under_their_crosshead() -> None:
    found = [(p.paragraph_index, p.paragraph_kind, p.crosshead, p.text) for p in segmented().paragraphs]
    assert found == [
        (
            0,
            "paragraph",
            None,
            "Les élus ont voté le budget de la commune jeudi soir. Mme Orsel s’en est réjouie.",
        ),
        (1, "crosshead", None, "Une dette en baisse"),
        (2, "paragraph", "Une dette en baisse", "La dette recule de 3 %."),
        (3, "list_item", "Une dette en baisse", "• des écoles rénovées"),
    ]


def test_offsets_lead_to_the_text() -> None:
    made = segmented()
    records: list[Paragraph | Sentence | Passage] = [*made.paragraphs, *made.sentences, *made.passages]
    for record in records:
        assert TEXT[record.char_start : record.char_end] == record.text == record.text.strip() != ""


def test_sentences_are_numbered_through_the_document() -> None:
    assert [(s.sentence_index, s.paragraph_index) for s in segmented().sentences] == [
        (0, 0),
        (1, 0),
        (2, 1),
        (3, 2),
        (4, 3),
    ]


def test_passages_are_title_standfirst_and_body_in_order() -> None:
    found = [(p.region, p.paragraph_index, p.paragraph_kind, p.text[:20]) for p in segmented().passages]
    assert found[:3] == [
        ("title", None, None, "Un budget voté"),
        ("standfirst", None, None, "Les élus de Valmont "),
        ("body", 0, "paragraph", "Les élus ont voté le"),
    ]
    assert len(found) == 2 + len(segmented().paragraphs)


def test_context() -> None:
    context = segmented().context
    assert (context.language_code, context.dated_on, context.dated_by) == ("fr", date(2026, 1, 6), "text")
    assert context.word_count == 16 + 4 + 5 + 3


def test_other_rules_for_the_same_spans_change_nothing() -> None:
    others = [replace(span, rule_id="another.rule", score=0.5) for span in spans_of(LINES)]
    assert segment(TEXT, others, METADATA, RULES) == segmented()


def test_title_tells_the_language_where_the_body_is_too_short() -> None:
    lines = (
        ("title", "Les élus de la commune ont voté le budget dans la soirée\n"),
        ("paragraph", "Voir la vidéo."),
    )
    made = segment("".join(words for _, words in lines), spans_of(lines), METADATA, RULES)
    assert made.context.language_code == "fr"


def test_document_without_body() -> None:
    made = segment("Partager", spans_of((("share", "Partager"),)), METADATA, RULES)
    assert (made.paragraphs, made.sentences, made.passages) == ((), (), ())
    assert (made.context.language_code, made.context.word_count) == ("und", 0)


def test_step_reads_rows_and_makes_its_tables() -> None:
    rows = {
        "raw_documents": [{"document_id": "d", "text": TEXT}],
        "spans": [{"document_id": "d", **as_row(span)} for span in spans_of(LINES)],
        "metadata": [{"document_id": "d", **as_row(METADATA), "sections": [], "authors": []}],
    }
    made = STEP.apply(rows, RULES)
    assert tuple(made) == STEP.outputs
    assert tuple(made["paragraphs"]) == segmented().paragraphs


def test_a_line_break_within_a_paragraph_ends_no_sentence() -> None:
    text = "Les élus ont voté jeudi\r\nle budget de la commune. La dette\nrecule."
    found = segment(text, [Span(0, 0, len(text), "paragraph", True, "r", 1.0)], METADATA, RULES).sentences
    assert [sentence.text for sentence in found] == [
        "Les élus ont voté jeudi\r\nle budget de la commune.",
        "La dette\nrecule.",
    ]
    assert all(sentence.text == text[sentence.char_start : sentence.char_end] for sentence in found)
