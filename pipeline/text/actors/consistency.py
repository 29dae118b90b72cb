"""Makes the candidates of one document agree: one type a name, and no occurrence of a found name missed.

What belongs here: votes on types over the document, and the search for further occurrences of names that were found.
What does not: who is meant (coreference).
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipeline.records.segmentation import Passage
from pipeline.text.actors.candidates import ACRONYM_RULE, MODEL_RULE, Candidate
from pipeline.text.actors.names import NameRules, courtesy_before, is_opening_word
from pipeline.text.actors.registry import surname_of
from pipeline.text.folding import fold_chars

SHORT_FORM_RULE: Final = "name.short_form"
REPEAT_RULE: Final = "name.repeat"

LIST_MIN: Final = 3
"""Names side by side that make a list."""

_LISTED: Final = re.compile(r", (?:et |ou )?| (?:et|ou) | ?[-–—/•] ?")
_SMALL_WORD: Final = re.compile(r"(?<![\w-])[a-zà-öø-ÿœ]+(?![\w-])")
_STRENGTH: Final = {"person": 3, "organisation": 2, "place": 1, "country": 1, "other": 0}


def vote_types(candidates: Sequence[Candidate], rules: NameRules) -> list[Candidate]:
    """The candidates, each name with the type that most of its occurrences have; long names carry their short ones."""
    votes: dict[str, Counter[str]] = {}
    for candidate in candidates:
        if candidate.alias_kind is None:
            votes.setdefault(_key(candidate), Counter())[candidate.entity_type] += 1
    winner = {
        key: max(count, key=lambda kind: (count[kind], _STRENGTH[kind])) for key, count in votes.items()
    }
    surnames = {
        fold_chars(surname_of(c.surface))
        for c in candidates
        if c.entity_type == "person" and winner.get(_key(c), "person") == "person" and surname_of(c.surface)
    }
    short_persons = {
        key
        for key, count in votes.items()
        if " " not in key and count["person"] >= max(count.values()) and winner[key] == "person"
    }
    for key in list(winner):
        if " " in key and winner[key] != "person" and not _opens_body_or_place(key, rules):
            parts = key.split(" ")
            if parts[0] in short_persons or parts[-1] in short_persons:
                winner[key] = "person"
    out = []
    for candidate in candidates:
        kind = winner.get(_key(candidate)) if candidate.alias_kind is None else None
        if kind and _key(candidate) in surnames:
            kind = "person"
        out.append(replace(candidate, entity_type=kind) if kind else candidate)
    return out


def agree_in_lists(
    passage: Passage, found: Sequence[Candidate], rules: NameRules, times: Mapping[str, int]
) -> list[Candidate]:
    """The candidates of a passage; in a list of names those the model typed otherwise than most are what most are.

    `times` says how often a name stands in the document: one that stands there again is judged by all its places.
    """
    out = list(found)
    first = 0
    for index in range(1, len(out) + 1):
        if index < len(out) and _LISTED.fullmatch(
            passage.text,
            out[index - 1].char_end - passage.char_start,
            out[index].char_start - passage.char_start,
        ):
            continue
        if index - first >= LIST_MIN:
            out[first:index] = _agreed(out[first:index], rules, times)
        first = index
    return out


def _agreed(listed: Sequence[Candidate], rules: NameRules, times: Mapping[str, int]) -> list[Candidate]:
    kinds = Counter("place" if c.entity_type == "country" else c.entity_type for c in listed)
    kind, count = kinds.most_common(1)[0]
    if kind not in ("place", "person") or count * 5 < len(listed) * 3:
        return list(listed)
    return [
        replace(c, entity_type=kind, is_model_person=kind == "person")
        if _is_open(c, kind, rules) and (len(listed) > LIST_MIN or times[c.surface] == 1)
        else c
        for c in listed
    ]


def _is_open(candidate: Candidate, kind: str, rules: NameRules) -> bool:
    """True for a name that only the model knows and nothing beside it says to be a person or a body."""
    first = fold_chars(candidate.surface).split(" ")[0]
    return (
        candidate.alias_kind is None
        and candidate.rule_id == MODEL_RULE
        and candidate.gender is None
        and candidate.entity_type in ("person", "place", "other")
        and (kind == "person" or first not in rules.first_names)
        and (kind == "place" or first not in rules.place_heads)
    )


def drop_common_words(
    passages: Sequence[Passage], candidates: Sequence[Candidate], rules: NameRules
) -> list[Candidate]:
    """The candidates but for single words that only the model takes for names and the text also writes small.

    The word for a kind of body stays: with its capital it stands for one body of the kind.
    """
    doubtful = {
        c.surface.lower()
        for c in candidates
        if _is_doubtful(c) and fold_chars(c.surface) not in rules.organisation_heads
    }
    if not doubtful:
        return list(candidates)
    small = {word for passage in passages for word in _SMALL_WORD.findall(passage.text) if word in doubtful}
    return [c for c in candidates if c.surface.lower() not in small or not _is_doubtful(c)]


def _is_doubtful(candidate: Candidate) -> bool:
    return (
        candidate.alias_kind is None
        and candidate.rule_id == MODEL_RULE
        and candidate.entity_type in ("organisation", "other")
        and candidate.surface.isalpha()
        and candidate.surface.istitle()
    )


def _opens_body_or_place(key: str, rules: NameRules) -> bool:
    first = re.split(r"[ '-]", key, maxsplit=1)[0]
    return first in rules.organisation_heads or first in rules.place_heads


def _key(candidate: Candidate) -> str:
    return fold_chars(candidate.surface)


def find_repeats(
    passages: Sequence[Passage], candidates: Sequence[Candidate], rules: NameRules
) -> list[Candidate]:
    """Further occurrences of names in French passages, and short forms of bodies, where no candidate stands yet."""
    known: dict[str, Candidate] = {}
    counts = Counter(c.surface for c in candidates)
    bodies: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.alias_kind == "demonym" or candidate.entity_type == "other":
            continue
        surface = candidate.surface
        is_found_twice = candidate.alias_kind is None and counts[surface] > 1 and len(surface) > 3
        if " " in surface or is_found_twice or candidate.rule_id == ACRONYM_RULE:
            known.setdefault(surface, candidate)
        if candidate.entity_type == "person" and " " in surface and candidate.alias_kind is None:
            surname = surname_of(surface)
            if len(surname) > 3 and surname != surname.lower():
                known.setdefault(surname, candidate)
        if candidate.entity_type == "organisation" and " " in surface:
            head = re.split(r"[ '’]", surface, maxsplit=1)[0]
            if fold_chars(head) in rules.organisation_heads:
                bodies.setdefault(head[0].upper() + head[1:], candidate)
    return [
        *_occurrences(passages, candidates, known, REPEAT_RULE, r"(?<![\w@-])(?:{})(?![\w-])", rules),
        *_occurrences(
            passages,
            candidates,
            bodies,
            SHORT_FORM_RULE,
            r"(?<![\w-])(?:{})(?![\w'’-]| [A-ZÀ-Ý]| d(?:e|u|es) | d['’]| \w+ale?\b| européenn?e?| françaises?)",
            rules,
        ),
    ]


def _occurrences(
    passages: Sequence[Passage],
    candidates: Sequence[Candidate],
    names: Mapping[str, Candidate],
    rule_id: str,
    pattern: str,
    rules: NameRules,
) -> list[Candidate]:
    if not names:
        return []
    longest_first = "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))
    search = re.compile(pattern.format(longest_first))
    found = []
    starts = [candidate.char_start for candidate in candidates]
    for passage in passages:
        if passage.language_code != "fr":
            continue
        for match in search.finditer(passage.text):
            start, end = match.start() + passage.char_start, match.end() + passage.char_start
            model = names[match[0]]
            before = bisect_left(starts, end) - 1
            if before >= 0 and candidates[before].char_end > start:
                continue
            if model.entity_type != "person" and is_opening_word(
                passage.text, match.start(), match[0], rules
            ):
                continue
            if rule_id == SHORT_FORM_RULE and (
                start <= model.char_start or not _has_article(passage.text, match.start())
            ):
                continue
            found.append(
                Candidate(
                    start,
                    end,
                    match[0],
                    model.entity_type,
                    None,
                    (),
                    rule_id,
                    model.entity_type == "person",
                    courtesy_before(passage.text, match.start(), rules) or None,
                )
            )
    return found


def _has_article(text: str, at: int) -> bool:
    return bool(re.search(r"(?:\b(?:[Ll]a|[Ll]e|[Dd]u|[Aa]u) |[LlDd]['’])$", text[max(0, at - 4) : at]))
