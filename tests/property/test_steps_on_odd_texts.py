"""The steps clean, segment and figures on any text at all: cut off, without words, of one endless line, of odd characters."""

import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from types import FrameType
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.rulebook import Rulebook
from pipeline.step import Step, as_row
from pipeline.steps import clean, figures, segment

STEPS: list[Step] = [clean.STEP, segment.STEP, figures.STEP]
WORDS = (
    "Le maire a dit . ! ? … « » “ ” ' ’ ( ) - – — * • 1. 2) 35 pays 800 000 1,5 million € % mardi hier 6 janvier 2026"
    " 06/01/2026 10h30 Par Odile Brancart Publié le (AFP) PARIS, Lire aussi : Photo © Partager M. J.-C. etc. ... .. ; ,"
    " e\u0301 İ ı ſ ß œ ﬁ 😀 \U0010ffff سلام 新闻 ١٢ ² ½ Ⅷ il y a trois jours plus tard la veille une trentaine de entre 5"
    " et 7 deux cent mille demi -3 1/2 a@b.example https://x.example @x \x00 \u200b \ufeff \u00ad \u00a0 \u202f \x1c"
)
BREAKS = ["\n", "\r\n", "\r", "\n\n", "\u2028", "\u2029", "\x0b", "\x85", "\t"]
SOUPS = st.lists(
    st.tuples(st.sampled_from(WORDS.split(" ")), st.sampled_from([" ", " ", "", *BREAKS])), max_size=40
).map(lambda parts: "".join(word + gap for word, gap in parts))


@cache
def resources(name: str) -> Any:
    return next(step for step in STEPS if step.name == name).load(Rulebook())


def rows_of(text: str, day: date = date(2026, 11, 21)) -> dict[str, list[Any]]:
    rows: dict[str, Any] = {
        "raw_documents": [{"text": text, "first_arrived_on": day}],
        "hints": [],
        "approved_lines": [],
    }
    for step in STEPS:
        made = step.apply(rows, resources(step.name))
        rows |= {table: [as_row(record) for record in records] for table, records in made.items()}
    return rows


@settings(max_examples=200, deadline=None)
@given(SOUPS | st.text(max_size=200), st.sampled_from([date(2026, 11, 21), date.min, date.max]))
@example("\r\n", date(2026, 11, 21))
@example("\x00" * 3, date(2026, 11, 21))
@example("« " * 50, date(2026, 11, 21))
def test_rows_say_what_the_text_says(text: str, day: date) -> None:
    rows = rows_of(text, day)
    assert "".join(text[s["char_start"] : s["char_end"]] for s in rows["spans"]) == text
    for table, column in (
        ("paragraphs", "text"),
        ("sentences", "text"),
        ("amounts", "surface"),
        ("dates", "surface"),
    ):
        for row in rows[table]:
            assert text[row["char_start"] : row["char_end"]] == row[column]
    for paragraph in rows["paragraphs"]:
        index = paragraph["paragraph_index"]
        said = [row["text"] for row in rows["sentences"] if row["paragraph_index"] == index]
        assert "".join("".join(said).split()) == "".join(paragraph["text"].split())


PROSE = (
    "Le 6 janvier 2026, plus de 800 000 soldats et une trentaine de dirigeants ont signé, a dit M. Orsel. "
)
UNITS = [
    PROSE, PROSE + "\n", "a\n", ". ", "«", "« »", "1", "12 ", "d'", "A.", "M. ", "J.-P. ", "(AFP) ", "6 janvier ", "2024 ",
    "le 6 mai, la veille ", "hier, trois jours plus tard ", "de 5 à 7 euros ", "3 % ", "un ", "vingt et ", "- Un point\n",
    "Un titre sans point\n", "Pourquoi donc ?\n", "Lire aussi :\n- Un titre\n", "Par Odile Brancart\n", "e\u0301", "\r\n",
    "Publié le 6 janvier 2026 à 10h00\n", "10h30\nUn titre\nLe port a rouvert, a dit le maire de la ville hier.\n",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    def lines_run(length: int) -> int:
        """Lines of Python that a text of so many characters takes: unlike seconds, the same on any machine."""
        text, count = (unit * length)[:length], 0

        def trace(_frame: FrameType, event: str, _arg: object) -> Callable[..., Any]:
            nonlocal count
            count += event == "line"
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            rows_of(text)
        finally:
            sys.settrace(before)
        return count

    small, large = lines_run(1_000), lines_run(8_000)
    assert large < small * 8 * 2, f"eight times the text took {large / small:.0f} times the work"


@pytest.mark.parametrize("unit", ["a", "1", "«", "…", " ", PROSE])
def test_a_line_without_an_end_is_read(unit: str) -> None:
    text = (unit * 300_000)[:300_000]
    assert "".join(text[s["char_start"] : s["char_end"]] for s in rows_of(text)["spans"]) == text
