"""Puts the mentions of one document together: names, demonyms, titles, pronouns, with actors and role claims.

What belongs here: the order in which names, linking, coreference, titles and references are asked, and their joint
result. What does not: how each of them decides.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pipeline.records.segmentation import Context, Passage, Sentence
from pipeline.records.tagging import FoundActor, Mention, Name, RoleClaim
from pipeline.text.candidates import Candidate, find_candidates
from pipeline.text.consistency import find_repeats, vote_types
from pipeline.text.coreference import Cast, Resolved, resolve_candidates
from pipeline.text.folding import fold_chars
from pipeline.text.linking import DEMONYM, Linker
from pipeline.text.names import NameRules
from pipeline.text.references import (
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
from pipeline.text.registry import Registry
from pipeline.text.titles import Entity, Title, Wording, check_claim, find_titles

_BESIDE_VERB: Final = re.compile(
    r"^,?(?: [^.;:!?«»]{0,60}?,)? (?:n'|ne )?(?:s'|se |l'|y |lui |leur )?(?:(?:a|avait|aurait) (?:\w+ )?)?([\w'-]+)"
)
_AFTER_VERB: Final = re.compile(
    r"([\w'-]+)(?: (?:le|la|l'|un|une|m\.|mme))?(?: \w+){0,3} ?$|(?:selon|d'apres|pour) (?:le |la |l'|m\. |mme )?(?:\w+ ){0,3}$"
)


@dataclass(frozen=True)
class Knowledge:
    """All compiled rules that mentions need; built once a process."""

    registry: Registry
    linker: Linker
    names: NameRules
    wording: Wording
    speech: Speech


@dataclass(frozen=True, slots=True)
class Tagged:
    """What is found in one document."""

    mentions: tuple[Mention, ...]
    actors: tuple[FoundActor, ...]
    claims: tuple[RoleClaim, ...]


def tag_mentions(
    passages: Sequence[Passage],
    sentences: Sequence[Sentence],
    context: Context | None,
    names: Sequence[Name],
    knowledge: Knowledge,
) -> Tagged:
    """Mentions, actors and role claims of one document; offsets count in the document's text."""
    day = context.dated_on if context and context.dated_by != "arrival" else None
    cast = Cast(knowledge.registry, first_names=knowledge.names.first_names)
    candidates = _candidates(passages, names, knowledge)
    flat = vote_types([candidate for found in candidates for candidate in found])
    flat = sorted(
        [*flat, *find_repeats(passages, flat, knowledge.names)], key=lambda c: (c.char_start, c.char_end)
    )
    after = _text_after(passages, flat)
    resolved = resolve_candidates(flat, after, cast)
    drafts = [_name_draft(r, knowledge.registry) for r in resolved]
    claims = _refer(passages, sentences, resolved, drafts, cast, day, knowledge)
    mentions = _assemble(drafts, passages, sentences)
    used = {m.actor_id for m in mentions if m.actor_id} | {c.actor_id for c in claims}
    actors = tuple(
        FoundActor(
            actor_id, cast.names[actor_id], cast.types[actor_id], actor_id in knowledge.registry.actors
        )
        for actor_id in sorted(used)
    )
    return Tagged(mentions, actors, tuple(claims))


def _text_after(passages: Sequence[Passage], candidates: Sequence[Candidate]) -> dict[int, str]:
    """The few characters after every candidate, by its end, where an acronym may be introduced."""
    after: dict[int, str] = {}
    starts = [passage.char_start for passage in passages]
    for candidate in candidates:
        passage = passages[bisect_right(starts, candidate.char_start) - 1]
        at = candidate.char_end - passage.char_start
        after[candidate.char_end] = passage.text[at : at + 14]
    return after


@dataclass(frozen=True, slots=True)
class _Draft:
    char_start: int
    char_end: int
    kind: str
    entity_type: str
    actor_id: str | None
    antecedent: tuple[int, int] | None
    rule_id: str
    score: float


def _candidates(
    passages: Sequence[Passage], names: Sequence[Name], knowledge: Knowledge
) -> list[list[Candidate]]:
    starts = [name.char_start for name in names]
    out: list[list[Candidate]] = []
    for passage in passages:
        first = bisect_right(starts, passage.char_start - 1)
        last = bisect_right(starts, passage.char_end - 1)
        spans = [
            (n.char_start - passage.char_start, n.char_end - passage.char_start, n.label)
            for n in names[first:last]
            if n.char_end <= passage.char_end
        ]
        is_french = passage.language_code == "fr"
        title_end = _title_ends(passage.text, knowledge) if is_french and spans else {}
        out.append(
            find_candidates(
                passage.text,
                passage.char_start,
                spans,
                knowledge.linker,
                knowledge.names,
                is_french,
                title_end,
            )
        )
    return out


def _title_ends(text: str, knowledge: Knowledge) -> dict[int, int]:
    """The end of the title that holds it, by the start of every head of a title, nested ones included."""
    heads = [match.start("head") for match in knowledge.wording.head.finditer(fold_chars(text))]
    if not heads:
        return {}
    titles = find_titles(text, entities_of(text, knowledge.linker), knowledge.wording)
    ends = {title.char_start: title.char_end for title in titles}
    ends.update({at: t.char_end for t in titles for at in heads if t.char_start <= at < t.char_end})
    return ends


def entities_of(text: str, linker: Linker) -> list[Entity]:
    """The registry's names in a text, as the reader of titles wants them."""
    actors = linker.registry.actors
    return [
        Entity(
            hit.char_start,
            hit.char_end,
            actors[hit.actor_ids[0]].actor_type,
            hit.actor_ids[0] if len(hit.actor_ids) == 1 else None,
            hit.kind == DEMONYM,
        )
        for hit in linker.find(text)
    ]


def _name_draft(resolved: Resolved, registry: Registry) -> _Draft:
    candidate = resolved.candidate
    kind, rule_id = "name", resolved.rule_id
    if candidate.alias_kind == DEMONYM:
        kind = "demonym"
    elif candidate.alias_kind and not any(char.isupper() for char in candidate.surface):
        names = [alias.alias for alias in registry.named(candidate.surface)]
        if not any(char.isupper() for name in names for char in name):
            kind, rule_id = "title", "description.registry"
    return _Draft(
        candidate.char_start,
        candidate.char_end,
        kind,
        candidate.entity_type,
        resolved.actor_id,
        resolved.antecedent,
        rule_id,
        resolved.score,
    )


def _refer(
    passages: Sequence[Passage],
    sentences: Sequence[Sentence],
    resolved: Sequence[Resolved],
    drafts: list[_Draft],
    cast: Cast,
    day: date | None,
    knowledge: Knowledge,
) -> list[RoleClaim]:
    """Adds the drafts of titles and pronouns to `drafts`; returns the role claims."""
    told: list[Claim] = []
    rows: list[RoleClaim] = []
    genders = cast.genders
    for r in resolved:
        if r.actor_id and r.candidate.gender:
            genders.setdefault(r.actor_id, r.candidate.gender)
    persons = [
        Person(r.candidate.char_start, r.candidate.char_end, r.actor_id, r.candidate.entity_type)
        for r in resolved
        if r.actor_id and r.candidate.alias_kind != DEMONYM
    ]
    present = frozenset(p.actor_id for p in persons)
    titled = []
    for passage in passages:
        if passage.language_code != "fr":
            continue
        entities = _entities_in(passage, resolved)
        titles = [
            _move(t, passage.char_start) for t in find_titles(passage.text, entities, knowledge.wording)
        ]
        inside = [p for p in persons if passage.char_start <= p.char_start < passage.char_end]
        claims = _claims_in(passage, titles, inside)
        told.extend(claims)
        for claim in claims:
            if claim.title.is_feminine is not None:
                genders.setdefault(claim.actor_id, "female" if claim.title.is_feminine else "male")
            role_id, is_conflict = check_claim(
                claim.title, claim.actor_id, day, knowledge.wording, knowledge.registry
            )
            surface = passage.text[
                claim.char_start - passage.char_start : claim.char_end - passage.char_start
            ]
            rows.append(
                RoleClaim(
                    claim.char_start,
                    claim.char_end,
                    claim.actor_id,
                    surface,
                    claim.title.tense,
                    role_id,
                    is_conflict,
                )
            )
        claimed = {claim.char_start for claim in claims}
        titled.append((passage, [title for title in titles if title.char_start not in claimed]))
    spans = [(s.char_start, s.char_end) for s in sentences]
    for _, titles in titled:
        for title in titles:
            answer = resolve_title(
                title,
                told,
                [p for p in persons if p.char_end <= title.char_start],
                present,
                day,
                knowledge.wording,
                knowledge.registry,
            )
            if answer is None:
                continue
            actor_id, rule_id, antecedent = answer
            cast.admit(actor_id, actor_id, "person")
            drafts.append(
                _Draft(
                    title.char_start,
                    title.char_end,
                    "title",
                    "person",
                    actor_id,
                    (antecedent.char_start, antecedent.char_end) if antecedent else None,
                    rule_id,
                    0.85 if rule_id == "title.in_document" else 0.8,
                )
            )
            persons.append(Person(title.char_start, title.char_end, actor_id, "person"))
            if title.is_feminine is not None:
                genders.setdefault(actor_id, "female" if title.is_feminine else "male")
    persons.sort(key=lambda p: p.char_start)
    for passage, _ in titled:
        pronouns = find_pronouns(passage.text, knowledge.speech)
        near = [p for p in persons if passage.char_start - WINDOW <= p.char_start < passage.char_end]
        quoted = quoted_spans(passage.text) if pronouns else []
        subjects = frozenset(
            p.char_start for p in near if pronouns and _speaks(p, passages, knowledge.speech)
        )
        for start, end, pronoun in pronouns:
            start, end = start + passage.char_start, end + passage.char_start
            chosen = choose_antecedent(
                start,
                pronoun,
                _outside(persons, start, quoted, passage.char_start),
                genders,
                spans,
                subjects,
            )
            if chosen is None:
                continue
            drafts.append(
                _Draft(
                    start,
                    end,
                    "pronoun",
                    "person",
                    chosen.actor_id,
                    (chosen.char_start, chosen.char_end),
                    "pronoun.subject",
                    0.7,
                )
            )
            persons.append(Person(start, end, chosen.actor_id, "person"))
            persons.sort(key=lambda p: p.char_start)
    return sorted(rows, key=lambda row: (row.char_start, row.char_end))


def _outside(
    persons: Sequence[Person], before: int, quoted: Sequence[tuple[int, int]], base: int
) -> list[Person]:
    """The mentions before an offset that do not stand in a quotation which ends before it."""
    closed = [(base + start, base + end) for start, end in quoted if base + end <= before]
    return [
        p
        for p in persons
        if p.char_end <= before and not any(start <= p.char_start < end for start, end in closed)
    ]


def _claims_in(passage: Passage, titles: Sequence[Title], persons: Sequence[Person]) -> list[Claim]:
    base = passage.char_start
    local = [_move(title, -base) for title in titles]
    near = [Person(p.char_start - base, p.char_end - base, p.actor_id, p.entity_type) for p in persons]
    return [
        Claim(_move(claim.title, base), claim.actor_id, claim.char_start + base, claim.char_end + base)
        for claim in match_claims(passage.text, local, near)
    ]


def _entities_in(passage: Passage, resolved: Sequence[Resolved]) -> list[Entity]:
    return [
        Entity(
            r.candidate.char_start - passage.char_start,
            r.candidate.char_end - passage.char_start,
            r.candidate.entity_type,
            r.actor_id,
            r.candidate.alias_kind == DEMONYM,
        )
        for r in resolved
        if passage.char_start <= r.candidate.char_start < passage.char_end
    ]


def _move(title: Title, by: int) -> Title:
    return replace(title, char_start=title.char_start + by, char_end=title.char_end + by)


def _speaks(person: Person, passages: Sequence[Passage], speech: Speech) -> bool:
    """True where a mention stands beside a reporting verb or after 'selon'."""
    passage = next((p for p in passages if p.char_start <= person.char_start < p.char_end), None)
    if passage is None:
        return False
    folded = fold_chars(passage.text)
    after = _BESIDE_VERB.match(folded[person.char_end - passage.char_start :][:120])
    if after and (after[1] in speech.finite or after[1] in speech.participles):
        return True
    before = _AFTER_VERB.search(folded[: person.char_start - passage.char_start][-60:])
    return bool(
        before and (before[1] is None or before[1] in speech.finite or before[1] in speech.participles)
    )


def _assemble(
    drafts: Sequence[_Draft], passages: Sequence[Passage], sentences: Sequence[Sentence]
) -> tuple[Mention, ...]:
    """The drafts that do not overlap (names before titles before pronouns before demonyms), as mentions in order."""
    order = {"name": 0, "title": 1, "pronoun": 2, "demonym": 3}
    kept: list[_Draft] = []
    for draft in sorted(drafts, key=lambda d: (order[d.kind], d.char_start - d.char_end, d.char_start)):
        if all(draft.char_end <= k.char_start or k.char_end <= draft.char_start for k in kept):
            kept.append(draft)
    kept.sort(key=lambda d: d.char_start)
    spans = {(d.char_start, d.char_end) for d in kept}
    starts = [s.char_start for s in sentences]
    mentions = []
    for draft in kept:
        passage = next(p for p in passages if p.char_start <= draft.char_start < p.char_end)
        at = bisect_right(starts, draft.char_start) - 1
        within = at >= 0 and draft.char_start < sentences[at].char_end
        antecedent = draft.antecedent if draft.antecedent in spans else None
        mentions.append(
            Mention(
                char_start=draft.char_start,
                char_end=draft.char_end,
                region=passage.region,
                paragraph_index=passage.paragraph_index,
                sentence_index=sentences[at].sentence_index if within and passage.region == "body" else None,
                surface=passage.text[
                    draft.char_start - passage.char_start : draft.char_end - passage.char_start
                ],
                mention_kind=draft.kind,
                entity_type=draft.entity_type,
                actor_id=draft.actor_id,
                antecedent_char_start=antecedent[0] if antecedent else None,
                antecedent_char_end=antecedent[1] if antecedent else None,
                rule_id=draft.rule_id,
                score=draft.score,
            )
        )
    return tuple(mentions)
