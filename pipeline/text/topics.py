"""Topics of a news text: keywords of IPTC Media Topics, weighed against how common their words are.

What belongs here: compiling the vocabulary, the desk's topics and the curated keywords into a lookup; finding keywords
in passages; weighing the evidence into tags of paragraphs and of the document. What does not: the keywords themselves
(pipeline/rules/topics/), the vocabulary (media_topics.csv), the background (word_frequencies.csv).

The method is a weighted vote. A keyword's weight grows with the rarity of its rarest word in everyday French (inverse
frequency as in Spärck Jones, "A statistical interpretation of term specificity", 1972), and with the logarithm of how
often it occurs; of English there is no background, so that all words count alike, and few are keywords. A topic's field (its top-level ancestor) is chosen by all evidence below it; within a field the tags
are the most specific topics that have enough evidence of their own.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.errors import RuleError
from pipeline.records.segmentation import Passage
from pipeline.records.tagging import TopicTag
from pipeline.text.stems import RARE_ZIPF, WORD, stem_frequencies, stem_phrase, stem_word

METHOD: Final = "keywords"

LANGUAGES: Final = {"fr": "fr", "und": "fr", "en": "en"}
"""Whose keywords the passages of a language are searched for; a text too short to tell its language may be French."""
REGION_WEIGHTS: Final = {"title": 5.0, "standfirst": 2.5, "body": 1.0}
"""A word in the title counts as so many in the body: editors put the subject there."""
LEAD_WEIGHT: Final = 2.0
"""The first paragraph of the body carries the news."""
NAME_WEIGHT: Final = 0.7
"""A topic's own name against a curated keyword: some names are everyday words."""
WEAK_WEIGHT: Final = 0.45
"""A keyword listed as weak: it supports a topic that other words have raised."""
UNKNOWN_ZIPF: Final = 4.6
"""Zipf frequency of every word of a language without a background: fairly common, so that one word alone says little."""
DOUBT: Final = 2.0
"""Evidence that stands against every field, so that a single word never makes a sure topic."""
FIELD_SHARE: Final = 0.1
"""Least share of the evidence that a field must have for a tag."""
TOPIC_SHARE: Final = 0.15
"""Least share of its field's evidence that a topic must have; below, it counts for the topic above."""
HANDED_UP: Final = 0.5
"""How much of it: scattered evidence must not outweigh a topic that a text names outright."""
PARAGRAPH_EVIDENCE: Final = 0.6
DOCUMENT_EVIDENCE: Final = 0.9
"""Least weight of a field's evidence for a tag: about one telling keyword."""


@dataclass(frozen=True)
class Keywords:
    """The compiled vocabulary of one language.

    phrases   stems joined by spaces -> (topic_id, weight) of the topics they speak for; none for a set phrase
    acronyms  the same for words written in capitals, compared as they stand
    reach     first stem -> length of the longest phrase that begins with it
    lineage   topic_id -> its ancestors from the top-level field down to itself
    """

    phrases: Mapping[str, tuple[tuple[str, float], ...]]
    acronyms: Mapping[str, tuple[tuple[str, float], ...]]
    reach: Mapping[str, int]
    lineage: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Hit:
    term: str
    surface: str
    topics: tuple[tuple[str, float], ...]


def topic_rows(
    media_topics: Iterable[Mapping[str, str]], rules: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The rows of table `topics`: the vocabulary, and the desk's own topics under it, ordered by topic_id.

    In: rows of media_topics.csv, rules of the set `topics` (those of kind "topic" declare a topic). A topic without a
    French name shows its English one. Raises RuleError where a desk's topic has no known parent.
    """
    rows: dict[str, dict[str, Any]] = {
        row["topic_id"]: {
            "topic_id": row["topic_id"],
            "parent_id": row["parent_id"] or None,
            "level": int(row["level"]),
            "name_fr": row["name_fr"] or row["name_en"],
            "name_en": row["name_en"] or None,
            "definition_fr": row["definition_fr"] or None,
            "wikidata_id": row["wikidata_id"] or None,
            "scheme": "medtop",
            "is_retired": row["is_retired"] == "true",
        }
        for row in media_topics
    }
    declared = [rule for rule in rules if rule["kind"] == "topic"]
    while declared:
        ready = [rule for rule in declared if rule["parent_id"] in rows]
        if not ready:
            lost = declared[0]
            raise RuleError(
                f"topic rule {lost['id']}: parent_id {lost['parent_id']!r} is no topic; name one of media_topics.csv"
            )
        for rule in ready:
            rows[rule["topic_id"]] = {
                "topic_id": rule["topic_id"],
                "parent_id": rule["parent_id"],
                "level": rows[rule["parent_id"]]["level"] + 1,
                "name_fr": rule["name_fr"],
                "name_en": rule.get("name_en"),
                "definition_fr": rule.get("definition_fr"),
                "wikidata_id": rule.get("wikidata_id"),
                "scheme": "desk",
                "is_retired": False,
            }
        declared = [rule for rule in declared if rule not in ready]
    return [rows[topic_id] for topic_id in sorted(rows)]


def compile_keywords(
    topics: Sequence[Mapping[str, Any]],
    rules: Sequence[Mapping[str, Any]],
    frequencies: Iterable[Mapping[str, str]],
    language_code: str = "fr",
) -> Keywords:
    """Compiles rows of `topics`, rules of the set `topics` and the word frequencies of a language for `tag_topics`.

    A rule is of the language of its `language_code`, French if it has none. Rules of kind "keywords" and "topic" list
    `keywords` and `weak` ones for a `topic_id`; a word in capitals ("ONU") is matched in capitals only. A rule of kind
    "silent_names" lists `topic_ids` whose names are no evidence, or the `names`, one of kind "set_phrases" lists
    `phrases` whose words are none. Raises RuleError where a rule names a topic that is not there.
    """
    parents = {row["topic_id"]: row["parent_id"] for row in topics}
    zipf = stem_frequencies(frequencies)
    rules = [rule for rule in rules if rule.get("language_code", "fr") == language_code]
    names = "name_fr" if language_code == "fr" else f"name_{language_code}"
    silenced = [rule for rule in rules if rule["kind"] == "silent_names"]
    silent = {name for rule in silenced for name in (*rule.get("topic_ids", ()), *rule.get("names", ()))}
    weights: dict[tuple[str, str], float] = {}

    def add(topic_id: str, term: str, factor: float) -> None:
        is_acronym = term.isupper() and WORD.fullmatch(term) is not None
        key = term if is_acronym else " ".join(stem_phrase(term))
        weight = factor * (1.0 if is_acronym else _rarity(key, zipf))
        weights[key, topic_id] = max(weight, weights.get((key, topic_id), 0.0))

    for rule in rules:
        if rule["kind"] not in ("keywords", "topic"):
            continue
        if rule["topic_id"] not in parents:
            raise RuleError(
                f"topic rule {rule['id']}: {rule['topic_id']!r} is no topic; see media_topics.csv"
            )
        for factor, listed in ((1.0, "keywords"), (WEAK_WEIGHT, "weak")):
            for term in rule.get(listed, ()):
                add(rule["topic_id"], term, factor)
    lineage = {topic_id: _lineage(topic_id, parents) for topic_id in parents}
    curated: dict[str, set[str]] = {}
    for key, topic_id in weights:
        curated.setdefault(key, set()).add(topic_id)
    for row in topics:
        name, topic_id = row[names] or "", row["topic_id"]
        is_plain = name and not row["is_retired"] and not re.search(r"[(),]", name)
        is_telling = is_plain and silent.isdisjoint((topic_id, name))
        if is_telling and curated.get(" ".join(stem_phrase(name)), set()) <= set(lineage[topic_id][:-1]):
            add(topic_id, name, NAME_WEIGHT)

    by_term: dict[str, dict[str, float]] = {}
    for (key, topic_id), weight in weights.items():
        by_term.setdefault(key, {})[topic_id] = weight
    compiled = {key: _shared(topics_of, lineage) for key, topics_of in by_term.items()}
    phrases = {key: value for key, value in compiled.items() if not key.isupper()}
    for rule in rules:
        phrases |= {" ".join(stem_phrase(phrase)): () for phrase in rule.get("phrases", ())}
    reach: dict[str, int] = {}
    for key in phrases:
        words = key.split(" ")
        reach[words[0]] = max(len(words), reach.get(words[0], 0))
    return Keywords(
        phrases=phrases,
        acronyms={key: value for key, value in compiled.items() if key.isupper()},
        reach=reach,
        lineage=lineage,
    )


def tag_topics(passages: Sequence[Passage], vocabulary: Mapping[str, Keywords]) -> list[TopicTag]:
    """Topics of the paragraphs and of the document, by topic_id and paragraph_index (the document's tag last).

    In: the keywords by language; passages in a language without any have no tags. `score` is the share of the topic's field in
    all evidence (doubt included), lowered for topics that have less of it than the strongest one of their field.
    """
    tags: list[TopicTag] = []
    counts: dict[str, float] = {}
    seen: list[_Hit] = []
    lineage: Mapping[str, tuple[str, ...]] = {}
    for passage in passages:
        keywords = vocabulary.get(LANGUAGES.get(passage.language_code, ""))
        if keywords is None:
            continue
        lineage = keywords.lineage
        found = _find_hits(passage.text, keywords)
        weight = REGION_WEIGHTS[passage.region] * (LEAD_WEIGHT if passage.paragraph_index == 0 else 1.0)
        own: dict[str, float] = {}
        for hit in found:
            own[hit.term] = own.get(hit.term, 0.0) + 1.0
            counts[hit.term] = counts.get(hit.term, 0.0) + weight
        seen.extend(found)
        if passage.paragraph_index is not None and found:
            tags.extend(_weigh(found, own, lineage, passage.paragraph_index, PARAGRAPH_EVIDENCE))
    tags.extend(_weigh(seen, counts, lineage, None, DOCUMENT_EVIDENCE))
    return sorted(tags, key=lambda tag: (tag.topic_id, tag.paragraph_index is None, tag.paragraph_index or 0))


def find_topics(text: str, keywords: Keywords) -> set[str]:
    """The topics that any keyword of a text speaks for, however weakly: for checking a rule's examples."""
    return {topic_id for hit in _find_hits(text, keywords) for topic_id, _ in hit.topics}


def _find_hits(text: str, keywords: Keywords) -> list[_Hit]:
    """Keywords in a text from left to right, the longest first, none overlapping, none inside a set phrase."""
    words = [(match.group(), match.start(), match.end()) for match in WORD.finditer(text)]
    stems = [stem_word(word) for word, _, _ in words]
    is_shouted = text.isupper()
    found: list[_Hit] = []
    at = 0
    while at < len(words):
        word, start, end = words[at]
        length = min(keywords.reach.get(stems[at], 0), len(words) - at)
        while length:
            key = stems[at] if length == 1 else " ".join(stems[at : at + length])
            if key in keywords.phrases:
                if topics := keywords.phrases[key]:
                    found.append(_Hit(key, text[start : words[at + length - 1][2]], topics))
                break
            length -= 1
        else:
            if not is_shouted and word in keywords.acronyms:
                found.append(_Hit(word, text[start:end], keywords.acronyms[word]))
        at += max(length, 1)
    return found


def _weigh(
    hits: Sequence[_Hit],
    counts: Mapping[str, float],
    lineage: Mapping[str, tuple[str, ...]],
    paragraph_index: int | None,
    least: float,
) -> list[TopicTag]:
    """The tags that the hits support: fields first, then the most specific topics within each."""
    own: dict[str, float] = {}
    fields: dict[str, float] = {}
    for hit in {hit.term: hit for hit in hits}.values():
        gain = 1.0 + math.log(counts[hit.term])
        for topic_id, weight in hit.topics:
            field = lineage[topic_id][0]
            own[topic_id] = own.get(topic_id, 0.0) + gain * weight
            fields[field] = fields.get(field, 0.0) + gain * weight
    total = sum(fields.values()) + DOUBT
    tags: list[TopicTag] = []
    for field, weight in fields.items():
        if weight < least or weight / total < FIELD_SHARE:
            continue
        chosen = _most_specific(field, weight, own, lineage)
        best = max(chosen.values())
        for topic, evidence in chosen.items():
            score = weight / total * (0.7 + 0.3 * evidence / best)
            tags.append(
                TopicTag(topic, paragraph_index, round(score, 4), _evidence(topic, hits, lineage), METHOD)
            )
    return tags


def _most_specific(
    field: str, weight: float, own: Mapping[str, float], lineage: Mapping[str, tuple[str, ...]]
) -> dict[str, float]:
    """The deepest topics of a field with enough evidence, with it; what falls short counts half for the topic above."""
    rest = {topic: evidence for topic, evidence in own.items() if lineage[topic][0] == field}
    chosen: dict[str, float] = {}
    covered: set[str] = set()
    for depth in range(max(len(lineage[topic]) for topic in rest), 0, -1):
        for topic in sorted(topic for topic in rest if len(lineage[topic]) == depth):
            if topic in covered:
                continue
            if depth == 1 or rest[topic] >= TOPIC_SHARE * weight:
                chosen[topic] = rest[topic]
                covered.update(lineage[topic][:-1])
            else:
                parent = lineage[topic][-2]
                rest[parent] = rest.get(parent, 0.0) + rest[topic] * HANDED_UP
    return chosen


def _evidence(topic: str, hits: Sequence[_Hit], lineage: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    surfaces = (hit.surface for hit in hits if any(topic in lineage[target] for target, _ in hit.topics))
    return tuple(dict.fromkeys(surfaces))


def _rarity(key: str, zipf: Mapping[str, float]) -> float:
    """Weight of a phrase: from 0.3 for everyday words to 1.3 for rare ones, by its rarest word; phrases a bit more."""
    words = key.split(" ")
    unlisted = RARE_ZIPF if zipf else UNKNOWN_ZIPF
    rarest = min(zipf.get(word, unlisted) for word in words)
    bonus = 0.35 * min(len(words) - 1, 2)
    return min(1.6, max(0.3, (6.8 - rarest) / 3.0) + bonus)


def _shared(
    weights: Mapping[str, float], lineage: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, float], ...]:
    """A term's topics with their weights: the most specific of each branch, with the best weight on its way up.

    The weight is divided among branches: a word that speaks for two topics speaks less for each.
    """
    above = {ancestor for topic in weights for ancestor in lineage[topic][:-1]}
    kept = sorted(topic for topic in weights if topic not in above)
    return tuple(
        (topic, max(weights.get(step, 0.0) for step in lineage[topic]) / len(kept)) for topic in kept
    )


def _lineage(topic_id: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    line = [topic_id]
    while (parent := parents[line[-1]]) is not None:
        line.append(parent)
    return tuple(reversed(line))
