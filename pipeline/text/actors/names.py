"""Names as the model found them, made usable one by one: cut out, trimmed, typed; and the rule set `names`.

What belongs here: what a model span says by its words and those beside it. What does not: the registry's names and how
both are merged (candidates), titles (titles), who is meant (coreference).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from simplemma import is_known

from pipeline.text.folding import fold_chars

Span = tuple[int, int, str]
"""Start, end and label of a name as the model found it."""

TYPE_OF_LABEL: Final = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "other"}
_EDGE: Final = " \t\n\r\u00a0\u202f«»“”\"'’‘`()[]{}.,;:!?…–—-*•·/|"
_ACRONYM: Final = re.compile(r"[A-Z][A-Z0-9&.-]{1,6}|[A-Z][A-Za-z]+-[A-Z]|[A-Z]{2,6}-[A-ZÀ-Ý]\w+")
_PARTICLE: Final = re.compile(r" (?:van|von|ben|bin|ibn|ould)[ -]|^(?:Abou|Abu|Ben|Abdel?) ")
_PLACE_WORD: Final = re.compile(
    r"(?:Saint|Sainte|Notre)-[A-ZÀ-Ý]\w+|\w+-(?:sur|en|les|lès|sous|aux|Saint|Sainte)-[\w’'-]+", re.IGNORECASE
)
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?…:;«»\"“”(•*–—-])\s*$")
_CENTURY: Final = re.compile(r"[IVX]+ ?e(?:r|me)?")
_NUMBERED: Final = re.compile(r"[A-Z]{1,3}[ -]?\d{1,4}")
_PLACE_IN_PLACE: Final = re.compile(
    r"(?P<own>(?P<head>\w+) (?:[A-ZÀ-Ý][\w’'-]*)(?:[ -][A-ZÀ-Ý][\w’'-]*)*) (?:de |d['’]|du )(?P<where>[A-ZÀ-Ý][\w’' -]*)"
)
_PARTED: Final = re.compile(r" ?: |; |(?<=[^\W\d_])- (?=[A-ZÀ-Ý])| [-–—] (?=[A-ZÀ-Ý])")
_ARTICLE_WITHIN: Final = re.compile(
    r" (?:l['’]|la |le |les |un |une )(?:(?:ex-|ancien |ancienne )?[a-zà-ÿ-]+ )+(?=[A-ZÀ-Ý])| (?:l['’]|la |le |un |une )[a-zà-ÿ-]{4,}$"
)
_BESIDE_PLACE: Final = re.compile(r"(?:\b[Ll]['’]|\b[Ll]a |\b[Dd]u )$")
_SHOUTED_AFTER: Final = re.compile(r" (?:[A-ZÀ-Ý]['’])?[A-ZÀ-Ý]{3,}(?![a-zà-ÿ])")
_SHOUTED_BEFORE: Final = re.compile(r"(?<!\w)[A-ZÀ-Ý]{3,} (?:[A-ZÀ-Ý]['’])?$")
_COURT: Final = re.compile(r"République (?:de |d['’]|du )(?=[A-ZÀ-Ý])")
_OF_THE: Final = re.compile(r"[Pp]rocureure?s?(?: [a-zà-ÿ-]+)? de la $")
_WHEN: Final = re.compile(r" (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier)$")
_ELIDED_END: Final = re.compile(r"-[LlDd]['’]?$")
_ELIDED_REST: Final = re.compile(r"(?:['’]|(?<=['’]))[^\W\d_][\w-]*")
_ORIGIN: Final = re.compile(r"(?P<word>[A-ZÀ-Ý][a-zà-ÿ]+) (?:de la |de l['’]|du |des |de |d['’])(?=[A-ZÀ-Ý])")
_LEAD: Final = re.compile(
    r"(?P<word>[a-zà-ÿ-]+)(?: (?:(?P<time>\w+di|dimanche|hier|aussi|ensuite|enfin|tôt|tard|vite)|[a-zà-ÿ-]+))? (?:de la |de l['’]|du |des |de |d['’])(?=[A-ZÀ-Ý])"
)
_LOWER_TAIL: Final = re.compile(r" (?:de la|du|des|de l['’]|de|d['’]) ?[a-zà-ÿ][a-zà-ÿ’' -]*$")
_INHABITANTS: Final = re.compile(
    r"[A-ZÀ-Ý][\w-]*(?:ois|oises?|ais|aises?|iens?|iennes?|éens?|éennes?|ains?|aines?|ards?|ens)"
)
_BEFORE_INHABITANTS: Final = re.compile(
    r"(?:\b(?:les|des|aux|ces|un|une|jeunes?|ce|cette|tous les|de nombreux|nombreux|entre|deux|trois|chaque|aucun|aucune) )$",
    re.IGNORECASE,
)
_IMPERATIVE: Final = re.compile(
    r"[A-ZÀ-Ý][a-zà-ÿ]+-(?:toi|moi|nous|vous|les?|la|lui|leur|y|en|t-il|t-elle|il|elle|ils|on)"
)
_OF_OFFICE: Final = re.compile(r" (?:de |du |des |d['’]|à |en )")
_ARTICLE: Final = re.compile(
    r"(?:l['’]|d['’]|qu['’]|(?:les?|la|du|des?|aux?|un|une|et|à|en|avec|pour|par|sur|chez|dans) )", re.I
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words beside a name, or its own form, that say of what type it is."""

    labels: frozenset[str]
    entity_type: str
    is_single: bool
    is_long: bool
    before: re.Pattern[str]
    after: re.Pattern[str]
    form: re.Pattern[str]


@dataclass(frozen=True)
class NameRules:
    """The compiled rule set `names`."""

    organisation_heads: frozenset[str]
    place_heads: frozenset[str]
    courtesies: Mapping[str, str]
    not_names: frozenset[str]
    first_names: Mapping[str, str]
    generic_aliases: frozenset[str]
    abbreviations: frozenset[str]
    ignored_aliases: frozenset[str]
    contexts: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]
    extensions: tuple[tuple[re.Pattern[str], str], ...]
    cues: tuple[Cue, ...]
    contractions: tuple[tuple[frozenset[str], re.Pattern[str], re.Pattern[str]], ...]
    other_bearers: Mapping[str, re.Pattern[str]]


def compile_names(rules: Iterable[Mapping[str, Any]]) -> NameRules:
    """The rule set `names` from its rules."""
    words: dict[str, set[str]] = {"organisation_head": set(), "place_head": set(), "not_a_name": set()}
    courtesies: dict[str, str] = {}
    first_names: dict[str, str] = {}
    generic: set[str] = set()
    abbreviations: set[str] = set()
    ignored: set[str] = set()
    contexts: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {}
    extensions: list[tuple[re.Pattern[str], str]] = []
    cues: list[Cue] = []
    contractions: list[tuple[frozenset[str], re.Pattern[str], re.Pattern[str]]] = []
    others: dict[str, re.Pattern[str]] = {}
    for rule in rules:
        kind = rule["kind"]
        if kind in ("type_cue", "type_form"):
            cues.append(_cue(rule))
        if kind == "extended_head":
            nouns = "|".join(re.escape(word) for word in sorted(rule["words"], key=len, reverse=True))
            preposition = "(?:de la |du |des |de l['’]|de |d['’])" if rule.get("preposition") else ""
            extensions.append((re.compile(rf"(?<![\w-])(?:{nouns}) {preposition}$"), rule["entity_type"]))
        if kind == "other_bearer":
            others.update(dict.fromkeys(rule["aliases"], re.compile(rule["before"])))
        if kind == "contracted_alias":
            contractions.append(
                (frozenset(rule["subtypes"]), re.compile(rule["before"]), re.compile(rule["after"]))
            )
        if kind in words:
            words[kind].update(fold_chars(word) for word in rule["words"])
        elif kind == "courtesy":
            courtesies.update(dict.fromkeys(rule["words"], rule["gender"]))
        elif kind == "first_name":
            first_names.update((fold_chars(word), rule["gender"]) for word in rule["words"])
        elif kind == "generic_alias":
            generic.update(fold_chars(alias) for alias in rule["aliases"])
        elif kind == "needs_long_form":
            abbreviations.update(rule["aliases"])
        elif kind == "ignored_alias":
            ignored.update(rule["aliases"])
        elif kind == "context_alias":
            for alias in rule["aliases"]:
                contexts[alias] = (re.compile(rule["before"]), re.compile(rule["after"]))
    return NameRules(
        frozenset(words["organisation_head"]),
        frozenset(words["place_head"]),
        courtesies,
        frozenset(words["not_a_name"]),
        first_names,
        frozenset(generic),
        frozenset(abbreviations),
        frozenset(ignored),
        contexts,
        tuple(extensions),
        tuple(cues),
        tuple(contractions),
        others,
    )


def _cue(rule: Mapping[str, Any]) -> Cue:
    return Cue(
        frozenset(rule["labels"]),
        rule["entity_type"],
        rule.get("is_single", False),
        rule.get("is_long", False),
        re.compile(rule.get("before", "")),
        re.compile(rule.get("after", "")),
        re.compile(rule.get("form", "")),
    )


def courtesy_before(text: str, start: int, rules: NameRules) -> str | None:
    """The gender that the word before a name gives ('' for none said), or None where no such word stands there."""
    word = re.search(r"([\w.]+) $", fold_chars(text[max(0, start - 16) : start]))
    return rules.courtesies.get(word[1]) if word else None


def split_span(text: str, raw: Span, rules: NameRules) -> list[Span]:
    """The names in a model span: apart where a mark or an article stands between them, and place from its town."""
    start, end, label = raw
    found: list[Span] = []
    for between in [*_PARTED.finditer(text, start, end), None]:
        piece = (start, between.start() if between else end, label)
        within = _ARTICLE_WITHIN.search(text, piece[0], piece[1]) if label == "PER" else None
        pieces = [(piece[0], within.start(), label), (within.end(), piece[1], label)] if within else [piece]
        found += [part for one in pieces for part in _split_place(text, one, rules)]
        start = between.end() if between else end
    return found


def _split_place(text: str, raw: Span, rules: NameRules) -> list[Span]:
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


def trim_span(text: str, raw: Span, rules: NameRules, title_end: Mapping[int, int]) -> Span | None:
    """A model span without line ends, marks, articles, courtesies and titles at its edges; None if nothing is left."""
    start, end, label = raw
    line = text.find("\n", start, end)
    if line > start:
        end = line
    rest = _ELIDED_REST.match(text, end) if _ELIDED_END.search(text, start, end) else None
    if rest:
        end = rest.end()
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
        when = _WHEN.search(text, start, end)
        if when:
            end = when.start()
            continue
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
        lead = _lead(text, (start, end, label), rules)
        if lead:
            start += lead
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


def _lead(text: str, span: Span, rules: NameRules) -> int:
    """How many characters of a place's span come before its name: 'ceinture de', or 'Natif de' that opens a sentence."""
    start, end, label = span
    if label != "LOC":
        return 0
    surface = text[start:end]
    court = _COURT.match(surface) if _OF_THE.search(text, max(0, start - 40), start) else None
    if court:
        return court.end()
    lead = _LEAD.match(surface)
    if lead and (
        lead["time"] or fold_chars(lead["word"]) not in rules.place_heads | rules.organisation_heads
    ):
        return lead.end()
    origin = _ORIGIN.match(surface)
    if (
        origin
        and fold_chars(origin["word"]) not in rules.place_heads | rules.organisation_heads
        and is_opening_word(text, start, origin["word"], rules)
    ):
        return origin.end()
    return 0


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


def is_noise(text: str, span: Span, rules: NameRules) -> bool:
    """True for what the model takes for a name and is none: common words, times, inhabitants, addresses on the net."""
    start, end, label = span
    surface = text[start:end]
    folded = fold_chars(surface)
    return (
        not re.search(r"[^\W\d_]", surface)
        or not re.search(r"[A-ZÀ-ÖØ-Þ]", surface)
        or len(surface) < 2
        or (label != "PER" and f"{surface}." == text.strip())
        or bool(_CENTURY.fullmatch(surface))
        or bool(_IMPERATIVE.fullmatch(surface))
        or folded in rules.courtesies
        or folded in rules.not_names
        or folded.startswith(("http", "www."))
        or "@" in surface
        or is_opening_word(text, start, surface, rules)
        or _is_shouted(text, span)
        or _is_office(text, span, rules)
        or bool(
            _INHABITANTS.fullmatch(surface) and _BEFORE_INHABITANTS.search(text[max(0, start - 14) : start])
        )
    )


def _is_shouted(text: str, span: Span) -> bool:
    """True for a common word among others in capitals, as headings have them."""
    start, end, _ = span
    word = text[start:end]
    return (
        len(word) > 4
        and word.isalpha()
        and word.isupper()
        and bool(_SHOUTED_AFTER.match(text, end) or _SHOUTED_BEFORE.search(text, max(0, start - 24), start))
        and is_known(word.lower(), lang="fr")
    )


def _is_office(text: str, span: Span, rules: NameRules) -> bool:
    """True for a common noun that a list or signature writes with a capital ('Untel, Responsable de la voirie')."""
    start, end, label = span
    word = text[start:end]
    return (
        label == "PER"
        and word.isalpha()
        and word.istitle()
        and fold_chars(word) not in rules.first_names
        and bool(_OF_OFFICE.match(text, end))
        and is_known(word.lower(), lang="fr")
    )


def is_opening_word(text: str, start: int, surface: str, rules: NameRules) -> bool:
    """True for an everyday word that has its capital from the head of a sentence or line."""
    if not surface.isalpha() or surface.isupper() or fold_chars(surface) in rules.first_names:
        return False
    return bool(_SENTENCE_START.search(text[max(0, start - 4) : start])) and is_known(
        surface.lower(), lang="fr"
    )


def type_of(text: str, start: int, surface: str, label: str, rules: NameRules, follows_title: bool) -> str:
    """The label as an entity type, mended by the words of the name and before it."""
    words = surface.split()
    folded = fold_chars(surface)
    cued = cued_type(text, start, surface, label, rules)
    if cued:
        return cued
    first = fold_chars(re.split(r"[\s'’]", surface, maxsplit=1)[0])
    if first in rules.organisation_heads and (len(surface) > len(first) or label != "PER"):
        return "organisation"
    if first in rules.place_heads and len(surface) > len(first) and label != "PER":
        return "place"
    if courtesy_before(text, start, rules) is not None and label != "ORG":
        return "person"
    is_full = len(words) > 1 and words[0][0].isupper() and words[-1] != words[-1].lower()
    if is_full and (follows_title or fold_chars(words[0]) in rules.first_names or _PARTICLE.search(surface)):
        return "person"
    if len(words) == 1 and folded in rules.first_names and label != "ORG":
        return (
            "place" if label == "LOC" and _BESIDE_PLACE.search(text[max(0, start - 4) : start]) else "person"
        )
    if label == "PER" and _PLACE_WORD.fullmatch(surface):
        return "place"
    if _NUMBERED.fullmatch(surface):
        return "other"
    if _ACRONYM.fullmatch(surface) and label in ("LOC", "MISC", "PER"):
        return "organisation"
    return TYPE_OF_LABEL.get(label, "other")


def cued_type(text: str, start: int, surface: str, label: str, rules: NameRules) -> str | None:
    """The type that the words beside a name give it, or its own form; None where they say nothing."""
    before = text[max(0, start - 60) : start].lower().replace("’", "'")
    after = text[start + len(surface) : start + len(surface) + 20]
    return next(
        (
            cue.entity_type
            for cue in rules.cues
            if label in cue.labels
            and not (cue.is_single and " " in surface)
            and not (cue.is_long and " " not in surface)
            and cue.form.match(surface)
            and cue.before.search(before)
            and cue.after.match(after)
        ),
        None,
    )
