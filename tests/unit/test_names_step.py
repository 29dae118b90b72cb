"""The step names: the model on French passages only, each document by itself."""

from functools import cache
from typing import TYPE_CHECKING

from pipeline.rulebook import Rulebook
from pipeline.steps.names import STEP

if TYPE_CHECKING:
    from spacy.language import Language


@cache
def model() -> "Language":
    loaded: Language = STEP.load(Rulebook())
    return loaded


def passage(text: str, start: int = 0, language: str = "fr") -> dict[str, object]:
    return {
        "document_id": "d",
        "char_start": start,
        "char_end": start + len(text),
        "region": "body",
        "paragraph_index": 0,
        "paragraph_kind": "paragraph",
        "language_code": language,
        "text": text,
    }


def test_the_name_finder_runs_alone() -> None:
    assert model().pipe_names == ["ner"]


def test_names_have_offsets_of_the_document_and_come_in_order() -> None:
    text = "Odile Brancart habite à Lyon."
    rows = {"passages": [passage(text, 100), passage("Bastien Tavernost vit à Nantes.", 200)]}
    names = STEP.apply(rows, model())["names"]
    starts = [name.char_start for name in names]
    assert starts == sorted(starts)
    assert ("Odile Brancart", "PER") in [
        (text[n.char_start - 100 : n.char_end - 100], n.label) for n in names
    ]
    assert any(n.char_start >= 200 for n in names)


def test_other_languages_are_left_to_the_registry() -> None:
    rows = {"passages": [passage("Odile Brancart lives in Lyon.", language="en"), passage("  ", 50)]}
    assert STEP.apply(rows, model())["names"] == []


def test_a_name_over_a_line_end_is_one_name() -> None:
    text = "Le maire de Valmont, Jean-\nPaul Tavernost, a reçu mardi la députée Odile\nBrancart à la mairie."
    names = STEP.apply({"passages": [passage(text, 100)]}, model())["names"]
    surfaces = [text[n.char_start - 100 : n.char_end - 100] for n in names if n.label == "PER"]
    assert surfaces == ["Jean-\nPaul Tavernost", "Odile\nBrancart"]
