"""News texts made for measuring: sentences of the bundled sample put together anew, with other names and figures.

What belongs here: texts that are alike in form and length to what comes in, as many as wanted. What does not: running
anything on them. Text `n` of a seed is always the same, however many are made, so that N texts are part of 4N texts.
"""

import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pipeline.fingerprint import ROOT

SAMPLE: Final = ROOT / "tests" / "corpus" / "inbox"
MIN_PARAGRAPH: Final = 90
"""A line of so many characters is a paragraph; shorter ones are titles, menus, credits."""
PARAGRAPHS: Final = (6, 14)
COPY_SHARE: Final = 0.08
"""So many texts are carried by a second outlet, a little cut."""
SYLLABLES: Final = (
    "bar",
    "del",
    "cour",
    "mon",
    "vel",
    "tran",
    "gau",
    "lin",
    "ro",
    "sau",
    "ber",
    "mar",
    "che",
    "ni",
    "fo",
    "lau",
)
ENDINGS: Final = ("ier", "eau", "ot", "on", "elle", "ard", "in", "ac", "ey", "oux")
FIRST_NAMES: Final = (
    "Claire",
    "Marc",
    "Inès",
    "Paul",
    "Lucie",
    "Hugo",
    "Nadia",
    "Louis",
    "Sarah",
    "Éric",
    "Jeanne",
    "Karim",
)
OUTLETS: Final = (
    "gazette-de-valmont.example",
    "le-meridien.example",
    "brelle-info.example",
    "anadolu",
    "xinhua",
    "courrier-des-rives.example",
)
_NAME: Final = re.compile(r"(?<=[a-zé,] )[A-ZÉ][a-zéèïë]{3,} [A-ZÉ][a-zéèïë]{3,}(?:-[A-Z][a-zé]+)?")
_NUMBER: Final = re.compile(r"(?<![\d.,])\d{2,3}(?![\d.,])")
_SENTENCE: Final = re.compile(r"(?<=[a-zé0-9]\.) (?=[A-ZÉÀ])")


@dataclass(frozen=True, slots=True)
class Pool:
    """What texts are made of: sentences of paragraphs, and short lines round them."""

    sentences: tuple[str, ...]
    short_lines: tuple[str, ...]


@cache
def pool() -> Pool:
    """The pool of the bundled sample's texts in UTF-8."""
    sentences, short = dict[str, None](), dict[str, None]()
    for path in sorted(SAMPLE.rglob("*.txt")):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for line in map(str.strip, lines):
            if len(line) >= MIN_PARAGRAPH and line.endswith((".", "»", '"')):
                sentences.update(dict.fromkeys(_SENTENCE.split(line)))
            elif line:
                short[line] = None
    return Pool(tuple(sentences), tuple(short))


def make_text(n: int, seed: int = 1, paragraphs: tuple[int, int] = PARAGRAPHS) -> tuple[str, str]:
    """Text `n`: its path in an inbox, and what it says."""
    chance = random.Random(f"{seed}/{n}")
    if chance.random() < COPY_SHARE and n > 10:
        original = n - chance.randrange(1, 10)
        path, text = _make(original, random.Random(f"{seed}/body/{original}"), paragraphs)
        return f"{OUTLETS[(OUTLETS.index(path.split('/')[0]) + 1) % len(OUTLETS)]}/{n:06d}.txt", text.rsplit(
            "\n\n", 1
        )[0] + "\n"
    return _make(n, random.Random(f"{seed}/body/{n}"), paragraphs)


def write_inbox(inbox: Path, count: int, start: int = 0) -> None:
    """Writes the texts from `start` to `count` under a folder."""
    for n in range(start, count):
        path, text = make_text(n)
        file = inbox / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _make(n: int, chance: random.Random, paragraphs: tuple[int, int]) -> tuple[str, str]:
    people = [f"{chance.choice(FIRST_NAMES)} {_surname(chance)}" for _ in range(3)]
    town = f"{_surname(chance)}-sur-Brelle"
    sentences = pool().sentences
    title = _vary(chance.choice(sentences), people, chance).split(",")[0].rstrip(".")[:90]
    lines = [*chance.sample(pool().short_lines, 2), "", f"{town} : {title[:1].lower()}{title[1:]}", ""]
    lines += [
        f"Publié le {chance.randrange(1, 28)} janvier 2026 à {chance.randrange(6, 22)}h{chance.randrange(10, 59)}",
        "",
    ]
    for _ in range(chance.randint(*paragraphs)):
        picked = (_vary(chance.choice(sentences), people, chance) for _ in range(chance.randint(1, 3)))
        place = (
            f"À {town}, selon {chance.choice(people)}, le chantier de {chance.randrange(20, 900)} mètres continue. "
            if chance.random() < 0.3
            else ""
        )
        lines += [place + " ".join(picked), ""]
    lines += chance.sample(pool().short_lines, 2)
    return f"{chance.choice(OUTLETS)}/{n:06d}.txt", "\n".join(lines) + "\n"


def _vary(sentence: str, people: list[str], chance: random.Random) -> str:
    """A sentence as it is, or with invented names and other figures in the places of its own."""
    if chance.random() < 0.4:
        return sentence
    named = _NAME.sub(lambda _found: chance.choice(people), sentence)
    return _NUMBER.sub(lambda _found: str(chance.randrange(11, 990)), named)


def _surname(chance: random.Random) -> str:
    return (chance.choice(SYLLABLES) + chance.choice(SYLLABLES) + chance.choice(ENDINGS)).capitalize()
