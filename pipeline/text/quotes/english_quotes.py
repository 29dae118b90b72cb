"""English direct quotations: quoted words with a simple verb of speech beside them.

What belongs here: the one structure that English passages get (“…,” said Ada Aubrac; Ada Aubrac said: “…”). What does
not: French (quote_frames.py), reported speech in English, and who the speaker is (attribution.py).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.text.quotes.quote_marks import Quoted

_NAME: Final = r"(?:(?:Mr|Mrs|Ms|Dr|Sir)\.? )?[A-Z][\w’'-]+(?: (?:[A-Z][\w’'-]+|de|von|der|van|bin|al))*"
_NOUN: Final = r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir) [\w’' -]{3,60}?"
_SPEAKER: Final = rf"(?P<speaker>{_NAME}|[Hh]e|[Ss]he|[Tt]hey|{_NOUN})"


@dataclass(frozen=True, slots=True)
class EnglishCues:
    """Compiled patterns: verb before speaker, speaker before verb (both behind the words), and both in front."""

    behind: tuple[re.Pattern[str], ...]
    before: re.Pattern[str]
    lemmas: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EnglishQuote:
    """Quoted words with cue and speaker; offsets within the paragraph."""

    quoted: Quoted
    cue: tuple[int, int]
    lemma: str
    speaker: tuple[int, int]


def compile_english(verbs: Sequence[str]) -> EnglishCues:
    """Compiles the patterns for verbs of speech, each given as its forms: "say says said"."""
    lemmas = {form: forms.split()[0] for forms in verbs for form in forms.split()[1:]}
    verb = rf"(?P<cue>(?:has |had )?(?:{'|'.join(map(re.escape, lemmas))}))\b"
    return EnglishCues(
        (
            re.compile(
                rf"[,.]?\s*{verb} {_SPEAKER}(?=[,.;:]| (?:in|on|at|to|during|after|before|of|told)\b|$)"
            ),
            re.compile(rf"[,.]?\s*{_SPEAKER} {verb}"),
        ),
        re.compile(rf"(?:^|[.,;] |\bthat ){_SPEAKER} {verb}[^.“\"«]{{0,40}}[,:]\s*$"),
        lemmas,
    )


def find_english(text: str, quoted: Sequence[Quoted], cues: EnglishCues) -> list[EnglishQuote]:
    """Quoted words of an English paragraph whose cue stands right behind or in front of them, in order."""
    found: list[EnglishQuote] = []
    for stretch in quoted:
        match = next((m for pattern in cues.behind if (m := pattern.match(text, stretch.end))), None)
        if match is None:
            match = cues.before.search(text[: stretch.start])
        if match is not None:
            found.append(
                EnglishQuote(stretch, match.span("cue"), _lemma(match["cue"], cues), match.span("speaker"))
            )
    return found


def _lemma(cue: str, cues: EnglishCues) -> str:
    return cues.lemmas[cue.split()[-1]]
