from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pipeline.rulebook import Rulebook
from pipeline.steps.figures import STEP
from pipeline.text.calendar import find_full_dates
from pipeline.text.figures.amounts import find_amounts
from pipeline.text.figures.dates import find_dates, find_times

RULES = STEP.load(Rulebook())
WORDS = (
    "35 800 000 2024 1,5 3.200 -2 62,32 % € $ deux cent mille un une trentaine centaines de d’ des entre et à ou près plus"
    " millions milliard Md€ pays soldats dirigeants alliés euros dollars francs CFA 6 1er janvier mars mardi ce le hier"
    " demain dernier prochain la veille lendemain semaine dernière il y a dans trois jours ans 20h45 06/01/2026 2022-2023"
    " ( ) . , - n° article"
)
SPACES = st.sampled_from([" ", "\u00a0", "\u202f", "", "\n"])
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS.split()), SPACES)).map(
    lambda parts: "".join(word + space for word, space in parts)
)
LANGUAGES = st.sampled_from(["fr", "en", "de", "und"])


@given(TEXTS | st.text(), LANGUAGES)
def test_amounts_lie_where_they_say_and_do_not_overlap(text: str, language: str) -> None:
    last = 0
    for amount in find_amounts(text, RULES.amounts, language):
        assert last <= amount.char_start < amount.char_end <= len(text)
        assert text[amount.char_start : amount.char_end] == amount.surface
        assert amount.value_max is None or amount.value < amount.value_max
        assert (amount.value_max is None) == (amount.qualifier != "between")
        last = amount.char_end


@given(TEXTS | st.text(), LANGUAGES, st.dates())
def test_dates_lie_where_they_say_and_do_not_overlap(text: str, language: str, dated_on: date) -> None:
    last = 0
    for one in find_dates(text, dated_on, RULES.dates, language):
        assert last <= one.char_start < one.char_end <= len(text)
        assert text[one.char_start : one.char_end] == one.surface
        assert one.date_from <= one.date_until
        if one.precision in ("day", "weekday"):
            assert one.date_from == one.date_until
        last = one.char_end


@given(TEXTS | st.text())
def test_offsets_shift_with_the_passage(text: str) -> None:
    for plain, shifted in zip(
        find_amounts(text, RULES.amounts, "fr"),
        find_amounts(text, RULES.amounts, "fr", offset=7),
        strict=True,
    ):
        assert (shifted.char_start, shifted.surface) == (plain.char_start + 7, plain.surface)


@given(
    st.dates(date(1970, 1, 1), date(2069, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d"]),
)
def test_full_dates_in_digits_are_read_back(day: date, form: str) -> None:
    text = f"Le {day.strftime(form)}, rien."
    assert [found for _, _, found in find_full_dates(text)] == [day]


@given(st.text() | TEXTS)
def test_times_lie_within_the_text(text: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end in find_times(text))
