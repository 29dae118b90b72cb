"""Mentions without a name: titles standing alone and pronouns that are the subject of a reporting verb.

What belongs here: which titles of a text go with which name, whom a title alone means, whom a pronoun means. What does
not: the grammar of titles (titles), names (coreference).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from pipeline.text.actors.registry import Registry
from pipeline.text.actors.titles import FORMER, Title, Wording, agrees, holders_on
from pipeline.text.folding import fold_chars

DEFINITE: Final = frozenset(("le", "la", "l'", "ce", "cette", "du", "au", "de la", "de l'", "a la", "a l'"))
POSSESSIVE: Final = frozenset(("son", "sa", "leur"))
WINDOW: Final = 700
"""How far back, in characters, a pronoun may look for the person it means."""

_TITLE_TO_NAME: Final = re.compile(
    r"(?: de l'epoque| d'alors)?(?: |, | : |, (?:m\.|mme|monsieur|madame) | (?:m\.|mme|monsieur|madame|maitre|me|dr) )$|^(?: |, ?)(?:m\.|mme|me|dr|docteur|general)? ?$"
)
_NAME_TO_TITLE: Final = re.compile(
    r"^(?:, ?|, (?:le|la|l'|un|une|alors|aussi|egalement|nomme|nommee|elu|elue)? ?(?:le |la |l'|un |une )?| \((?:le |la |l')?| (?:est|etait|sera|devient) (?:le |la |l'|un |une )?)$"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A mention of a person (or body) that titles and pronouns may lead back to."""

    char_start: int
    char_end: int
    actor_id: str
    entity_type: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A title that the text gives to a named actor."""

    title: Title
    actor_id: str
    char_start: int
    char_end: int


def match_claims(text: str, titles: Sequence[Title], names: Sequence[Person]) -> list[Claim]:
    """The titles that stand beside a person's name: before it ('le président Untel'), or after a comma."""
    folded = fold_chars(text)
    claims: list[Claim] = []
    persons = [name for name in names if name.entity_type == "person"]
    for title in titles:
        at = bisect_left(persons, title.char_end, key=lambda p: p.char_start)
        after = persons[at] if at < len(persons) else None
        at = bisect_right(persons, title.char_start, key=lambda p: p.char_end) - 1
        before = persons[at] if at >= 0 else None
        if (
            after
            and _TITLE_TO_NAME.match(folded[title.char_end : after.char_start])
            and _is_close(folded, title, after)
        ):
            claims.append(Claim(title, after.actor_id, title.char_start, title.char_end))
        elif (
            before
            and title.determiner not in POSSESSIVE
            and _NAME_TO_TITLE.match(folded[before.char_end : title.char_start])
        ):
            claims.append(Claim(title, before.actor_id, title.char_start, title.char_end))
    return claims


def _is_close(folded: str, title: Title, name: Person) -> bool:
    """A comma between title and name is an apposition only where another mark closes it."""
    between = folded[title.char_end : name.char_start]
    return "," not in between or bool(re.match(r"\s*(?:[,.;:!?»)\n]|$)", folded[name.char_end :]))


def resolve_title(
    title: Title,
    claims: Sequence[Claim],
    named_before: Sequence[Person],
    present: frozenset[str],
    day: date | None,
    wording: Wording,
    registry: Registry,
    gender_of: Callable[[str], str | None],
    latest: date | None = None,
) -> tuple[str, str, Person | None] | None:
    """(actor_id, rule_id, antecedent) of a title standing alone, or None.

    First the titles that the document gives (`claims`), then the registry's holders on `day`; without a day only holders
    that the document names (`present`), and none who had left before the year of `latest`. A feminine title means no man; the masculine may be said of a woman.
    """
    if title.determiner not in DEFINITE or title.tense == FORMER or title.goes_on:
        return None
    told = [claim for claim in claims if _fits(title, claim.title, wording)]
    actors = list(dict.fromkeys(claim.actor_id for claim in told))
    if len(actors) == 1:
        others = set(holders_on(title, day, wording, registry, present)) - {actors[0]} if day else set()
        if others and title.is_unique:
            return None
        return actors[0], "title.in_document", _last(named_before, actors[0])
    if len(actors) > 1:
        recent = list(islice((p for p in reversed(named_before) if p.actor_id in actors), 1))
        if (
            recent
            and title.country is None
            and title.body is None
            and recent[0].char_start > title.char_start - 400
        ):
            return recent[0].actor_id, "title.in_document", recent[0]
        return None
    if not (title.country or title.body):
        held = [
            actor_id
            for actor_id in sorted(present)
            for role in registry.roles_of.get(actor_id, ())
            if role.role_id in wording.role_titles
            and agrees(title, wording.role_titles[role.role_id], wording)
            and (
                role.is_certain_on(day)
                if day
                else not latest or not role.is_past_on(latest.replace(month=1, day=1))
            )
        ]
        unique = list(dict.fromkeys(held))
        if len(unique) == 1 and (
            title.portfolio or title.office in ("head-of-state", "prime-minister", "president")
        ):
            return unique[0], "title.dated_registry", _last(named_before, unique[0])
        return None
    if day is None:
        holders = list(
            dict.fromkeys(
                role.actor_id
                for role in registry.roles
                if role.actor_id in present
                and role.role_id in wording.role_titles
                and agrees(title, wording.role_titles[role.role_id], wording)
            )
        )
    else:
        holders = holders_on(title, day, wording, registry, None if title.is_unique else present)
    if len(holders) == 1 and not (title.is_feminine and gender_of(holders[0]) == "male"):
        return holders[0], "title.dated_registry", _last(named_before, holders[0])
    return None


def _fits(title: Title, told: Title, wording: Wording) -> bool:
    """True where a title alone can repeat one that the text gave in full."""
    if told.tense == FORMER:
        return False
    is_same = wording.includes(title.office, told.office) or (
        told.office in ("head-of-state", "head-of-government") and wording.includes(told.office, title.office)
    )
    if not is_same:
        return False
    if title.country and title.country != told.country:
        return False
    if title.body and title.body != told.body:
        return False
    if (
        title.is_feminine is not None
        and told.is_feminine is not None
        and title.is_feminine != told.is_feminine
    ):
        return False
    return title.portfolio <= told.portfolio


def _last(named: Sequence[Person], actor_id: str) -> Person | None:
    return next((p for p in reversed(named) if p.actor_id == actor_id), None)


@dataclass(frozen=True)
class Speech:
    """What is needed to see that a pronoun is the subject of a reporting verb."""

    finite: frozenset[str]
    participles: frozenset[str]


def compile_speech(rules: Iterable[Mapping[str, Any]]) -> Speech:
    """Forms of the rule set `reporting_verbs`: third persons singular, and past participles."""
    finite: set[str] = set()
    participles: set[str] = set()
    for rule in rules:
        forms = rule.get("forms", {})
        finite.update(fold_chars(form) for form in forms.get("singular", ()))
        participles.update(fold_chars(form) for form in forms.get("past_participle", ()))
    return Speech(frozenset(finite), frozenset(participles))


_SUBJECT: Final = re.compile(
    r"(?<![\w'-])(?P<pronoun>il|elle|ce dernier|cette derniere|celui-ci|celle-ci)(?:,[^,.]{1,40},)? "
    r"(?:n'|ne )?(?:(?:s'|se |l'|le |la |les |lui |leur |nous |m'|me |y |en )){0,2}"
    r"(?:(?P<aux>a|avait|aurait|aura|s'est|s'etait|ait) )?"
    r"(?:(?:ainsi|aussi|notamment|egalement|par ailleurs|en outre|encore|ensuite|toutefois|cependant|d'ailleurs|pour sa part|de son cote|enfin|alors|donc|deja|toujours|meme|pas|jamais|[a-z]+ment) ){0,2}"
    r"(?P<verb>[\w'-]+)"
)
_INVERTED: Final = re.compile(
    r"(?<![\w'-])(?P<verb>[\w']+)-(?:t-)?(?P<pronoun>il|elle)(?![\w-])(?: (?:(?:ainsi|aussi|notamment|egalement|encore|ensuite|toutefois|par ailleurs|en outre|d'ailleurs|enfin|alors|[a-z]+ment) ){0,2}(?P<participle>\w+))?"
)
_AUXILIARIES: Final = frozenset(("a", "avait", "aurait", "aura", "s'est", "s'etait"))
_IMPERSONAL: Final = frozenset(
    ("convient", "convenait", "conviendrait", "semble", "semblait", "faut", "suffit")
)


def find_pronouns(text: str, speech: Speech) -> list[tuple[int, int, str]]:
    """(start, end, pronoun) of the pronouns of a passage that are the subject of a reporting verb, in order."""
    folded = fold_chars(text)
    found: dict[tuple[int, int], str] = {}
    for match in _SUBJECT.finditer(folded):
        verbs = speech.participles if match["aux"] else speech.finite
        if match["verb"] in verbs and not (match["pronoun"] == "il" and match["verb"] in _IMPERSONAL):
            found[match.span("pronoun")] = match["pronoun"]
    for match in _INVERTED.finditer(folded):
        verb = match["participle"] if match["verb"] in _AUXILIARIES else match["verb"]
        if verb and verb in (speech.participles if match["verb"] in _AUXILIARIES else speech.finite):
            found[match.span("pronoun")] = match["pronoun"]
    return [(start, end, pronoun) for (start, end), pronoun in sorted(found.items())]


_QUOTED: Final = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"\n]*\"")


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Spans between quotation marks; who is named in there is spoken of, and does not speak."""
    return [match.span() for match in _QUOTED.finditer(text)]


def choose_antecedent(
    at: int,
    pronoun: str,
    named: Sequence[Person],
    genders: Mapping[str, str],
    sentences: Sequence[tuple[int, int]],
    subjects: frozenset[int],
) -> Person | None:
    """The mention that a pronoun at offset `at` leads back to: sentence by sentence backwards, the subject first.

    `named` are earlier mentions in order, `sentences` their spans, `subjects` the starts of mentions beside a reporting
    verb. A mention of the other gender is passed over; 'ce dernier' means the last one.
    """
    feminine = pronoun in ("elle", "cette derniere", "celle-ci")
    wrong = "male" if feminine else "female"
    fitting = [
        p
        for p in named
        if p.char_end <= at
        and p.char_start >= at - WINDOW
        and p.entity_type == "person"
        and genders.get(p.actor_id) != wrong
    ]
    if not fitting:
        return None
    if pronoun in ("ce dernier", "cette derniere", "celui-ci", "celle-ci"):
        return fitting[-1]
    last = fitting[-1]
    index = bisect_right(sentences, last.char_start, key=lambda s: s[0]) - 1
    span = sentences[index] if index >= 0 and last.char_start < sentences[index][1] else None
    group = [p for p in fitting if span is None or span[0] <= p.char_start < span[1]]
    speaking = [p for p in group if p.char_start in subjects]
    return (speaking or group)[0]
