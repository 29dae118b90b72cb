"""Puts the mentions of one document together: names, demonyms, titles, pronouns, with actors and role claims.

What belongs here: the order in which names, linking, coreference, titles and references are asked, and their joint
result. What does not: how each of them decides.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pipeline.records.segmentation import Context, Passage, Sentence
from pipeline.records.tagging import FoundActor, Mention, Name, RoleClaim
from pipeline.text.actors.candidates import Candidate, find_candidates
from pipeline.text.actors.cast import Cast
from pipeline.text.actors.consistency import agree_in_lists, drop_common_words, find_repeats, vote_types
from pipeline.text.actors.coreference import Resolved, resolve_candidates
from pipeline.text.actors.discourse import (
    Draft,
    open_discourse,
    read_claims,
    resolve_pronouns,
    resolve_titles,
)
from pipeline.text.actors.linking import DEMONYM, Linker
from pipeline.text.actors.names import NameRules
from pipeline.text.actors.references import Speech
from pipeline.text.actors.registry import Registry
from pipeline.text.actors.titles import Entity, Wording, find_titles
from pipeline.text.composed import compose_passages
from pipeline.text.folding import fold_chars

_PREPOSITION: Final = re.compile(
    r"(?:,? (?:auprès |près )?(?:de la|de l['’]|des|du|de|d['’]|à la|à l['’]|aux|au|à|en|pour la|pour le|pour))?\s*$",
    re.I,
)


_YEAR: Final = re.compile(r"(?<![\w.,-])(?:19|20)\d\d(?![\w-]|[.,]\d)")


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
    composed = compose_passages(passages)
    tagged = _tag(
        composed.passages,
        [composed.inwards(s) for s in sentences],
        context,
        [composed.inwards(n) for n in names],
        knowledge,
    )
    return Tagged(
        tuple(composed.outwards(m, {"surface": "char"}) for m in tagged.mentions),
        tagged.actors,
        tuple(composed.outwards(c, {"role_surface": "char"}) for c in tagged.claims),
    )


def _tag(
    passages: Sequence[Passage],
    sentences: Sequence[Sentence],
    context: Context | None,
    names: Sequence[Name],
    knowledge: Knowledge,
) -> Tagged:
    day = context.dated_on if context and context.dated_by != "arrival" else None
    cast = Cast(
        knowledge.registry,
        first_names=knowledge.names.first_names,
        body_heads=knowledge.names.organisation_heads,
        day=day,
        latest=day or _last_year(passages),
    )
    candidates = _candidates(passages, names, knowledge)
    times = Counter(candidate.surface for found in candidates for candidate in found)
    listed = [
        candidate
        for passage, found in zip(passages, candidates, strict=True)
        for candidate in agree_in_lists(passage, found, knowledge.names, times)
    ]
    flat = vote_types(drop_common_words(passages, listed, knowledge.names), knowledge.names)
    flat = sorted(
        [*flat, *find_repeats(passages, flat, knowledge.names)], key=lambda c: (c.char_start, c.char_end)
    )
    after = _text_after(passages, flat)
    resolved = resolve_candidates(flat, after, cast)
    drafts = [_name_draft(r, knowledge.registry) for r in resolved]
    discourse = open_discourse(resolved, cast, knowledge.wording, knowledge.speech, day)
    claims = read_claims(discourse, passages, resolved)
    drafts += resolve_titles(discourse)
    drafts += resolve_pronouns(discourse, sentences)
    mentions = _assemble(drafts, passages, sentences)
    used = {m.actor_id for m in mentions if m.actor_id} | {c.actor_id for c in claims}
    actors = tuple(
        FoundActor(
            actor_id, cast.names[actor_id], cast.types[actor_id], actor_id in knowledge.registry.actors
        )
        for actor_id in sorted(used)
    )
    return Tagged(mentions, actors, tuple(claims))


def _last_year(passages: Sequence[Passage]) -> date | None:
    """The end of the last year that the passages speak of, None where they speak of none."""
    years = [int(found) for passage in passages for found in _YEAR.findall(passage.text)]
    return date(max(years), 12, 31) if years else None


def _text_after(passages: Sequence[Passage], candidates: Sequence[Candidate]) -> dict[int, str]:
    """The few characters after every candidate, by its end, where an acronym may be introduced."""
    after: dict[int, str] = {}
    starts = [passage.char_start for passage in passages]
    for candidate in candidates:
        passage = passages[bisect_right(starts, candidate.char_start) - 1]
        at = candidate.char_end - passage.char_start
        after[candidate.char_end] = passage.text[at : at + 40]
    return after


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


def _name_draft(resolved: Resolved, registry: Registry) -> Draft:
    candidate = resolved.candidate
    kind, rule_id = "name", resolved.rule_id
    if candidate.alias_kind == DEMONYM:
        kind = "demonym"
    elif candidate.alias_kind and not any(char.isupper() for char in candidate.surface):
        names = [alias.alias for alias in registry.named(candidate.surface)]
        if not any(char.isupper() for name in names for char in name):
            kind, rule_id = "title", "description.registry"
    return Draft(
        candidate.char_start,
        candidate.char_end,
        kind,
        candidate.entity_type,
        resolved.actor_id,
        resolved.antecedent,
        rule_id,
        resolved.score,
    )


def _assemble(
    drafts: Sequence[Draft], passages: Sequence[Passage], sentences: Sequence[Sentence]
) -> tuple[Mention, ...]:
    """The drafts that do not overlap (names before titles before pronouns before demonyms), as mentions in order."""
    order = {"name": 0, "title": 1, "pronoun": 2, "demonym": 3}
    kept: list[Draft] = []
    texts = {passage.char_start: passage.text for passage in passages}
    starts = sorted(texts)
    for raw in sorted(drafts, key=lambda d: (order[d.kind], d.char_start - d.char_end, d.char_start)):
        draft = raw
        if raw.kind == "title":
            base = starts[bisect_right(starts, raw.char_start) - 1]
            draft = _before_name(raw, kept, texts[base], base)
        at = bisect_right(kept, draft.char_start, key=lambda d: d.char_start)
        if (at == 0 or kept[at - 1].char_end <= draft.char_start) and (
            at == len(kept) or draft.char_end <= kept[at].char_start
        ):
            kept.insert(at, draft)
    spans = {(draft.char_start, draft.char_end) for draft in kept}
    return tuple(_mention(draft, spans, passages, sentences) for draft in kept)


def _before_name(title: Draft, kept: Sequence[Draft], text: str, base: int) -> Draft:
    """A title up to the name it holds: 'présidente' in 'présidente de la Commission', where the name has its own row."""
    at = bisect_right(kept, title.char_start, key=lambda d: d.char_start)
    if at == len(kept) or kept[at].char_start >= title.char_end:
        return title
    words = _PREPOSITION.sub("", text[title.char_start - base : kept[at].char_start - base])
    return replace(title, char_end=title.char_start + len(words)) if words else title


def _mention(
    draft: Draft, spans: set[tuple[int, int]], passages: Sequence[Passage], sentences: Sequence[Sentence]
) -> Mention:
    passage = passages[bisect_right(passages, draft.char_start, key=lambda p: p.char_start) - 1]
    at = bisect_right(sentences, draft.char_start, key=lambda s: s.char_start) - 1
    within = passage.region == "body" and at >= 0 and draft.char_start < sentences[at].char_end
    antecedent = draft.antecedent if draft.antecedent in spans else None
    base = passage.char_start
    return Mention(
        char_start=draft.char_start,
        char_end=draft.char_end,
        region=passage.region,
        paragraph_index=passage.paragraph_index,
        sentence_index=sentences[at].sentence_index if within else None,
        surface=passage.text[draft.char_start - base : draft.char_end - base],
        mention_kind=draft.kind,
        entity_type=draft.entity_type,
        actor_id=draft.actor_id,
        antecedent_char_start=antecedent[0] if antecedent else None,
        antecedent_char_end=antecedent[1] if antecedent else None,
        rule_id=draft.rule_id,
        score=draft.score,
    )
