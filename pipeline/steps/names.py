"""The step names: what spaCy's French name finder sees in the passages of a document.

What belongs here: loading `ner` alone and running it on French passages. What does not: what becomes of the names
(pipeline/text/actors/names.py). The registry plays no part here, so that an edit of it never runs the model again.
"""

from typing import TYPE_CHECKING

from pipeline import IS_ONE_THREAD
from pipeline.records.segmentation import Passage
from pipeline.records.tagging import Name
from pipeline.rulebook import Rulebook
from pipeline.step import Made, Rows, Step, as_records
from pipeline.text.composed import compose

if TYPE_CHECKING:
    from spacy.language import Language


def load(_rulebook: Rulebook) -> "Language":
    """fr_core_news_md with `ner` alone: it has its own tok2vec, so the shared one and the rest stay out.

    Matrices are multiplied by numpy's OpenBLAS where it is held to one thread (pipeline/__init__.py), so that bytes do not
    depend on the machine's cores: the same names as with BLIS, thinc's default, in two thirds of its time.
    """
    import spacy  # takes a second to import, which those who only ask what the step is need not wait for
    from thinc.api import use_ops

    with use_ops("numpy", use_blis=not IS_ONE_THREAD):
        return spacy.load(
            "fr_core_news_md",
            exclude=["tok2vec", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "senter"],
        )


def apply(rows: Rows, model: "Language") -> Made:
    """Names of the French passages of one document, as {'names': [Name]}, by place."""
    passages = [
        p for p in as_records(Passage, rows["passages"]) if p.language_code == "fr" and p.text.strip()
    ]
    texts = [compose(p.text) for p in passages]
    found = {
        (
            passage.char_start + text.outwards(entity.start_char),
            passage.char_start + text.outwards(entity.end_char, is_end=True),
        ): entity.label_
        for passage, text, document in zip(passages, texts, model.pipe([t.text for t in texts]), strict=True)
        for entity in document.ents
    }
    return {"names": [Name(start, end, label) for (start, end), label in sorted(found.items())]}


STEP = Step(
    name="names",
    stage="tag",
    inputs=("passages",),
    outputs=("names",),
    load=load,
    apply=apply,
    libraries=("spacy", "fr-core-news-md"),
)
