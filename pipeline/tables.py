"""Every table and every column of the dataset, declared once.

What belongs here: names, types, nullability, keys, references, meanings, and the publication profiles of a column.
What does not: how a row comes about (pipeline/steps, pipeline/relate, sql/models) and how it is written
(pipeline/store.py, pipeline/release). Arrow schemas, Parquet metadata, DuckDB comments, the data dictionary, the
derived checks and Dagster's schema tab all come from these declarations.

The same meaning has the same column name, so a column is declared once in COLUMNS and tables pick from it; views may
use the names in COLUMNS too (with any nullability), and only those.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import pyarrow as pa

from pipeline.deprecations import marked

SCHEMA_VERSION: Final = 1
"""Raised when a name goes, or means something else; what must go before that: deprecations.py."""

FULL: Final = frozenset({"full"})
"""Columns that carry text of a publisher at length: they never leave the house unasked."""
DERIVED: Final = frozenset({"full", "derived", "views"})
"""Columns that may go out: ids, offsets, tags, counts, names, headlines, single words and names as they stand."""
CUT: Final = frozenset({"derived", "views"})
"""Columns that only releases with cut quotations have."""
QUOTE_LENGTH_DEFAULT: Final = 200
"""Longest quotation, in code points, that goes out of a publisher that sets no length of its own."""

STRING: Final = pa.string()
INT: Final = pa.int32()
LONG: Final = pa.int64()
REAL: Final = pa.float64()
BOOL: Final = pa.bool_()
DATE: Final = pa.date32()
TIMESTAMP: Final = pa.timestamp("us")
STRINGS: Final = pa.list_(pa.field("element", pa.string(), nullable=False))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, Arrow type, meaning (one sentence for the data dictionary) and profiles."""

    name: str
    type: pa.DataType
    meaning: str
    profiles: frozenset[str] = DERIVED


@dataclass(frozen=True, slots=True)
class Reference:
    """A promise that the values of `columns`, where not null, are keys of `table` (columns `to`)."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: stage that makes it, meaning, key (column names), columns in order, nullable ones, references.

    cut: columns that go out of the house cut to the publisher's quote_length_max, with is_cut beside them.
    place: 'tables' for the content of a release; 'root' for what a release says of itself beside its content; 'store'
    for what only the stages hand to each other.
    """

    name: str
    stage: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    nullable: frozenset[str]
    references: tuple[Reference, ...] = ()
    place: str = "tables"
    cut: frozenset[str] = frozenset()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")


def _columns(*declared: Column) -> dict[str, Column]:
    names = [column.name for column in declared]
    if len(names) != len(set(names)):
        raise ValueError("a column is declared twice in pipeline/tables.py")
    return {column.name: column for column in declared}


COLUMNS: Final = _columns(
    # identity and arrival
    Column(
        "arrival_id",
        STRING,
        "Id of the arrival: a hash of source_key, content and the arrival it supersedes.",
    ),
    Column("source_path", STRING, "Path of the file, relative to the inbox, with forward slashes."),
    Column(
        "source_key", STRING, "source_path, '#', and the record's guid, url, id or ordinal within the file."
    ),
    Column("source_url", STRING, "Address the text was published at, where the source states it."),
    Column("arrived_on", DATE, "Day of the run that took the arrival in."),
    Column("first_arrived_on", DATE, "Day on which this content first arrived."),
    Column("document_id", STRING, "First 32 hex digits of the SHA-256 of the document's payload."),
    Column(
        "outcome", STRING, "What came of the arrival: new, same_content, supersedes, rejected, withdrawn."
    ),
    Column(
        "supersedes_arrival_id", STRING, "The earlier arrival of the same source_key that this one replaces."
    ),
    Column("is_current", BOOL, "True while no later arrival has replaced it."),
    Column(
        "publisher_id",
        STRING,
        "Publisher, from URL, structured metadata, inbox folder or the text's signature.",
    ),
    Column("byte_count", LONG, "Size of the payload in bytes."),
    Column(
        "reader",
        STRING,
        "The reader that turned the bytes into text: text, html, jsonl, csv, ninjs, feed, mail, nitf, newsml.",
    ),
    Column("reason_code", STRING, "Why, as a code."),
    Column("detail", STRING, "The same in words, with what to do about it."),
    Column("content_sha256", STRING, "SHA-256 of the payload, 64 hex digits."),
    Column("media_type", STRING, "Media type of the payload, such as text/plain."),
    Column("encoding", STRING, "Character encoding the payload was decoded from."),
    Column("text", STRING, "The text itself, code points as in raw_documents.text.", FULL),
    # offsets and spans
    Column("char_start", INT, "First code point, counted in raw_documents.text."),
    Column("char_end", INT, "Code point after the last, counted in raw_documents.text."),
    Column(
        "tag",
        STRING,
        "Element of the mark-up that held the block, or 'meta:…' / 'json-ld:…' for page metadata.",
    ),
    Column("attributes", STRING, "What the mark-up said of it, as a JSON object.", FULL),
    Column(
        "extractor_verdict",
        STRING,
        "What the page extractor took the block for: body, other; null without one.",
    ),
    Column("span_index", INT, "Position of the span in the document, from 0."),
    Column(
        "span_kind",
        STRING,
        "What the span is: paragraph, title, share, paywall … (closed list in the design).",
    ),
    Column("is_body", BOOL, "True for the article's own text: paragraph, crosshead, list_item."),
    Column("rule_id", STRING, "The rule (or 'model:…') that made the row; key of rules."),
    Column("score", REAL, "Confidence of the row, from 0 to 1."),
    # documents
    Column("agency", STRING, "News agency that signs the text, by its usual name."),
    Column("sections", STRINGS, "Sections the text was filed under, as printed."),
    Column("title", STRING, "Headline, as printed."),
    Column("standfirst", STRING, "Standfirst (chapô), as printed, without list marks.", FULL),
    Column("authors", STRINGS, "Authors named in the byline."),
    Column("photo_credit", STRING, "Credit of the main picture, as printed."),
    Column("dateline_place", STRING, "Place the dispatch is datelined from."),
    Column("published_at", TIMESTAMP, "When it was published, wall clock as printed."),
    Column("published_utc_offset", STRING, "UTC offset of published_at where stated, such as +01:00."),
    Column("published_precision", STRING, "How exact published_at is: day, minute, second."),
    Column("modified_at", TIMESTAMP, "When it was last modified, wall clock as printed."),
    Column("dated_on", DATE, "The day by which the document is counted."),
    Column("dated_by", STRING, "Where dated_on comes from: published, modified, text, arrival."),
    Column(
        "language_code",
        STRING,
        "ISO 639-1 code of the language, 'und' where there is too little text to tell.",
    ),
    Column("language_score", REAL, "Probability the language detector gives, from 0 to 1."),
    Column("word_count", INT, "Words of the body."),
    Column("is_truncated", BOOL, "True where a paywall or a teaser cuts the text."),
    Column(
        "story_id",
        STRING,
        "The event the document reports: the document_id of the story's earliest document.",
    ),
    Column("merged_into_story_id", STRING, "The story that it is part of now."),
    Column(
        "merged_on",
        DATE,
        "Day on which the document arrived that joined them; null where a curator did.",
    ),
    Column("duplicate_of", STRING, "document_id of the document this one repeats; null for an original."),
    # paragraphs, sentences
    Column("paragraph_index", INT, "Position of the paragraph in the body, from 0; null outside the body."),
    Column("paragraph_kind", STRING, "paragraph, crosshead or list_item."),
    Column("crosshead", STRING, "The crosshead the paragraph stands under."),
    Column("sentence_index", INT, "Position of the sentence in the document, from 0."),
    # mentions
    Column("region", STRING, "Where in the document: title, standfirst, body."),
    Column("surface", STRING, "The words as they stand in the text."),
    Column("mention_kind", STRING, "How the actor is mentioned: name, title, demonym, pronoun."),
    Column("entity_type", STRING, "person, organisation, country, place, other."),
    Column("actor_id", STRING, "The actor; key of actors. Null where no link is sure."),
    Column(
        "antecedent_char_start", INT, "First code point of the earlier mention that this one leads back to."
    ),
    Column("antecedent_char_end", INT, "Code point after that earlier mention."),
    # quotes
    Column("quote_index", INT, "Position of the quotation in the document, from 0."),
    Column(
        "statement_index", INT, "Rows of one statement (split by an incise or a paragraph) share this number."
    ),
    Column("parent_quote_index", INT, "quote_index of the quotation this one stands inside."),
    Column("quote_kind", STRING, "direct, indirect or mixed."),
    Column("cue", STRING, "The words that report: verb or preposition."),
    Column("cue_char_start", INT, "First code point of the cue."),
    Column("cue_char_end", INT, "Code point after the cue."),
    Column("cue_lemma", STRING, "Dictionary form of the cue."),
    Column("stance", STRING, "What the cue says of the statement: neutral, claiming, denying, demanding …"),
    Column("speaker_surface", STRING, "The speaker as the sentence names it."),
    Column("speaker_char_start", INT, "First code point of the speaker."),
    Column("speaker_char_end", INT, "Code point after the speaker."),
    Column("speaker_name", STRING, "Who speaks, resolved within the document; a description where unnamed."),
    Column("is_cut", BOOL, "True where less of the quotation is passed on than its offsets span.", CUT),
    Column("relayed_by", STRING, "Outlet, person or channel that the text names as carrying the statement."),
    Column("relayed_by_actor_id", STRING, "The actor that relays; key of actors."),
    # topics
    Column("topic_id", STRING, "The topic; key of topics."),
    Column("evidence", STRINGS, "Words of the text that spoke for the topic."),
    Column("method", STRING, "How the tag was found."),
    # amounts, dates, roles
    Column("value", REAL, "The figure; the lower bound of a range."),
    Column("value_max", REAL, "Upper bound of a range."),
    Column("unit", STRING, "What is counted, as the text says it."),
    Column("currency_code", STRING, "ISO 4217 code of a sum of money."),
    Column("is_approximate", BOOL, "True where the text gives the figure as approximate."),
    Column("qualifier", STRING, "about, more_than, less_than, between; null for a plain figure."),
    Column("date_from", DATE, "First day meant."),
    Column("date_until", DATE, "Last day meant, included."),
    Column("precision", STRING, "day, weekday, month, year or range."),
    Column(
        "anchor", STRING, "What the date was resolved against: text (stated in full), dated_on, previous."
    ),
    Column("role_surface", STRING, "The role as the text words it."),
    Column("tense", STRING, "current, former or future, as the text has it."),
    Column("role_id", STRING, "The registry's role that the claim matches; key of actor_roles."),
    Column("is_conflict", BOOL, "True where the claim contradicts the dated registry."),
    # duplicates, stories
    Column("kind", STRING, "Which kind."),
    Column("shared_share", REAL, "Share of this document's text that stands in the other one, from 0 to 1."),
    Column("reverse_share", REAL, "Share of the other document's text that stands in this one, from 0 to 1."),
    Column("first_carrier_document_id", STRING, "The document that carried the shared text first."),
    Column("document_count", INT, "Documents."),
    Column("source_count", LONG, "Distinct publishers, unknown ones counted as one."),
    Column("first_dated_on", DATE, "Earliest dated_on."),
    Column("last_dated_on", DATE, "Latest dated_on."),
    # registry
    Column("name", STRING, "Name in French, as the press writes it."),
    Column("actor_type", STRING, "person, organisation, country, place or other."),
    Column("subtype", STRING, "What sort of actor it is, as a code."),
    Column("country_code", STRING, "ISO 3166-1 alpha-2 code of the country it belongs to."),
    Column("gender", STRING, "Gender where the registry states it; never guessed."),
    Column("wikidata_id", STRING, "Wikidata item, where confirmed."),
    Column("is_registered", BOOL, "True for actors of the registry, false for those only found in texts."),
    Column("is_confirmed", BOOL, "True where a second source confirms the registry's entry."),
    Column("previous_actor_id", STRING, "The id the actor bore before it was registered."),
    Column("alias", STRING, "A form under which the press names the actor."),
    Column("alias_kind", STRING, "full_name, surname, acronym, title, seat, demonym …"),
    Column("role", STRING, "The office, French wording."),
    Column("role_feminine", STRING, "The same in the feminine."),
    Column("held_at", STRING, "Organisation or country of the office, as an actor_id or in words."),
    Column("since", DATE, "First day in office, where known."),
    Column("until", DATE, "Last day in office; null where open or unknown."),
    Column("source", STRING, "Where the fact or the rule comes from."),
    Column("parent_id", STRING, "The broader topic."),
    Column("level", INT, "Depth in the tree, 1 at the top."),
    Column("name_fr", STRING, "French name."),
    Column("name_en", STRING, "English name."),
    Column("definition_fr", STRING, "French definition."),
    Column(
        "scheme", STRING, "Vocabulary the topic belongs to: medtop (IPTC Media Topics) or the desk's own."
    ),
    Column("is_retired", BOOL, "True where the vocabulary has retired it."),
    Column("domains", STRINGS, "Internet domains of the publisher."),
    Column("licence", STRING, "Licence of the publisher's texts, in words."),
    Column("attribution", STRING, "How the publisher is to be credited."),
    Column("quote_length_max", INT, "Longest quotation, in characters, that may be passed on."),
    Column("stage", STRING, "Stage of the pipeline."),
    Column("reason", STRING, "Why the rule exists."),
    # quality, withdrawals
    Column("set_name", STRING, "Gold set that was scored."),
    Column("figure", STRING, "Figure that was measured."),
    Column("sample_size", INT, "Cases it was measured on."),
    Column("code_fingerprint", STRING, "Fingerprint of the code that was measured."),
    Column("measured_on", DATE, "Day of the measurement."),
    Column("withdrawn_on", DATE, "Day of the withdrawal."),
    # changes between releases
    Column("table_name", STRING, "The table the row is in."),
    Column("row_key", STRING, "The row's key columns, in order, as a JSON list."),
    Column("change_kind", STRING, "added, changed or removed."),
    Column("causes", STRINGS, "Why: source, rules, registry, code, model, libraries, neighbours."),
    Column("cause_detail", STRING, "Which steps and rule sets changed, where the cause is one of them."),
    Column("changed_columns", STRINGS, "Columns whose value changed."),
    # handed from stage to stage, not published
    Column("file_sha256", STRING, "SHA-256 of the file as it lay in the inbox."),
    Column("suffix", STRING, "Last part of the file name, with its dot, in lower case."),
    Column("record_index", INT, "Position of the record in its file, from 0."),
    Column("record_key", STRING, "The record's own guid, url or id, or its ordinal."),
    Column("signature_publisher_id", STRING, "Publisher that the text or its metadata names."),
    Column("label", STRING, "Label of the name finder: PER, ORG, LOC, MISC."),
    # counted by views
    Column("source_id", STRING, "What counts as a source: the publisher_id, or 'unknown'."),
    Column(
        "independent_source_id",
        STRING,
        "Whose work a report is: the agency that signs its first carrier, else that carrier's publisher,"
        " else 'unknown'.",
    ),
    Column("report_count", LONG, "Reports: distinct current arrivals."),
    Column("story_count", LONG, "Stories: distinct events reported."),
    Column(
        "independent_source_count",
        LONG,
        "Independent sources: distinct publishers of first carriers, all copies of one agency counted as one.",
    ),
    Column(
        "statement_count",
        LONG,
        "Statements: distinct statement_index of each document, counted once a document.",
    ),
    Column("direct_statement_count", LONG, "Statements of which a part at least is in quotation marks."),
    Column("direct_share", REAL, "Share of direct_statement_count in statement_count, from 0 to 1."),
    Column("quoted_report_count", LONG, "Reports in which the actor is quoted, not only named."),
    Column("report_count_low", LONG, "Lower bound of report_count under the tagger's measured accuracy."),
    Column("report_count_high", LONG, "Upper bound of report_count under the tagger's measured accuracy."),
    Column(
        "statement_count_low", LONG, "Lower bound of statement_count under the tagger's measured accuracy."
    ),
    Column(
        "statement_count_high", LONG, "Upper bound of statement_count under the tagger's measured accuracy."
    ),
    Column("factor_low", REAL, "By which a count is multiplied for its lower bound."),
    Column("factor_high", REAL, "By which a count is multiplied for its upper bound."),
    Column("quoted_share", REAL, "Share of quoted_report_count in report_count, from 0 to 1."),
    Column("week_on", DATE, "Monday of the week."),
    Column("source_share", REAL, "Mean over the week's sources of the share of their reports, from 0 to 1."),
    Column(
        "trend_share",
        REAL,
        "source_share of the first week plus the mean changes of the sources since, from 0 to 1.",
    ),
    Column("own_report_count", LONG, "Reports that are the source's own work: no copy, no agency's."),
    Column("mention_count", LONG, "Places where an actor is named, counted once a document."),
    Column("passage_count", LONG, "Passages: titles, standfirsts and paragraphs, counted once a document."),
    Column("actor_count", LONG, "Distinct actors, named or quoted."),
    Column("line_count", LONG, "How often the line occurs, documents that repeat it included."),
    Column("aspect", STRING, "What is told differently: figure, speaker or role."),
    Column(
        "subject",
        STRING,
        "What it is told of: the thing counted, the first words of a statement, the actor_id of a role's holder.",
    ),
    Column("told", STRING, "What is compared: a figure with its unit, a speaker, a role."),
    Column("is_measure", BOOL, "True where the unit (money, time, persons) does not say what is counted."),
    Column("value_count", LONG, "How many different values, speakers or roles are told of the subject."),
    Column(
        "divergence_count", LONG, "Figures, speakers and roles that reports of the story tell differently."
    ),
    Column(
        "report_share", REAL, "Share of these reports in all reports of the row's first key, from 0 to 1."
    ),
    Column("statement_share", REAL, "Share of these statements in all of the row's first key, from 0 to 1."),
    Column("other_actor_id", STRING, "The other actor of a pair; key of actors."),
    Column("other_name", STRING, "The other actor's name."),
    Column("topic_name", STRING, "The topic's French name."),
    Column("registered_role", STRING, "Roles the registry gives the actor on dated_on, joined by '; '."),
    Column(
        "folded_name",
        STRING,
        "Name and wording in lower case, without accents and punctuation, to search in.",
    ),
    Column("folded_text", STRING, "Text in lower case, without accents and punctuation, to search in.", FULL),
    Column("text_before", STRING, "The text before it.", FULL),
    Column("text_after", STRING, "The text after it.", FULL),
)


def _table(
    name: str,
    stage: str,
    meaning: str,
    key: str,
    rest: str = "",
    *,
    references: tuple[Reference, ...] = (),
    place: str = "tables",
    meanings: dict[str, str] | None = None,
    cut: tuple[str, ...] = (),
) -> Table:
    """A table from column names; a name that ends in '?' may be null; `meanings` overrides COLUMNS here."""
    words = (key + " " + rest).split()
    names = [word.removesuffix("?") for word in words]
    own = meanings or {}
    columns = tuple(
        Column(n, COLUMNS[n].type, marked(f"{name}.{n}", own.get(n, COLUMNS[n].meaning)), COLUMNS[n].profiles)
        for n in names
    )
    return Table(
        name=name,
        stage=stage,
        meaning=marked(name, meaning),
        key=tuple(word.removesuffix("?") for word in key.split()),
        columns=columns,
        nullable=frozenset(word[:-1] for word in words if word.endswith("?")),
        references=references,
        place=place,
        cut=frozenset(cut),
    )


_DOCUMENT: Final = Reference(("document_id",), "raw_documents", ("document_id",))
_ACTOR: Final = Reference(("actor_id",), "actors", ("actor_id",))
_PARAGRAPH: Final = Reference(
    ("document_id", "paragraph_index"), "paragraphs", ("document_id", "paragraph_index")
)
_RULE: Final = Reference(("rule_id",), "rules", ("rule_id",))
_PUBLISHER: Final = Reference(("publisher_id",), "publishers", ("publisher_id",))

_TABLES: Final = (
    _table(
        "arrivals",
        "ingest",
        "Every file, or record of a file, that came in, and what came of it.",
        "arrival_id",
        "source_path source_key source_url? arrived_on document_id? outcome supersedes_arrival_id? is_current"
        " publisher_id? byte_count reader?",
        references=(
            _DOCUMENT,
            _PUBLISHER,
            Reference(("supersedes_arrival_id",), "arrivals", ("arrival_id",)),
        ),
    ),
    _table(
        "rejections",
        "ingest",
        "What could not be read, and why.",
        "arrival_id reason_code",
        "source_path arrived_on detail",
        references=(Reference(("arrival_id",), "arrivals", ("arrival_id",)),),
    ),
    _table(
        "raw_documents",
        "ingest",
        "Every distinct content once: the decoded text that all offsets count in.",
        "document_id",
        "content_sha256 media_type encoding reader first_arrived_on text",
    ),
    _table(
        "hints",
        "ingest",
        "What the mark-up said of a block of text, and page metadata (with an empty span).",
        "document_id char_start char_end tag",
        "attributes? extractor_verdict?",
        references=(_DOCUMENT,),
    ),
    _table(
        "documents",
        "clean",
        "One row a document: its metadata, language, day, story, and whether it is current.",
        "document_id",
        "source_path? source_url? publisher_id? agency? sections title? standfirst? authors photo_credit?"
        " dateline_place? published_at? published_utc_offset? published_precision? modified_at? dated_on dated_by"
        " language_code language_score word_count is_truncated is_current story_id? duplicate_of?",
        references=(
            _DOCUMENT,
            _PUBLISHER,
            Reference(("story_id",), "stories", ("story_id",)),
            Reference(("duplicate_of",), "raw_documents", ("document_id",)),
        ),
        meanings={"source_path": "Path of the first current arrival (of the first one if none is current)."},
    ),
    _table(
        "spans",
        "clean",
        "Every code point of every text in exactly one typed span; joined, they give the text back.",
        "document_id span_index",
        "char_start char_end span_kind is_body rule_id score",
        references=(_DOCUMENT, _RULE),
    ),
    _table(
        "paragraphs",
        "segment",
        "The body, paragraph by paragraph.",
        "document_id paragraph_index",
        "char_start char_end paragraph_kind crosshead? language_code language_score text",
        references=(_DOCUMENT,),
    ),
    _table(
        "sentences",
        "segment",
        "Sentences of the body.",
        "document_id sentence_index",
        "paragraph_index char_start char_end text",
        references=(_PARAGRAPH,),
    ),
    _table(
        "mentions",
        "tag",
        "Every place where an actor is named, by name, title, demonym or pronoun.",
        "document_id char_start char_end",
        "region paragraph_index? sentence_index? surface mention_kind entity_type actor_id?"
        " antecedent_char_start? antecedent_char_end? rule_id score",
        references=(_DOCUMENT, _PARAGRAPH, _ACTOR, _RULE),
    ),
    _table(
        "quotes",
        "tag",
        "Who said what: direct, indirect and mixed quotations with cue, speaker and relay.",
        "document_id quote_index",
        "statement_index parent_quote_index? paragraph_index? sentence_index? quote_kind char_start char_end text"
        " cue? cue_char_start? cue_char_end? cue_lemma? stance speaker_surface? speaker_char_start?"
        " speaker_char_end? speaker_name? actor_id? relayed_by? relayed_by_actor_id? rule_id score",
        references=(
            _DOCUMENT,
            _PARAGRAPH,
            _ACTOR,
            _RULE,
            Reference(("relayed_by_actor_id",), "actors", ("actor_id",)),
        ),
        meanings={"text": "The words of the quotation, as they stand in the text."},
        cut=("text",),
    ),
    _table(
        "topic_tags",
        "tag",
        "Topics of documents and of their paragraphs, with the words that speak for them.",
        "document_id topic_id paragraph_index?",
        "score evidence method",
        references=(_DOCUMENT, _PARAGRAPH, Reference(("topic_id",), "topics", ("topic_id",))),
        meanings={"paragraph_index": "Position of the paragraph; null for the document as a whole."},
    ),
    _table(
        "amounts",
        "tag",
        "Figures with their unit.",
        "document_id char_start",
        "char_end paragraph_index? surface value value_max? unit? currency_code? is_approximate qualifier? rule_id",
        references=(_DOCUMENT, _PARAGRAPH, _RULE),
    ),
    _table(
        "dates",
        "tag",
        "Dates the text speaks of, resolved to days.",
        "document_id char_start",
        "char_end paragraph_index? surface date_from date_until precision anchor rule_id",
        references=(_DOCUMENT, _PARAGRAPH, _RULE),
    ),
    _table(
        "role_claims",
        "tag",
        "Roles that the text gives to actors, against the dated registry.",
        "document_id char_start char_end",
        "actor_id role_surface tense role_id? is_conflict",
        references=(_DOCUMENT, _ACTOR, Reference(("role_id",), "actor_roles", ("role_id",))),
    ),
    _table(
        "duplicates",
        "relate",
        "Documents that repeat an earlier one.",
        "document_id",
        "duplicate_of kind shared_share reverse_share first_carrier_document_id",
        references=(
            _DOCUMENT,
            Reference(("duplicate_of",), "raw_documents", ("document_id",)),
            Reference(("first_carrier_document_id",), "raw_documents", ("document_id",)),
        ),
        meanings={"kind": "identical, cut or rewritten."},
    ),
    _table(
        "story_documents",
        "relate",
        "Which document reports which story.",
        "document_id",
        "story_id score",
        references=(_DOCUMENT, Reference(("story_id",), "stories", ("story_id",))),
    ),
    _table(
        "stories",
        "relate",
        "Events, each with the documents that report it; a single report is a story too.",
        "story_id",
        "document_count source_count first_dated_on last_dated_on title?",
        meanings={"title": "Title of the story's earliest document that has one."},
    ),
    _table(
        "story_merges",
        "relate",
        "Stories that stood alone when their first document arrived and are part of another now.",
        "story_id",
        "merged_into_story_id document_id merged_on?",
        references=(
            _DOCUMENT,
            Reference(("merged_into_story_id",), "stories", ("story_id",)),
        ),
        meanings={
            "story_id": "The story as it was called: the document_id of the report that began it.",
            "document_id": "The document that joined them; that very report, where a curator did.",
        },
    ),
    _table(
        "actors",
        "tag",
        "Persons, organisations, countries and places: the registry's, and those only found in texts.",
        "actor_id",
        "name actor_type subtype? country_code? gender? wikidata_id? is_registered is_confirmed previous_actor_id?",
    ),
    _table(
        "actor_aliases",
        "tag",
        "Forms under which the press names an actor.",
        "actor_id alias",
        "alias_kind",
        references=(_ACTOR,),
    ),
    _table(
        "actor_roles",
        "tag",
        "Who held which office from when to when.",
        "role_id",
        "actor_id role role_feminine? held_at? since? until? source?",
        references=(_ACTOR,),
        meanings={"role_id": "Id of the tenure: a hash of actor, role and first day."},
    ),
    _table(
        "topics",
        "tag",
        "IPTC Media Topics (© IPTC, CC BY 4.0) and the desk's own topics under them.",
        "topic_id",
        "parent_id? level name_fr name_en? definition_fr? wikidata_id? scheme is_retired",
        references=(Reference(("parent_id",), "topics", ("topic_id",)),),
    ),
    _table(
        "publishers",
        "ingest",
        "Outlets and agencies.",
        "publisher_id",
        "name kind domains country_code? licence? attribution? quote_length_max?",
        meanings={"kind": "agency, newspaper, broadcaster, web or other."},
    ),
    _table(
        "figure_subjects",
        "relate",
        "Units that reports of one story use for one thing, so that their figures are compared.",
        "unit",
        "subject is_measure",
        meanings={
            "unit": "The unit as it is compared: in small letters, without accents.",
            "subject": "What a figure with that unit counts.",
        },
    ),
    _table(
        "rules",
        "release",
        "Every rule that can make a row, and the SQL models, with the reason for each.",
        "rule_id",
        "stage kind reason source?",
        meanings={"rule_id": "Id of the rule.", "kind": "What the rule makes: a span kind, a cue, a view …"},
    ),
    _table(
        "quality",
        "tag",
        "Accuracy on public gold sets, as last measured.",
        "set_name figure",
        "value sample_size code_fingerprint measured_on",
        meanings={"value": "The measured value."},
    ),
    _table(
        "withdrawals",
        "release",
        "Documents that had to go, and why.",
        "document_id",
        "content_sha256 reason_code withdrawn_on",
    ),
    _table(
        "changes",
        "release",
        "Every row that differs from the release before, with its causes. It tells no values.",
        "table_name row_key",
        "change_kind document_id? causes cause_detail? changed_columns",
        place="root",
    ),
    # what only the stages hand to each other
    _table(
        "records",
        "ingest",
        "What a reader found in a file: one row a record, a document or a rejection.",
        "file_sha256 record_index",
        "record_key document_id? content_sha256? byte_count reader? source_url? reason_code? detail?",
        place="store",
    ),
    _table(
        "metadata",
        "clean",
        "What cleaning read from the document about itself.",
        "document_id",
        "source_url? signature_publisher_id? agency? sections title? standfirst? authors photo_credit?"
        " dateline_place? published_at? published_utc_offset? published_precision? modified_at? dated_on dated_by"
        " is_truncated",
        place="store",
    ),
    _table(
        "passages",
        "segment",
        "What is tagged: title, standfirst and the paragraphs of the body.",
        "document_id char_start",
        "char_end region paragraph_index? paragraph_kind? language_code text",
        place="store",
    ),
    _table(
        "contexts",
        "segment",
        "What tagging must know of the document as a whole.",
        "document_id",
        "language_code language_score word_count dated_on dated_by",
        place="store",
    ),
    _table(
        "names",
        "tag",
        "Names as the model found them, before any link.",
        "document_id char_start char_end",
        "label",
        place="store",
    ),
    _table(
        "found_actors",
        "tag",
        "The actors that a document's mentions lead to, registered or not.",
        "document_id actor_id",
        "name actor_type is_registered",
        place="store",
    ),
)

TABLES: Final[dict[str, Table]] = {table.name: table for table in _TABLES}
PUBLISHED: Final[tuple[Table, ...]] = tuple(table for table in _TABLES if table.place == "tables")


@cache
def arrow_schema(name: str) -> pa.Schema:
    """The Arrow schema of a table, its meanings as metadata (`comment`) of schema and fields."""
    table = TABLES[name]
    return pa.schema(
        [
            pa.field(c.name, c.type, nullable=c.name in table.nullable, metadata={"comment": c.meaning})
            for c in table.columns
        ],
        metadata={"comment": table.meaning, "key": " ".join(table.key)},
    )
