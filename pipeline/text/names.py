"""Names as the model found them, made usable: trimmed, typed, and merged with what the registry knows.

What belongs here: from model spans and registry hits of one passage to candidates that do not overlap. What does not:
finding the registry's names (linking), leading mentions back to earlier ones (coreference), titles (titles).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.text.folding import fold_chars
from pipeline.text.linking import DEMONYM, SURNAME, Hit, Linker

MODEL_RULE: Final = "model.fr_core_news_md"
TYPE_OF_LABEL: Final = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "other"}

_EDGE: Final = " \t\n\r\u00a0\u202f«»“”\"'’‘`()[]{}.,;:!?…–—-*•·/|"
_ACRONYM: Final = re.compile(r"[A-Z][A-Z0-9&.-]{1,6}$")
_ARTICLE: Final = re.compile(
    r"(?:l['’]|d['’]|qu['’]|(?:les?|la|du|des?|aux?|un|une|et|à|en|avec|pour|par|sur|chez|dans) )", re.I
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name or demonym in a text before it is led to an actor; offsets as in the document.

    `alias_kind` is None for names that only the model found.
    """

    char_start: int
    char_end: int
    surface: str
    entity_type: str
    alias_kind: str | None
    actor_ids: tuple[str, ...]
    rule_id: str
    is_model_person: bool = False


@dataclass(frozen=True)
class NameRules:
    """The compiled rule set `names`."""

    organisation_heads: frozenset[str]
    place_heads: frozenset[str]
    courtesies: Mapping[str, str]
    not_names: frozenset[str]
    ignored_aliases: frozenset[str]
    contexts: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]


def compile_names(rules: Iterable[Mapping[str, Any]]) -> NameRules:
    """The rule set `names` from its rules."""
    words: dict[str, set[str]] = {"organisation_head": set(), "place_head": set(), "not_a_name": set()}
    courtesies: dict[str, str] = {}
    ignored: set[str] = set()
    contexts: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {}
    for rule in rules:
        kind = rule["kind"]
        if kind in words:
            words[kind].update(fold_chars(word) for word in rule["words"])
        elif kind == "courtesy":
            courtesies.update(dict.fromkeys(rule["words"], rule["gender"]))
        elif kind == "ignored_alias":
            ignored.update(rule["aliases"])
        elif kind == "context_alias":
            contexts[rule["alias"]] = (re.compile(rule["before"]), re.compile(rule["after"]))
    return NameRules(
        frozenset(words["organisation_head"]),
        frozenset(words["place_head"]),
        courtesies,
        frozenset(words["not_a_name"]),
        frozenset(ignored),
        contexts,
    )


def courtesy_before(text: str, start: int, rules: NameRules) -> str | None:
    """The gender that the word before a name gives ('' for none said), or None where no such word stands there."""
    word = re.search(r"([\w.]+) $", fold_chars(text[max(0, start - 16) : start]))
    return rules.courtesies.get(word[1]) if word else None


def find_candidates(
    text: str,
    offset: int,
    spans: Sequence[tuple[int, int, str]],
    linker: Linker,
    rules: NameRules,
    is_french: bool,
    title_end: Mapping[int, int] | None = None,
) -> list[Candidate]:
    """The names and demonyms of a passage, in order, without overlap.

    `spans` are the model's names (start, end, label) in the passage, `offset` is the passage's place in the document,
    `title_end` the end of a title by its start, so that "Premier ministre Untel" is stripped to the name.
    """
    hits = [hit for hit in linker.find(text, is_french) if _in_context(hit, text, rules)]
    model = [
        span
        for raw in spans
        for span in [_trim(text, raw, rules, title_end or {})]
        if span is not None and not _is_noise(text[span[0] : span[1]], rules)
    ]
    kept: list[Candidate] = []
    taken = [False] * len(model)
    for hit in hits:
        candidate = _from_hit(hit, text, linker)
        for index, (start, end, label) in enumerate(model):
            if end <= hit.char_start or hit.char_end <= start:
                continue
            if candidate is not None and _model_wins(text, hit, (start, end, label), linker, rules):
                candidate = None
                continue
            if candidate is not None:
                taken[index] = True
                if label == "PER":
                    candidate = _as_person(candidate)
        if candidate is not None:
            kept.append(candidate)
    for index, (start, end, label) in enumerate(model):
        if taken[index] or any(start < c.char_end and c.char_start < end for c in kept):
            continue
        surface = text[start:end]
        kept.append(
            Candidate(
                start,
                end,
                surface,
                _type_of(text, start, surface, label, rules),
                None,
                (),
                MODEL_RULE,
                label == "PER",
            )
        )
    return [_shifted(c, offset) for c in sorted(kept, key=lambda c: c.char_start)]


def _in_context(hit: Hit, text: str, rules: NameRules) -> bool:
    context = rules.contexts.get(text[hit.char_start : hit.char_end])
    if context is None:
        return True
    before = fold_chars(text[max(0, hit.char_start - 40) : hit.char_start])
    after = fold_chars(text[hit.char_end : hit.char_end + 40])
    return bool(context[0].search(before)) and bool(context[1].match(after))


def _from_hit(hit: Hit, text: str, linker: Linker) -> Candidate | None:
    actors = linker.registry.actors
    types = {actors[actor_id].actor_type for actor_id in hit.actor_ids}
    return Candidate(
        hit.char_start,
        hit.char_end,
        text[hit.char_start : hit.char_end],
        "country"
        if hit.kind == DEMONYM
        else actors[hit.actor_ids[0]].actor_type
        if len(types) == 1
        else "other",
        hit.kind,
        hit.actor_ids,
        "demonym.country" if hit.kind == DEMONYM else "name.registry",
    )


def _as_person(candidate: Candidate) -> Candidate:
    return Candidate(
        candidate.char_start,
        candidate.char_end,
        candidate.surface,
        candidate.entity_type,
        candidate.alias_kind,
        candidate.actor_ids,
        candidate.rule_id,
        True,
    )


def _model_wins(text: str, hit: Hit, span: tuple[int, int, str], linker: Linker, rules: NameRules) -> bool:
    """True where the model's longer name is another name that only contains the alias ('Stade de France')."""
    start, end, label = span
    if not (start <= hit.char_start and hit.char_end <= end) or end - start == hit.char_end - hit.char_start:
        return False
    kind = linker.registry.actors[hit.actor_ids[0]].actor_type
    before, after = text[start : hit.char_start], text[hit.char_end : end]
    if hit.kind == DEMONYM:
        return bool(before.strip() and before[0].isupper()) and label != "PER"
    if kind == "person" and hit.kind != SURNAME:
        return False
    if label == "PER":
        return bool(re.search(r"[A-ZÀ-Ý]", before + after))
    if label == "MISC" and kind != "person":
        return bool(before.strip()) and before[0].isupper()
    first = fold_chars(re.split(r"[\s'’]", text[start:end].strip(), maxsplit=1)[0])
    if first in rules.organisation_heads or first in rules.place_heads:
        return True
    return bool(re.search(r"[A-ZÀ-Ý]", before + after)) and kind != "organisation"


def _trim(
    text: str, raw: tuple[int, int, str], rules: NameRules, title_end: Mapping[int, int]
) -> tuple[int, int, str] | None:
    """A model span without line ends, marks, articles, courtesies and titles at its edges; None if nothing is left."""
    start, end, label = raw
    line = text.find("\n", start, end)
    if line > start:
        end = line
    while True:
        while start < end and text[start] in _EDGE:
            start += 1
        while (
            start < end
            and text[end - 1] in _EDGE
            and not (text[end - 1] == "." and _is_initialled(text[start:end]))
        ):
            end -= 1
        if start >= end:
            return None
        if start in title_end:
            start = title_end[start]
            continue
        article = _ARTICLE.match(text, start, end)
        if (
            article
            and (text[start].islower() or (label == "PER" and article.end() < end))
            and article.end() < end
        ):
            start = article.end()
            continue
        word = re.match(r"[\w.]+ ", text[start:end])
        if word and fold_chars(word[0].strip()) in rules.courtesies:
            start += word.end()
            label = "PER"
            continue
        if word and label == "PER" and text[start].islower() and not _is_particle(word[0].strip()):
            start += word.end()
            continue
        return start, end, label


def _is_particle(word: str) -> bool:
    return word in (
        "de",
        "von",
        "van",
        "ben",
        "bin",
        "al",
        "el",
        "der",
        "da",
        "di",
        "du",
        "des",
        "le",
        "la",
        "den",
        "ten",
        "af",
    )


def _is_initialled(surface: str) -> bool:
    return bool(re.search(r"(?:\b[A-Z]\.)+$", surface))


def _is_noise(surface: str, rules: NameRules) -> bool:
    folded = fold_chars(surface)
    return (
        not re.search(r"[^\W\d_]", surface)
        or not re.search(r"[A-ZÀ-ÖØ-Þ0-9]", surface)
        or len(surface) < 2
        or folded in rules.not_names
        or folded.startswith(("http", "www."))
        or "@" in surface
    )


def _type_of(text: str, start: int, surface: str, label: str, rules: NameRules) -> str:
    """The label as an entity type, mended by the words of the name and before it."""
    if courtesy_before(text, start, rules) is not None and label != "ORG":
        return "person"
    first = fold_chars(re.split(r"[\s'’]", surface, maxsplit=1)[0])
    if first in rules.organisation_heads and len(surface) > len(first):
        return "organisation"
    if first in rules.place_heads and len(surface) > len(first) and label != "PER":
        return "place"
    if _ACRONYM.match(surface) and label in ("LOC", "MISC", "PER"):
        return "organisation"
    return TYPE_OF_LABEL.get(label, "other")


def _shifted(candidate: Candidate, offset: int) -> Candidate:
    return Candidate(
        candidate.char_start + offset,
        candidate.char_end + offset,
        candidate.surface,
        candidate.entity_type,
        candidate.alias_kind,
        candidate.actor_ids,
        candidate.rule_id,
        candidate.is_model_person,
    )
