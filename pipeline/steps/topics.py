"""Step `topics`: passages of a document -> topic_tags.

What belongs here: the declaration of the step. What does not: how topics are found (pipeline/text/topics.py).
"""

from pipeline.records.segmentation import Passage
from pipeline.rulebook import Rulebook
from pipeline.step import Made, Rows, Step, as_records
from pipeline.text.topics import Keywords, compile_keywords, tag_topics, topic_rows


def load(rulebook: Rulebook) -> dict[str, Keywords]:
    """The vocabulary, the desk's topics and the keywords, compiled by language."""
    rules = rulebook.rules("topics")
    topics = topic_rows(rulebook.rows("media_topics"), rules)
    return {
        "fr": compile_keywords(topics, rules, rulebook.rows("word_frequencies")),
        "en": compile_keywords(topics, rules, (), "en"),
    }


def apply(rows: Rows, resources: dict[str, Keywords]) -> Made:
    """The topic tags of one document."""
    return {"topic_tags": tag_topics(as_records(Passage, rows["passages"]), resources)}


STEP = Step(
    name="topics",
    stage="tag",
    inputs=("passages",),
    outputs=("topic_tags",),
    load=load,
    apply=apply,
    rules=("media_topics", "topics", "word_frequencies"),
)
