"""Records of the tag stage: names, mentions, quotations, topics, amounts, dates, role claims."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the model found it (table names): label is PER, ORG, LOC or MISC."""

    char_start: int
    char_end: int
    label: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an actor is named (table mentions)."""

    char_start: int
    char_end: int
    region: str
    paragraph_index: int | None
    sentence_index: int | None
    surface: str
    mention_kind: str
    entity_type: str
    actor_id: str | None
    antecedent_char_start: int | None
    antecedent_char_end: int | None
    rule_id: str
    score: float


@dataclass(frozen=True, slots=True)
class FoundActor:
    """An actor that the document's mentions lead to (table found_actors)."""

    actor_id: str
    name: str
    actor_type: str
    is_registered: bool


@dataclass(frozen=True, slots=True)
class RoleClaim:
    """A role that the text gives to an actor (table role_claims)."""

    char_start: int
    char_end: int
    actor_id: str
    role_surface: str
    tense: str
    role_id: str | None
    is_conflict: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """One row of a quotation (table quotes)."""

    quote_index: int
    statement_index: int
    parent_quote_index: int | None
    paragraph_index: int | None
    sentence_index: int | None
    quote_kind: str
    char_start: int
    char_end: int
    text: str
    cue: str | None
    cue_char_start: int | None
    cue_char_end: int | None
    cue_lemma: str | None
    stance: str
    speaker_surface: str | None
    speaker_char_start: int | None
    speaker_char_end: int | None
    speaker_name: str | None
    actor_id: str | None
    relayed_by: str | None
    relayed_by_actor_id: str | None
    rule_id: str
    score: float


@dataclass(frozen=True, slots=True)
class TopicTag:
    """One topic of a paragraph, or of the document where paragraph_index is None (table topic_tags)."""

    topic_id: str
    paragraph_index: int | None
    score: float
    evidence: tuple[str, ...]
    method: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure with its unit (table amounts)."""

    char_start: int
    char_end: int
    paragraph_index: int | None
    surface: str
    value: float
    value_max: float | None
    unit: str | None
    currency_code: str | None
    is_approximate: bool
    qualifier: str | None
    rule_id: str


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date that the text speaks of, resolved to days (table dates)."""

    char_start: int
    char_end: int
    paragraph_index: int | None
    surface: str
    date_from: date
    date_until: date
    precision: str
    anchor: str
    rule_id: str
