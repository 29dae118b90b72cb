"""Titles, claims of office and pronouns of one document, read in the order of the text.

What belongs here: which mentions titles and pronouns add to a document's names, and what roles it claims. What does
not: the grammar of a single title or pronoun (titles, references), names (coreference).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from pipeline.records.segmentation import Passage, Sentence
from pipeline.records.tagging import RoleClaim
from pipeline.text.actors.cast import Cast
from pipeline.text.actors.coreference import Resolved
from pipeline.text.actors.linking import DEMONYM
from pipeline.text.actors.references import (
    POSSESSIVE,
    WINDOW,
    Claim,
    Person,
    Speech,
    choose_antecedent,
    find_pronouns,
    match_claims,
    quoted_spans,
    resolve_title,
)
from pipeline.text.actors.titles import FORMER, Entity, Title, Wording, check_claim, find_titles
from pipeline.text.folding import fold_chars

_BESIDE_VERB: Final = re.compile(
    r"^,?(?: [^.;:!?«»]{0,60}?,)? (?:n'|ne )?(?:s'|se |l'|y |lui |leur )?(?:(?:a|avait|aurait) (?:\w+ )?)?([\w'-]+)"
)
_AFTER_VERB: Final = re.compile(
    r"([\w'-]+)(?: (?:le|la|l'|un|une|m\.|mme))?(?: \w+){0,3} ?$"
    r"|(?:selon|d'apres|pour) (?:le |la |l'|m\. |mme )?(?:\w+ ){0,3}$"
)


NEAR: Final = 300
"""How far from a claim, in characters, its sentence is read."""

_STOPS: Final = (". ", "! ", "? ")
_YEAR: Final = re.compile(r"(?<![\w.,-])(?:1[5-9]|20)\d\d(?![\w-]|[.,]\d)")
_THEN_BEFORE: Final = re.compile(
    r"\b(?:alors|à l['’]époque|jadis|naguère)(?: le| la| l['’])? ?$", re.IGNORECASE
)
_THEN_AFTER: Final = re.compile(r",? (?:de l['’]époque|d['’]alors|à l['’]époque|de jadis)")


@dataclass(frozen=True, slots=True)
class Draft:
    """A mention before it is placed in sentence and paragraph."""

    char_start: int
    char_end: int
    kind: str
    entity_type: str
    actor_id: str | None
    antecedent: tuple[int, int] | None
    rule_id: str
    score: float


@dataclass
class Discourse:
    """What is known of one document while its titles and pronouns are read.

    `persons` are the mentions that something may lead back to, in order; `titled` the titles of each French passage that
    stand alone; `claims` the titles that the text gives to somebody.
    """

    cast: Cast
    wording: Wording
    speech: Speech
    day: date | None
    persons: list[Person] = field(default_factory=list)
    titled: list[tuple[Passage, list[Title]]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)


def open_discourse(
    resolved: Sequence[Resolved], cast: Cast, wording: Wording, speech: Speech, day: date | None
) -> Discourse:
    """The discourse of a document whose names are resolved; `day` is None where the text is not dated."""
    for r in resolved:
        if r.actor_id and r.candidate.gender:
            cast.genders.setdefault(r.actor_id, r.candidate.gender)
    persons = [
        Person(r.candidate.char_start, r.candidate.char_end, r.actor_id, r.candidate.entity_type)
        for r in resolved
        if r.actor_id and r.candidate.alias_kind != DEMONYM
    ]
    return Discourse(cast, wording, speech, day, sorted(persons, key=lambda p: p.char_start))


def read_claims(
    discourse: Discourse, passages: Sequence[Passage], resolved: Sequence[Resolved]
) -> list[RoleClaim]:
    """The roles that French passages give to named actors, checked against the registry; fills claims and titled."""
    rows: list[RoleClaim] = []
    starts = [r.candidate.char_start for r in resolved]
    for passage in passages:
        if passage.language_code != "fr":
            continue
        base = passage.char_start
        inside = resolved[bisect_right(starts, base - 1) : bisect_right(starts, passage.char_end - 1)]
        titles = find_titles(passage.text, [_entity(r, base) for r in inside], discourse.wording)
        names = [
            Person(p.char_start - base, p.char_end - base, p.actor_id, p.entity_type)
            for p in _between(discourse.persons, base, passage.char_end)
        ]
        claims = [
            _told_of(passage.text, _owned(claim, names))
            for claim in match_claims(passage.text, titles, names)
        ]
        claimed = {claim.char_start for claim in claims}
        discourse.titled.append((passage, [_move(t, base) for t in titles if t.char_start not in claimed]))
        for claim in claims:
            _learn_gender(discourse, claim.title, claim.actor_id)
            year = _year_told_of(passage.text, claim, discourse.day)
            day = date(year, 7, 1) if year else discourse.day
            role_id, is_conflict = check_claim(
                claim.title, claim.actor_id, day, discourse.wording, discourse.cast.registry
            )
            surface = passage.text[claim.char_start : claim.char_end]
            start, end = claim.char_start + base, claim.char_end + base
            discourse.claims.append(Claim(_move(claim.title, base), claim.actor_id, start, end))
            rows.append(
                RoleClaim(
                    start,
                    end,
                    claim.actor_id,
                    surface,
                    claim.title.tense,
                    role_id,
                    is_conflict and year is None,
                )
            )
    return sorted(rows, key=lambda row: (row.char_start, row.char_end))


def resolve_titles(discourse: Discourse) -> list[Draft]:
    """The titles standing alone that mean somebody, as drafts; pronouns may lead back to them."""
    present = frozenset(p.actor_id for p in discourse.persons)
    told = list({(*_said(claim.title), claim.actor_id): claim for claim in discourse.claims}.values())
    drafts: list[Draft] = []
    for _, titles in discourse.titled:
        for title in titles:
            answer = resolve_title(
                title,
                told,
                _between(discourse.persons, 0, title.char_start),
                present,
                discourse.day,
                discourse.wording,
                discourse.cast.registry,
                discourse.cast.gender_of,
                discourse.cast.latest,
            )
            if answer is None:
                continue
            actor_id, rule_id, antecedent = answer
            discourse.cast.admit(actor_id, actor_id, "person")
            _learn_gender(discourse, title, actor_id)
            span = (antecedent.char_start, antecedent.char_end) if antecedent else None
            score = 0.85 if rule_id == "title.in_document" else 0.8
            drafts.append(
                Draft(title.char_start, title.char_end, "title", "person", actor_id, span, rule_id, score)
            )
            _insert(discourse.persons, Person(title.char_start, title.char_end, actor_id, "person"))
    return drafts


def resolve_pronouns(discourse: Discourse, sentences: Sequence[Sentence]) -> list[Draft]:
    """The pronouns before or after a reporting verb that mean somebody, as drafts."""
    spans = [(s.char_start, s.char_end) for s in sentences]
    texts = {passage.char_start: fold_chars(passage.text) for passage, _ in discourse.titled}
    starts = sorted(texts)
    drafts: list[Draft] = []
    quoted = [
        (passage.char_start + start, passage.char_start + end)
        for passage, _ in discourse.titled
        for start, end in quoted_spans(passage.text)
    ]
    for passage, _ in discourse.titled:
        for start, end, pronoun in find_pronouns(passage.text, discourse.speech):
            start, end = start + passage.char_start, end + passage.char_start
            first = bisect_right(quoted, start - WINDOW, key=lambda span: span[1])
            others = [
                (s, e)
                for s, e in quoted[first : bisect_left(quoted, end, key=lambda span: span[0])]
                if not s < start < e
            ]
            heard = [
                p
                for p in _between(discourse.persons, start - WINDOW, start)
                if p.char_end <= start and not any(s <= p.char_start < e for s, e in others)
            ]
            subjects = frozenset(p.char_start for p in heard if _speaks(p, texts, starts, discourse.speech))
            chosen = choose_antecedent(start, pronoun, heard, discourse.cast.genders, spans, subjects)
            if chosen is None:
                continue
            span = (chosen.char_start, chosen.char_end)
            drafts.append(
                Draft(start, end, "pronoun", "person", chosen.actor_id, span, "pronoun.subject", 0.7)
            )
            _insert(discourse.persons, Person(start, end, chosen.actor_id, "person"))
    return drafts


def _told_of(text: str, claim: Claim) -> Claim:
    """A claim of another time as a former one: 'alors président', 'le président de l'époque'."""
    start = claim.char_start
    told = _THEN_BEFORE.search(text, max(0, start - 24), start) or _THEN_AFTER.match(text, claim.char_end)
    return replace(claim, title=replace(claim.title, tense=FORMER)) if told else claim


def _year_told_of(text: str, claim: Claim, day: date | None) -> int | None:
    """The year before that of the text which the sentence of a claim names, the last one; None where it names none."""
    if day is None:
        return None
    first, last = max(0, claim.char_start - NEAR), claim.char_end + NEAR
    start = max((text.rfind(mark, first, claim.char_start) + 1 for mark in _STOPS), default=0)
    ends = [at for mark in _STOPS if (at := text.find(mark, claim.char_end, last)) >= 0]
    sentence = text[max(first, start) : min(ends, default=last)]
    past = [year for found in _YEAR.findall(sentence) if (year := int(found)) < day.year]
    return past[-1] if past else None


def _owned(claim: Claim, names: Sequence[Person]) -> Claim:
    """A claim whose title is 'son' or 'sa' with the body or country last named before it, whose office it is."""
    title = claim.title
    if title.determiner not in POSSESSIVE or title.body or title.country:
        return claim
    owner = next(
        (
            name
            for name in reversed(names)
            if name.char_end <= title.char_start and name.entity_type in ("organisation", "country")
        ),
        None,
    )
    if owner is None:
        return claim
    if owner.entity_type == "country":
        return replace(claim, title=replace(title, country=owner.actor_id))
    return replace(claim, title=replace(title, body=owner.actor_id))


def _entity(resolved: Resolved, base: int) -> Entity:
    candidate = resolved.candidate
    return Entity(
        candidate.char_start - base,
        candidate.char_end - base,
        candidate.entity_type,
        resolved.actor_id,
        candidate.alias_kind == DEMONYM,
    )


def _between(persons: Sequence[Person], start: int, end: int) -> Sequence[Person]:
    """The mentions that begin from start on and before end."""
    first = bisect_right(persons, start - 1, key=lambda p: p.char_start)
    last = bisect_right(persons, end - 1, key=lambda p: p.char_start)
    return persons[first:last]


def _insert(persons: list[Person], person: Person) -> None:
    persons.insert(bisect_right(persons, person.char_start, key=lambda p: p.char_start), person)


def _said(title: Title) -> tuple[object, ...]:
    """What a title says, wherever it stands."""
    return title.office, title.portfolio, title.country, title.body, title.tense, title.is_feminine


def _learn_gender(discourse: Discourse, title: Title, actor_id: str) -> None:
    if title.is_feminine is not None:
        discourse.cast.genders.setdefault(actor_id, "female" if title.is_feminine else "male")


def _move(title: Title, by: int) -> Title:
    return replace(title, char_start=title.char_start + by, char_end=title.char_end + by)


def _speaks(person: Person, texts: Mapping[int, str], starts: Sequence[int], speech: Speech) -> bool:
    """True where a mention stands beside a reporting verb or after 'selon'.

    `texts` are the folded passages by their start, `starts` these starts in order.
    """
    at = bisect_right(starts, person.char_start) - 1
    if at < 0:
        return False
    base = starts[at]
    folded = texts[base]
    end = person.char_end - base
    after = _BESIDE_VERB.match(folded[end : end + 120])
    if after and (after[1] in speech.finite or after[1] in speech.participles):
        return True
    start = person.char_start - base
    before = _AFTER_VERB.search(folded[max(0, start - 60) : start])
    return bool(
        before and (before[1] is None or before[1] in speech.finite or before[1] in speech.participles)
    )
