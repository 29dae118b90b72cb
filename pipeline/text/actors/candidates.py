"""Candidates of a passage: the registry's names, what the model adds, and bodies named by their form, merged.

What belongs here: from one passage to candidates that do not overlap, registry first. What does not: finding the
registry's names (linking), mending a single model span (names), leading mentions back to actors (coreference).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from pipeline.text.actors.bodies import (
    find_institutions,
    find_introductions,
    find_letters,
    find_quoted,
    find_settlements,
    grow_body,
    whole_words,
)
from pipeline.text.actors.linking import DEMONYM, SURNAME, Hit, Linker
from pipeline.text.actors.names import (
    NameRules,
    Span,
    courtesy_before,
    is_noise,
    split_span,
    trim_span,
    type_of,
)
from pipeline.text.actors.registry import surname_of
from pipeline.text.folding import fold_chars

MODEL_RULE: Final = "model.fr_core_news_md"
GENERIC: Final = "generic"
UNPLACED: Final = "unplaced"
ACRONYM_RULE: Final = "name.acronym"
LETTERS_RULE: Final = "name.letters"
SETTLEMENT_RULE: Final = "name.settlement"
ABBREVIATION: Final = "abbreviation"
_ARTICLE: Final = re.compile(r"(?:les? |la |l['’])", re.IGNORECASE)
_CAPITALISED: Final = re.compile(r"(?<![\w’'])[A-ZÀ-Ý][\w’'-]*")
_ONE_BEFORE: Final = re.compile(r"(?:\b(?:[Ll][ea]|[Aa]u|[Dd]u|[Uu]ne?) |\b[Ll]['’])$")
_NAMED_AFTER: Final = re.compile(r" [A-ZÀ-Ý][\w-]+")
_WHERE: Final = re.compile(r" (?:en|à|au|aux) $")
_OF: Final = re.compile(r" (?:de la |du |des |de l['’]|de |d['’])")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name or demonym in a text before it is led to an actor; offsets as in the document.

    `alias_kind` is None for names that only the model found. `full_name` is what a first name is short for beside the next
    one ('Emmanuel et Brigitte Untel').
    """

    char_start: int
    char_end: int
    surface: str
    entity_type: str
    alias_kind: str | None
    actor_ids: tuple[str, ...]
    rule_id: str
    is_model_person: bool = False
    gender: str | None = None
    full_name: str | None = None


def find_candidates(
    text: str,
    offset: int,
    spans: Sequence[Span],
    linker: Linker,
    rules: NameRules,
    is_french: bool,
    title_end: Mapping[int, int] | None = None,
) -> list[Candidate]:
    """The names and demonyms of a passage, in order, without overlap.

    `spans` are the model's names (start, end, label) in the passage, `offset` is the passage's place in the document,
    `title_end` the end of a title by its start, so that "Premier ministre Untel" is stripped to the name.
    """
    ends = title_end or {}
    hits = linker.find(text, is_french)
    kept = [_from_hit(hit, text, linker, rules) for hit in hits]
    if is_french:
        kept = _with_bodies(text, kept, rules)
    model = [
        piece
        for raw in spans
        for part in split_span(text, raw, rules)
        for piece in [trim_span(text, part, rules, ends)]
        if piece is not None and not is_noise(text, piece, rules)
    ]
    after_title = frozenset(ends.values())
    for span in model:
        start, end, label = span
        at = _place(kept, start, end)
        overlapping = kept[at]
        losing = [c for c in overlapping if _model_wins(text, c, span, linker, rules)]
        if len(overlapping) > 1 and _is_glued(text, span, overlapping, rules):
            losing = []
        if len(losing) == len(overlapping):
            follows = (
                start - 1 in after_title
                or (start - 2 in after_title and text[start - 2] == ",")
                or (text[end : end + 2] == ", " and _title_after(text, end + 2, ends))
            )
            kept[at] = [_from_model(text, span, rules, follows)]
            continue
        around = [replace(c, is_model_person=True) for c in overlapping] if label == "PER" else overlapping
        for piece in _leftovers(text, span, [c for c in overlapping if c not in losing]):
            trimmed = trim_span(text, piece, rules, ends)
            if trimmed and " " in text[trimmed[0] : trimmed[1]] and not is_noise(text, trimmed, rules):
                around = [*around, _from_model(text, trimmed, rules, False)]
        kept[at] = sorted(around, key=lambda c: c.char_start)
    if is_french:
        kept = _with_forms(text, kept, rules)
        kept = _with_countries(text, kept, rules)
        kept = _extended(text, sorted(kept, key=lambda c: c.char_start), rules)
        kept = _without_appositions(text, _grown(text, kept, rules))
    kept = sorted(kept, key=lambda c: c.char_start)
    shared = _shared_surnames(text, kept, rules) if is_french else {}
    return [
        replace(
            c,
            char_start=c.char_start + offset,
            char_end=c.char_end + offset,
            gender=courtesy_before(text, c.char_start, rules) or None,
            full_name=shared.get(c.char_start),
        )
        for c in kept
    ]


def _shared_surnames(text: str, kept: Sequence[Candidate], rules: NameRules) -> dict[int, str]:
    """The full names of first names that share the surname of the next person, by their start."""
    return {
        one.char_start: f"{one.surface} {surname_of(other.surface)}"
        for one, other in pairwise(kept)
        if text[one.char_end : other.char_start] == " et "
        and one.entity_type == other.entity_type == "person"
        and fold_chars(one.surface) in rules.first_names
        and fold_chars(other.surface.split(" ")[0]) in rules.first_names
        and surname_of(other.surface)
    }


def _grown(text: str, kept: Sequence[Candidate], rules: NameRules) -> list[Candidate]:
    """The candidates, a body cut short with the rest of its name: 'Amicale' in 'l'Amicale des maires'.

    What the registry knows is no rest of another name.
    """
    known = [c.char_start for c in kept if c.alias_kind not in (None, DEMONYM)]
    out: list[Candidate] = []
    for candidate in kept:
        if out and candidate.char_start < out[-1].char_end:
            continue
        is_body = candidate.alias_kind is None and candidate.rule_id == MODEL_RULE
        if is_body and fold_chars(candidate.surface).split(" ")[0] in rules.organisation_heads:
            end = grow_body(text, candidate.char_start, candidate.char_end)
            following = bisect_left(known, candidate.char_end)
            if following < len(known) and known[following] < end:
                end = candidate.char_end
            end = whole_words(text, candidate.char_start, end)
            if end != candidate.char_end:
                surface = text[candidate.char_start : end]
                candidate = replace(
                    candidate,
                    char_end=end,
                    surface=surface,
                    entity_type="organisation",
                    is_model_person=False,
                )
        out.append(candidate)
    return out


def _without_appositions(text: str, kept: Sequence[Candidate]) -> list[Candidate]:
    """The candidates; 'le Moldave' before a person's name is that person, and no mention of the country."""
    bodies = {c.char_start for c in kept if c.entity_type in ("organisation", "country")}
    return [
        c
        for c in kept
        if c.alias_kind != DEMONYM
        or not c.surface[0].isupper()
        or c.char_end + 1 in bodies
        or not _NAMED_AFTER.match(text, c.char_end)
        or not _ONE_BEFORE.search(text, max(0, c.char_start - 5), c.char_start)
    ]


def _is_glued(text: str, span: Span, known: Sequence[Candidate], rules: NameRules) -> bool:
    """True where a model span is nothing but names of the registry side by side ('France-Brésil', 'Suisse Macron')."""
    start, end, _ = span
    words = [match.start() + start for match in _CAPITALISED.finditer(text[start:end])]
    first = fold_chars(re.split(r"[\s-]", text[start:end], maxsplit=1)[0])
    return first not in rules.first_names and all(
        any(c.alias_kind not in (None, DEMONYM) and c.char_start <= at < c.char_end for c in known)
        for at in words
    )


def _title_after(text: str, at: int, title_end: Mapping[int, int]) -> bool:
    """True where a title stands at an offset, with or without its article."""
    article = re.compile(r"(?:le |la |l['’])?(?:(?:ancien|ancienne|ex)[ -])?").match(text, at)
    return at in title_end or (article is not None and article.end() in title_end)


def _extended(text: str, kept: Sequence[Candidate], rules: NameRules) -> list[Candidate]:
    """The candidates, each with the common noun that opens its name ('lycée Untel'), where no person is named."""
    out: list[Candidate] = []
    for candidate in kept:
        before = text[max(0, candidate.char_start - 36) : candidate.char_start]
        found = next(((m, kind) for rule, kind in rules.extensions for m in [rule.search(before)] if m), None)
        is_known = candidate.alias_kind not in (None, "full_name") or candidate.entity_type == "organisation"
        if (
            found is None
            or is_known
            or candidate.entity_type == "country"
            or not candidate.surface[0].isupper()
        ):
            out.append(candidate)
            continue
        match, kind = found
        start = candidate.char_start - (len(before) - match.start())
        if out and out[-1].char_end > start:
            out.append(candidate)
            continue
        surface = text[start : candidate.char_end]
        out.append(Candidate(start, candidate.char_end, surface, kind, None, (), candidate.rule_id))
    return out


def _from_model(text: str, span: Span, rules: NameRules, follows_title: bool) -> Candidate:
    start, end, label = span
    surface = text[start:end]
    kind = type_of(text, start, surface, label, rules, follows_title)
    return Candidate(start, end, surface, kind, None, (), MODEL_RULE, label == "PER")


def _leftovers(text: str, span: Span, taken: Sequence[Candidate]) -> list[Span]:
    """What a model span holds beside the registry's names in it: the model glues neighbours together."""
    start, end, label = span
    if text[start:end].isupper():
        return []
    pieces: list[Span] = []
    for candidate in sorted(taken, key=lambda c: c.char_start):
        if candidate.alias_kind != DEMONYM and start < candidate.char_start:
            pieces.append((start, candidate.char_start, label))
        start = max(start, candidate.char_end)
    if start < end and all(c.alias_kind != DEMONYM for c in taken):
        pieces.append((start, end, label))
    return [
        p
        for p in pieces
        if re.match(
            r"\W*[A-ZÀ-Ý][\w-]+ (?:(?:de|du|des|van|von|der|ben|al|el|la|le) )*[A-ZÀ-Ý]", text[p[0] : p[1]]
        )
    ]


def _with_bodies(text: str, kept: list[Candidate], rules: NameRules) -> list[Candidate]:
    """Adds long forms with their acronyms, and institutions named by their kind."""
    for intro in find_introductions(text):
        head = fold_chars(re.split(r"[\s'’]", text[intro.long_start : intro.long_end], maxsplit=1)[0])
        if text[intro.long_start].islower() and head not in rules.organisation_heads:
            continue
        if head in rules.first_names or head in rules.courtesies:
            continue
        for start, end in ((intro.long_start, intro.long_end), (intro.short_start, intro.short_end)):
            _add_body(text, kept, start, end, ACRONYM_RULE)
    for start, end in find_quoted(text):
        _add_body(text, kept, start, end, "name.institution")
    kept = _with_countries(text, kept, rules)
    demonyms = [(c.char_start, c.char_end) for c in kept if c.alias_kind == DEMONYM]
    for start, end in find_institutions(text, demonyms):
        _add_body(text, kept, start, end, "name.institution")
    return kept


def _with_forms(text: str, kept: list[Candidate], rules: NameRules) -> list[Candidate]:
    """Adds acronyms and communes that are written as such, where nothing is found yet."""
    kept = sorted(kept, key=lambda c: c.char_start)
    is_shouted = text.isupper()
    for spans, kind, rule_id in (
        ([] if is_shouted else find_letters(text), "organisation", LETTERS_RULE),
        (find_settlements(text), "place", SETTLEMENT_RULE),
    ):
        for start, end in spans:
            at = _place(kept, start, end)
            if not kept[at] and fold_chars(text[start:end]) not in rules.not_names:
                kept[at] = [Candidate(start, end, text[start:end], kind, None, (), rule_id)]
    return kept


def _with_countries(text: str, kept: list[Candidate], rules: NameRules) -> list[Candidate]:
    """'Cour suprême du Ghana', 'Sénat italien': with its country a generic name is another body's name."""
    out: list[Candidate] = []
    for candidate in sorted(kept, key=lambda c: c.char_start):
        last = out[-1] if out else None
        if last and candidate.entity_type == "country" and _wants_country(last, rules):
            between = text[last.char_end : candidate.char_start]
            if between == " " or _OF.fullmatch(between):
                out[-1] = Candidate(
                    last.char_start,
                    candidate.char_end,
                    text[last.char_start : candidate.char_end],
                    "organisation",
                    None,
                    (),
                    "name.institution",
                )
                continue
        out.append(candidate)
    return out


def _wants_country(candidate: Candidate, rules: NameRules) -> bool:
    """True for a generic name and for a body the registry does not know: its country is a part of its name."""
    first = fold_chars(candidate.surface).split(" ")[0]
    is_body = candidate.alias_kind is None and candidate.entity_type == "organisation"
    return candidate.alias_kind == GENERIC or (is_body and first in rules.organisation_heads)


def _add_body(text: str, kept: list[Candidate], start: int, end: int, rule_id: str) -> None:
    """Puts an organisation from start to end among the candidates, unless the registry has a name as long there."""
    at = _place(kept, start, end)
    if any(c.char_start <= start and end <= c.char_end for c in kept[at]):
        return
    if any(c.char_start < start or end < c.char_end for c in kept[at]):
        return
    kept[at] = [Candidate(start, end, text[start:end], "organisation", None, (), rule_id)]


def _place(kept: Sequence[Candidate], start: int, end: int) -> slice:
    """Where the candidates that overlap a span stand among those of a passage, which are in order and apart."""
    return slice(
        bisect_right(kept, start, key=lambda c: c.char_end),
        bisect_left(kept, end, key=lambda c: c.char_start),
    )


def _from_hit(hit: Hit, text: str, linker: Linker, rules: NameRules) -> Candidate:
    actors = linker.registry.actors
    types = {actors[actor_id].actor_type for actor_id in hit.actor_ids}
    surface = text[hit.char_start : hit.char_end]
    kind = hit.kind
    gender = courtesy_before(text, hit.char_start, rules) if types <= {"place", "country"} else None
    if kind != DEMONYM and gender:
        rule_id = "courtesy.masculine" if gender == "male" else "courtesy.feminine"
        return Candidate(hit.char_start, hit.char_end, surface, "person", None, (), rule_id, True)
    if kind != DEMONYM and fold_chars(surface) in rules.generic_aliases:
        kind = GENERIC
    if surface in rules.abbreviations:
        kind = ABBREVIATION
    other = rules.other_bearers.get(surface)
    if other and other.search(fold_chars(text[max(0, hit.char_start - 40) : hit.char_start])):
        kind = UNPLACED
    return Candidate(
        hit.char_start,
        hit.char_end,
        surface,
        "country" if kind == DEMONYM else actors[hit.actor_ids[0]].actor_type if len(types) == 1 else "other",
        kind,
        hit.actor_ids,
        "demonym.country" if kind == DEMONYM else "name.registry",
    )


def _model_wins(text: str, known: Candidate, span: Span, linker: Linker, rules: NameRules) -> bool:
    """True where the model's longer name is another name that only contains the alias ('Stade de France')."""
    start, end, label = span
    if known.alias_kind is None:
        return False
    if not (start <= known.char_start and known.char_end <= end) or end - start == len(known.surface):
        return False
    kind = linker.registry.actors[known.actor_ids[0]].actor_type
    before, after = text[start : known.char_start], text[known.char_end : end]
    if text[start:end].isupper() and kind == "country":
        return False
    if not after and _ARTICLE.fullmatch(before):
        return False
    if known.alias_kind == DEMONYM:
        return bool(before.strip() and before[0].isupper()) and label != "PER"
    if kind == "person" and known.alias_kind != SURNAME:
        return False
    if label == "PER":
        return bool(re.search(r"[A-ZÀ-Ý]", before + after)) and kind != "organisation"
    if label == "MISC" and kind != "person":
        return bool(before.strip()) and before[0].isupper() and not _WHERE.search(before)
    first = fold_chars(re.split(r"[\s'’]", text[start:end].strip(), maxsplit=1)[0])
    if first in rules.organisation_heads or first in rules.place_heads:
        return True
    return bool(re.search(r"[A-ZÀ-Ý]", before + after)) and kind != "organisation"
