"""Names as the model found them, made usable: trimmed, typed, and merged with what the registry knows.

What belongs here: from model spans and registry hits of one passage to candidates that do not overlap. What does not:
finding the registry's names (linking), leading mentions back to earlier ones (coreference), titles (titles).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from simplemma import is_known

from pipeline.text.bodies import find_institutions, find_introductions
from pipeline.text.folding import fold_chars
from pipeline.text.linking import DEMONYM, SURNAME, Hit, Linker

MODEL_RULE: Final = "model.fr_core_news_md"
TYPE_OF_LABEL: Final = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "other"}

_EDGE: Final = " \t\n\r\u00a0\u202f«»“”\"'’‘`()[]{}.,;:!?…–—-*•·/|"
_ACRONYM: Final = re.compile(r"[A-Z][A-Z0-9&.-]{1,6}|[A-Z][A-Za-z]+-[A-Z]")
GENERIC: Final = "generic"
_PARTICLE: Final = re.compile(r" (?:van|von|ben|bin|ibn|ould)[ -]|^(?:Abou|Abu|Ben|Abdel?) ")
_PLACE_WORD: Final = re.compile(
    r"(?:Saint|Sainte|Notre)-[A-ZÀ-Ý]\w+|\w+-(?:sur|en|les|lès|sous|aux|Saint|Sainte)-[\w’'-]+", re.IGNORECASE
)
_OF: Final = re.compile(r" (?:de la |du |des |de l['’]|de |d['’])")
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?…:;«»\"“”(•*–—-])\s*$")
_NUMBERED: Final = re.compile(r"[A-Z]{1,3}[ -]?\d{1,4}")
_PLACE_IN_PLACE: Final = re.compile(
    r"(?P<own>(?P<head>\w+) (?:[A-ZÀ-Ý][\w’'-]*)(?:[ -][A-ZÀ-Ý][\w’'-]*)*) (?:de |d['’]|du )(?P<where>[A-ZÀ-Ý][\w’' -]*)"
)
_LOWER_TAIL: Final = re.compile(r" (?:de la|du|des|de l['’]|de|d['’]) ?[a-zà-ÿ][a-zà-ÿ’' -]*$")
_INHABITANTS: Final = re.compile(
    r"[A-ZÀ-Ý][\w-]*(?:ois|oises?|ais|aises?|iens?|iennes?|éens?|éennes?|ains?|aines?|ards?|ens)"
)
_BEFORE_INHABITANTS: Final = re.compile(
    r"(?:\b(?:les|des|aux|ces|un|une|jeunes?|ce|cette|tous les|de nombreux|nombreux|deux|trois) )$"
)
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
    gender: str | None = None


@dataclass(frozen=True)
class NameRules:
    """The compiled rule set `names`."""

    organisation_heads: frozenset[str]
    place_heads: frozenset[str]
    courtesies: Mapping[str, str]
    not_names: frozenset[str]
    first_names: Mapping[str, str]
    generic_aliases: frozenset[str]
    ignored_aliases: frozenset[str]
    contexts: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]
    extensions: tuple[tuple[re.Pattern[str], str], ...]


def compile_names(rules: Iterable[Mapping[str, Any]]) -> NameRules:
    """The rule set `names` from its rules."""
    words: dict[str, set[str]] = {"organisation_head": set(), "place_head": set(), "not_a_name": set()}
    courtesies: dict[str, str] = {}
    first_names: dict[str, str] = {}
    generic: set[str] = set()
    ignored: set[str] = set()
    contexts: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {}
    extensions: list[tuple[re.Pattern[str], str]] = []
    for rule in rules:
        kind = rule["kind"]
        if kind == "extended_head":
            nouns = "|".join(re.escape(word) for word in sorted(rule["words"], key=len, reverse=True))
            preposition = "(?:de la |du |des |de l['’]|de |d['’])" if rule.get("preposition") else ""
            extensions.append((re.compile(rf"(?<![\w-])(?:{nouns}) {preposition}$"), rule["entity_type"]))
        if kind in words:
            words[kind].update(fold_chars(word) for word in rule["words"])
        elif kind == "courtesy":
            courtesies.update(dict.fromkeys(rule["words"], rule["gender"]))
        elif kind == "first_name":
            first_names.update((fold_chars(word), rule["gender"]) for word in rule["words"])
        elif kind == "generic_alias":
            generic.update(fold_chars(alias) for alias in rule["aliases"])
        elif kind == "ignored_alias":
            ignored.update(rule["aliases"])
        elif kind == "context_alias":
            contexts[rule["alias"]] = (re.compile(rule["before"]), re.compile(rule["after"]))
    return NameRules(
        frozenset(words["organisation_head"]),
        frozenset(words["place_head"]),
        courtesies,
        frozenset(words["not_a_name"]),
        first_names,
        frozenset(generic),
        frozenset(ignored),
        contexts,
        tuple(extensions),
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
    ends = title_end or {}
    hits = [hit for hit in linker.find(text, is_french) if _in_context(hit, text, rules)]
    kept = [_from_hit(hit, text, linker, rules) for hit in hits]
    if is_french:
        kept = _with_bodies(text, kept, rules)
    model = [
        piece
        for raw in spans
        for part in _split(text, raw, rules)
        for piece in [_trim(text, part, rules, ends)]
        if piece is not None and not _is_noise(text, piece, rules)
    ]
    after_title = frozenset(ends.values())
    for span in model:
        start, end, label = span
        overlapping = [c for c in kept if start < c.char_end and c.char_start < end]
        losing = [c for c in overlapping if _model_wins(text, c, span, linker, rules)]
        if len(losing) == len(overlapping):
            kept = [c for c in kept if c not in losing]
            follows = (
                start - 1 in after_title
                or (start - 2 in after_title and text[start - 2] == ",")
                or (text[end : end + 2] == ", " and _title_after(text, end + 2, ends))
            )
            kept.append(_from_model(text, span, rules, follows))
            continue
        if label == "PER":
            kept = [replace(c, is_model_person=True) if c in overlapping else c for c in kept]
        for piece in _leftovers(text, span, [c for c in overlapping if c not in losing]):
            trimmed = _trim(text, piece, rules, ends)
            if trimmed and " " in text[trimmed[0] : trimmed[1]] and not _is_noise(text, trimmed, rules):
                kept.append(_from_model(text, trimmed, rules, False))
    if is_french:
        kept = _with_countries(text, kept, rules)
        kept = _extended(text, sorted(kept, key=lambda c: c.char_start), rules)
    return [
        replace(
            c,
            char_start=c.char_start + offset,
            char_end=c.char_end + offset,
            gender=courtesy_before(text, c.char_start, rules) or None,
        )
        for c in sorted(kept, key=lambda c: c.char_start)
    ]


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


def _from_model(text: str, span: tuple[int, int, str], rules: NameRules, follows_title: bool) -> Candidate:
    start, end, label = span
    surface = text[start:end]
    kind = _type_of(text, start, surface, label, rules, follows_title)
    return Candidate(start, end, surface, kind, None, (), MODEL_RULE, label == "PER")


def _leftovers(
    text: str, span: tuple[int, int, str], taken: Sequence[Candidate]
) -> list[tuple[int, int, str]]:
    """What a model span holds beside the registry's names in it: the model glues neighbours together."""
    start, end, label = span
    pieces: list[tuple[int, int, str]] = []
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


def _split(text: str, raw: tuple[int, int, str], rules: NameRules) -> list[tuple[int, int, str]]:
    """'mosquée Untel de Ville' is two names: the place by its own name, and where it is."""
    start, end, label = raw
    surface = text[start:end]
    parts = _PLACE_IN_PLACE.fullmatch(surface)
    if label in ("LOC", "ORG") and parts and fold_chars(parts["head"]) in rules.place_heads:
        return [(start, start + parts.end("own"), label), (start + parts.start("where"), end, "LOC")]
    tail = _LOWER_TAIL.search(surface)
    if tail and fold_chars(surface.split(" ")[0]) not in rules.organisation_heads | rules.place_heads:
        return [(start, start + tail.start(), label)]
    return [raw]


def _with_bodies(text: str, kept: list[Candidate], rules: NameRules) -> list[Candidate]:
    """Adds long forms with their acronyms, and institutions named by their kind."""
    for intro in find_introductions(text):
        head = fold_chars(re.split(r"[\s'’]", text[intro.long_start : intro.long_end], maxsplit=1)[0])
        if text[intro.long_start].islower() and head not in rules.organisation_heads:
            continue
        if head in rules.first_names or head in rules.courtesies:
            continue
        for start, end in ((intro.long_start, intro.long_end), (intro.short_start, intro.short_end)):
            kept = _with_span(text, kept, start, end, "name.acronym")
    kept = _with_countries(text, kept, rules)
    demonyms = [(c.char_start, c.char_end) for c in kept if c.alias_kind == DEMONYM]
    for start, end in find_institutions(text, demonyms):
        kept = _with_span(text, kept, start, end, "name.institution")
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


def _with_span(text: str, kept: list[Candidate], start: int, end: int, rule_id: str) -> list[Candidate]:
    """The candidates with an organisation from start to end, unless the registry has a name as long there."""
    overlapping = [c for c in kept if start < c.char_end and c.char_start < end]
    if any(c.char_start <= start and end <= c.char_end for c in overlapping):
        return kept
    if any(c.char_start < start or end < c.char_end for c in overlapping):
        return kept
    body = Candidate(start, end, text[start:end], "organisation", None, (), rule_id)
    return [c for c in kept if c not in overlapping] + [body]


def _in_context(hit: Hit, text: str, rules: NameRules) -> bool:
    context = rules.contexts.get(text[hit.char_start : hit.char_end])
    if context is None:
        return True
    before = fold_chars(text[max(0, hit.char_start - 40) : hit.char_start])
    after = fold_chars(text[hit.char_end : hit.char_end + 40])
    return bool(context[0].search(before)) and bool(context[1].match(after))


def _from_hit(hit: Hit, text: str, linker: Linker, rules: NameRules) -> Candidate:
    actors = linker.registry.actors
    types = {actors[actor_id].actor_type for actor_id in hit.actor_ids}
    surface = text[hit.char_start : hit.char_end]
    kind = hit.kind
    if kind != DEMONYM and fold_chars(surface) in rules.generic_aliases:
        kind = GENERIC
    return Candidate(
        hit.char_start,
        hit.char_end,
        surface,
        "country" if kind == DEMONYM else actors[hit.actor_ids[0]].actor_type if len(types) == 1 else "other",
        kind,
        hit.actor_ids,
        "demonym.country" if kind == DEMONYM else "name.registry",
    )


def _model_wins(
    text: str, known: Candidate, span: tuple[int, int, str], linker: Linker, rules: NameRules
) -> bool:
    """True where the model's longer name is another name that only contains the alias ('Stade de France')."""
    start, end, label = span
    if known.alias_kind is None:
        return False
    if not (start <= known.char_start and known.char_end <= end) or end - start == len(known.surface):
        return False
    kind = linker.registry.actors[known.actor_ids[0]].actor_type
    before, after = text[start : known.char_start], text[known.char_end : end]
    if known.alias_kind == DEMONYM:
        return bool(before.strip() and before[0].isupper()) and label != "PER"
    if kind == "person" and known.alias_kind != SURNAME:
        return False
    if label == "PER":
        return bool(re.search(r"[A-ZÀ-Ý]", before + after)) and kind != "organisation"
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


def _is_noise(text: str, span: tuple[int, int, str], rules: NameRules) -> bool:
    """True for what the model takes for a name and is none: common words, times, inhabitants, addresses on the net."""
    start, end, _ = span
    surface = text[start:end]
    folded = fold_chars(surface)
    return (
        not re.search(r"[^\W\d_]", surface)
        or not re.search(r"[A-ZÀ-ÖØ-Þ]", surface)
        or len(surface) < 2
        or folded in rules.not_names
        or folded.startswith(("http", "www."))
        or "@" in surface
        or _is_opening_word(text, start, surface, rules)
        or bool(
            _INHABITANTS.fullmatch(surface) and _BEFORE_INHABITANTS.search(text[max(0, start - 14) : start])
        )
    )


def _is_opening_word(text: str, start: int, surface: str, rules: NameRules) -> bool:
    """True for an everyday word that has its capital from the head of a sentence or line."""
    if not surface.isalpha() or surface.isupper() or fold_chars(surface) in rules.first_names:
        return False
    return bool(_SENTENCE_START.search(text[max(0, start - 4) : start])) and is_known(
        surface.lower(), lang="fr"
    )


def _type_of(text: str, start: int, surface: str, label: str, rules: NameRules, follows_title: bool) -> str:
    """The label as an entity type, mended by the words of the name and before it."""
    words = surface.split()
    folded = fold_chars(surface)
    first = fold_chars(re.split(r"[\s'’]", surface, maxsplit=1)[0])
    if first in rules.organisation_heads and len(surface) > len(first):
        return "organisation"
    if first in rules.place_heads and len(surface) > len(first) and label != "PER":
        return "place"
    if courtesy_before(text, start, rules) is not None and label != "ORG":
        return "person"
    is_full = len(words) > 1 and words[0][0].isupper() and words[-1] != words[-1].lower()
    if is_full and (follows_title or fold_chars(words[0]) in rules.first_names or _PARTICLE.search(surface)):
        return "person"
    if len(words) == 1 and folded in rules.first_names and label != "ORG":
        return "person"
    if label == "PER" and _PLACE_WORD.fullmatch(surface):
        return "place"
    if _NUMBERED.fullmatch(surface):
        return "other"
    if _ACRONYM.fullmatch(surface) and label in ("LOC", "MISC", "PER"):
        return "organisation"
    return TYPE_OF_LABEL.get(label, "other")
