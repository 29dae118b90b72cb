"""Paragraphs that were broken to fit a width are read as one, and other lines are left apart."""

import textwrap

import pytest

from pipeline.text.clean import lines as line_reading
from pipeline.text.clean.lines import Line, split_lines

PARAGRAPHS = [
    "La commune de Corbaz a décidé de geler pour deux ans les loyers de ses logements, a annoncé mercredi son exécutif devant la presse réunie à la mairie.",
    "Les propriétaires privés dénoncent une mesure qui ne coûte rien à la ville et qui, selon eux, fera fuir ceux qui bâtissent dans le canton.",
    "Le Conseil communal se prononcera le 12 novembre sur ce gel, que la droite a déjà promis de combattre par un référendum si une majorité devait le soutenir.",
]


def contents(text: str) -> list[str]:
    return [line.content for line in split_lines(text)]


def test_broken_paragraphs_are_joined_at_any_width() -> None:
    for width in (50, 64, 72, 80):
        text = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in PARAGRAPHS)
        assert contents(text) == PARAGRAPHS


def test_offsets_hold_in_joined_lines_with_crlf_and_indents() -> None:
    text = "\r\n\r\n".join(
        textwrap.fill(p, 60, subsequent_indent="  ").replace("\n", "\r\n") for p in PARAGRAPHS
    )
    for line in split_lines(text):
        assert line.content.split() == text[line.mark_end : line.end].split()
        assert len(line.content) == line.end - line.mark_end


def test_short_lines_and_list_items_stay_apart() -> None:
    body = "\n\n".join(textwrap.fill(paragraph, 60) for paragraph in PARAGRAPHS)
    head = "Le gel des loyers à Corbaz\nPar Joëlle Antille\n* la droite\n* la gauche\n\n"
    assert contents(head + body) == [
        "Le gel des loyers à Corbaz",
        "Par Joëlle Antille",
        "la droite",
        "la gauche",
        *PARAGRAPHS,
    ]


def test_menus_in_small_letters_are_no_paragraph() -> None:
    menu = ["accueil", "politique", "société", "sports et loisirs", "contact"]
    assert contents("\n".join([*menu, *PARAGRAPHS])) == [*menu, *PARAGRAPHS]


def test_lines_with_room_for_the_next_word_are_not_joined() -> None:
    lines = [
        "une ligne qui se rompt sans raison",
        "puis une autre bien plus longue que la première des trois",
        "et la fin",
        "de tout",
    ]
    assert contents("\n".join(lines)) == lines


NOTE = (
    "La réunion a eu lieu à Saint-Aubin, en présence du préfet, du maire et de la présidente du conseil, M. Ravat étant"
    " excusé. Elle a duré deux heures."
)


def test_a_note_of_few_lines_is_joined_by_one_break() -> None:
    for width in (60, 72, 80):
        assert contents(textwrap.fill(NOTE, width)) == [NOTE]
        assert contents("Une réunion à Saint-Aubin\n\n" + textwrap.fill(NOTE, width)) == [
            "Une réunion à Saint-Aubin",
            NOTE,
        ]


def test_a_line_that_a_capital_follows_may_be_the_longest() -> None:
    told = (
        "Le conseil de Corbaz a voté mardi soir un budget de deux millions, après un débat de trois heures."
    )
    said = "« Nous avons choisi l'école. Le reste attendra », a dit Mme Orsel."
    assert contents(textwrap.fill(told, 60) + "\n\n" + textwrap.fill(said, 60)) == [told, said]


def test_verses_and_one_break_in_a_wide_text_are_not_joined() -> None:
    verses = ["le vent se lève sur le port", "et les bateaux s'en vont", "la mer est belle"]
    assert contents("\n".join(verses)) == verses
    wide = [
        PARAGRAPHS[0],
        "Les propriétaires privés dénoncent une mesure qui ne coûte rien et",
        "qui fera fuir",
    ]
    assert contents("\n".join(wide)) == wide


def test_lines_broken_by_hand_go_on_where_they_break_off_in_mid_sentence() -> None:
    told = (
        "CORBAZ, 3 févr. (AIC) - La présidente du conseil, Nadia Orsel, a annoncé mardi un",
        "plan de deux millions.",
    )
    said = (
        "\"Nous avons choisi l'école, et nous le referions\", a-t-elle dit lors d'une réunion aux côtés de",
        "Bastien Ravat, qui préside la région.",
    )
    assert contents("\n\n".join("\n".join(lines) for lines in (told, said))) == [
        " ".join(told),
        " ".join(said),
    ]


def test_a_headline_does_not_go_on() -> None:
    lines = [
        "Le conseil de Corbaz adopte son budget après trois heures",
        "Les élus de Corbaz ont voté mardi soir un budget de deux millions.",
    ]
    assert contents("\n".join(lines)) == lines


def test_a_paragraph_broken_into_many_lines_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    read_line = line_reading._read_line

    def count(text: str, index: int, start: int, end: int, blanks: int) -> Line:
        read.append(end - start)
        return read_line(text, index, start, end, blanks)

    monkeypatch.setattr(line_reading, "_read_line", count)
    text = ("Le conseil de Corbaz a voté un budget, qui compte deux écoles, trois ponts,\n" * 300).rstrip()
    assert len(split_lines(text)) == 1
    assert read == [len(text)]
