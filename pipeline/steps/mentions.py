"""The step mentions: who is mentioned where, which actors that leads to, and which roles the text gives them.

What belongs here: compiling the rule sets and calling the pure modules. What does not: any rule of language.
"""

from pipeline.records.segmentation import Context, Passage, Sentence
from pipeline.records.tagging import Name
from pipeline.rulebook import Rulebook
from pipeline.step import Made, Rows, Step, as_records
from pipeline.text.actors.linking import compile_linker
from pipeline.text.actors.mentions import Knowledge, entities_of, tag_mentions
from pipeline.text.actors.names import compile_names
from pipeline.text.actors.references import compile_speech
from pipeline.text.actors.registry import compile_registry
from pipeline.text.actors.titles import compile_titles


def load(rulebook: Rulebook) -> Knowledge:
    """Registry, automaton, wording of titles and reporting verbs, compiled."""
    registry = compile_registry(
        *(rulebook.rows(name) for name in ("actors", "aliases", "roles", "countries"))
    )
    names = compile_names(rulebook.rules("names"))
    linker = compile_linker(
        registry,
        names.ignored_aliases,
        {"organisation": names.organisation_heads, "place": names.place_heads},
        names.contexts,
        names.contractions,
    )
    wording = compile_titles(rulebook.rules("titles"), registry, lambda text: entities_of(text, linker))
    return Knowledge(registry, linker, names, wording, compile_speech(rulebook.rules("reporting_verbs")))


def apply(rows: Rows, knowledge: Knowledge) -> Made:
    """Mentions, found actors and role claims of one document, in the order of their keys."""
    contexts = as_records(Context, rows["contexts"])
    tagged = tag_mentions(
        as_records(Passage, rows["passages"]),
        as_records(Sentence, rows["sentences"]),
        contexts[0] if contexts else None,
        as_records(Name, rows["names"]),
        knowledge,
    )
    return {"mentions": tagged.mentions, "found_actors": tagged.actors, "role_claims": tagged.claims}


STEP = Step(
    name="mentions",
    stage="tag",
    inputs=("passages", "sentences", "contexts", "names"),
    outputs=("mentions", "found_actors", "role_claims"),
    load=load,
    apply=apply,
    rules=("actors", "aliases", "roles", "countries", "names", "titles", "reporting_verbs"),
    libraries=("ahocorasick-rs", "simplemma"),
)
