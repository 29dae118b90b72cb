"""Topics: stems, the vocabulary's rows, the desk's layer, tags and their evidence, and every rule's examples."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import RuleError
from pipeline.records.segmentation import Passage
from pipeline.records.tagging import TopicTag
from pipeline.rulebook import Rulebook
from pipeline.step import as_row
from pipeline.steps.topics import STEP
from pipeline.text.stems import stem_word
from pipeline.text.topics import Keywords, compile_keywords, find_topics, tag_topics, topic_rows

RULEBOOK = Rulebook()
RULES = RULEBOOK.rules("topics")
VOCABULARY: dict[str, Keywords] = STEP.load(RULEBOOK)
KEYWORDS = VOCABULARY["fr"]


def passages(title: str | None, *paragraphs: str, language_code: str = "fr") -> list[Passage]:
    made: list[Passage] = []
    at = 0
    for index, text in enumerate([title or "", *paragraphs], -1):
        if text:
            region = "title" if index < 0 else "body"
            paragraph = None if index < 0 else index
            kind = None if index < 0 else "paragraph"
            made.append(Passage(at, at + len(text), region, paragraph, kind, language_code, text))
            at += len(text) + 1
    return made


def document_tags(tags: list[TopicTag]) -> list[TopicTag]:
    return sorted((tag for tag in tags if tag.paragraph_index is None), key=lambda tag: -tag.score)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("hôpital", "hôpitaux"),
        ("policier", "policières"),
        ("État", "Etat"),
        ("vaccinée", "vacciné"),
        ("réseau", "réseaux"),
        ("jeu", "jeux"),
        ("nationale", "nationales"),
    ],
)
def test_forms_of_one_word_share_a_stem(word: str, other: str) -> None:
    assert stem_word(word) == stem_word(other)


@pytest.mark.parametrize(
    ("word", "other"), [("maïs", "mais"), ("prix", "pris"), ("toux", "tous"), ("côte", "côté")]
)
def test_different_words_keep_different_stems(word: str, other: str) -> None:
    assert stem_word(word) != stem_word(other)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_examples_of_a_rule(rule: dict[str, Any]) -> None:
    assert rule["reason"]
    keywords = VOCABULARY[rule.get("language_code", "fr")]
    if rule["kind"] == "set_phrases":
        assert all(not find_topics(text, keywords) for text in rule["hits"])
        assert all(find_topics(text, keywords) for text in rule["misses"])
        return
    topic_ids = set(rule.get("topic_ids", [rule.get("topic_id")]))
    for text in rule["hits"]:
        found = {step for topic in find_topics(text, keywords) for step in keywords.lineage[topic]}
        assert topic_ids & found, text
    for text in rule["misses"]:
        assert not topic_ids & find_topics(text, keywords), text


def test_vocabulary_is_a_tree() -> None:
    rows = {row["topic_id"]: row for row in topic_rows(RULEBOOK.rows("media_topics"), RULES)}
    assert sum(row["level"] == 1 for row in rows.values()) == 17
    for row in rows.values():
        assert row["name_fr"]
        assert row["level"] == (rows[row["parent_id"]]["level"] + 1 if row["parent_id"] else 1)
    assert rows["desk:ceasefire"]["scheme"] == "desk"
    assert rows["medtop:20000574"]["scheme"] == "medtop"


def test_no_keyword_raises_a_retired_topic() -> None:
    retired = {
        row["topic_id"] for row in topic_rows(RULEBOOK.rows("media_topics"), RULES) if row["is_retired"]
    }
    assert not retired & {rule["topic_id"] for rule in RULES if "topic_id" in rule}


def test_desk_topics_may_stand_on_each_other() -> None:
    media = [row for row in RULEBOOK.rows("media_topics") if row["level"] == "1"]
    desk = {"kind": "topic", "name_fr": "x", "id": "x"}
    rules = [
        desk | {"topic_id": "desk:b", "parent_id": "desk:a"},
        desk | {"topic_id": "desk:a", "parent_id": "medtop:15000000"},
    ]
    levels = {row["topic_id"]: row["level"] for row in topic_rows(media, rules)}
    assert (levels["desk:a"], levels["desk:b"]) == (2, 3)


def test_a_desk_topic_without_parent_is_refused() -> None:
    with pytest.raises(RuleError, match="desk:nowhere"):
        topic_rows(
            [],
            [{"kind": "topic", "id": "x", "topic_id": "desk:a", "parent_id": "desk:nowhere", "name_fr": "x"}],
        )


def test_keywords_of_an_unknown_topic_are_refused() -> None:
    with pytest.raises(RuleError, match="desk:nowhere"):
        compile_keywords([], [{"kind": "keywords", "id": "x", "topic_id": "desk:nowhere"}], [])


def test_one_file_adds_a_topic(tmp_path: Path) -> None:
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "beekeeping.toml").write_text(
        '[[rule]]\nid = "topics.beekeeping"\nkind = "topic"\ntopic_id = "desk:beekeeping"\n'
        'parent_id = "medtop:20000210"\nname_fr = "Apiculture urbaine"\nreason = "Our readers keep bees."\n'
        'keywords = ["ruche sur le toit"]\nhits = ["Une ruche sur le toit."]\nmisses = ["Une rue."]\n',
        encoding="utf-8",
    )
    keywords = STEP.load(Rulebook(desk=tmp_path))
    tags = tag_topics(passages(None, "L'hôtel a posé des ruches sur le toit."), keywords)
    assert "desk:beekeeping" in {tag.topic_id for tag in tags}


def test_a_keyword_of_a_topic_and_of_one_below_speaks_for_the_lower_one() -> None:
    found = find_topics("Un séisme a réveillé la ville.", KEYWORDS)
    assert "medtop:20000153" in found
    assert "medtop:20000151" not in found


def test_evidence_too_thin_for_one_topic_counts_for_the_one_above() -> None:
    text = "Tennis, judo, natation, aviron, escrime, golf, badminton, boxe, athlétisme : la fête a duré deux jours."
    tags = document_tags(tag_topics(passages(None, text), VOCABULARY))
    assert [tag.topic_id for tag in tags][:1] == ["medtop:20000822"]


def test_the_title_outweighs_the_body() -> None:
    tags = tag_topics(
        passages(
            "Le club perd son championnat à cause d'un arbitre",
            "Le stade était plein pour le match, et le ministre de la Santé y assistait.",
        ),
        VOCABULARY,
    )
    best = document_tags(tags)[0]
    assert KEYWORDS.lineage[best.topic_id][0] == "medtop:15000000"
    assert all(0 < tag.score <= 1 for tag in tags)


def test_tags_are_the_most_specific_ones() -> None:
    tags = tag_topics(passages(None, "Le cessez-le-feu a été violé deux fois, dit l'état-major."), VOCABULARY)
    topics = {tag.topic_id for tag in document_tags(tags)}
    assert "desk:ceasefire" in topics
    for topic in topics:
        assert not topics & set(KEYWORDS.lineage[topic][:-1])


def test_evidence_is_the_text_in_its_order_once() -> None:
    text = (
        "Des Vaccins arrivent. Le vaccin contre la rougeole, le vaccin tant attendu, protège des épidémies."
    )
    tags = tag_topics(passages(None, text), VOCABULARY)
    for tag in tags:
        places = [text.index(word) for word in tag.evidence]
        assert places == sorted(places)
        assert len(set(tag.evidence)) == len(tag.evidence)
    assert ("Vaccins", "vaccin") in {tag.evidence[:2] for tag in tags}


def test_capitals_are_matched_in_capitals_only() -> None:
    assert "medtop:20000644" in find_topics("La résolution de l'ONU.", KEYWORDS)
    assert "medtop:20001065" not in find_topics("Il dit : can we go?", KEYWORDS)


def test_a_headline_in_capitals_is_not_full_of_acronyms() -> None:
    assert "medtop:20000851" in find_topics("La BAL reprend.", KEYWORDS)
    assert "medtop:20000851" not in find_topics("LE BAL DES POMPIERS", KEYWORDS)
    assert "medtop:20000150" in find_topics("LE BAL DES POMPIERS", KEYWORDS)


def test_no_tags_without_evidence_or_in_another_language() -> None:
    assert tag_topics(passages(None, "Elle est venue hier avec lui."), VOCABULARY) == []
    assert tag_topics(passages(None, "Der Krieg und die Wahl.", language_code="de"), VOCABULARY) == []


def test_english_texts_have_topics_by_english_words() -> None:
    made = passages(
        "Flood wall approved", "Councillors backed the dike after the flooding.", language_code="en"
    )
    tags = document_tags(tag_topics(made, VOCABULARY))
    assert tags[0].topic_id == "medtop:20000154"
    assert set(tags[0].evidence) >= {"Flood wall", "dike", "flooding"}
    plain = passages("A film in the final", "They moved to a flat and had a party.", language_code="en")
    assert tag_topics(plain, VOCABULARY) == []


def test_languages_do_not_mix() -> None:
    assert tag_topics(passages(None, "La guerre et la grève."), {"en": VOCABULARY["en"]}) == []


def test_the_step_gives_rows_in_key_order() -> None:
    rows = {
        "passages": [
            as_row(passage)
            for passage in passages(
                "La grève des trains",
                "Les syndicats appellent à la grève.",
                "Le train est supprimé, la grève dure.",
            )
        ]
    }
    made = STEP.apply(rows, VOCABULARY)["topic_tags"]
    keys = [(tag.topic_id, tag.paragraph_index is None, tag.paragraph_index or 0) for tag in made]
    assert keys == sorted(set(keys))
    assert any(tag.paragraph_index is None for tag in made)
    assert any(tag.paragraph_index == 1 for tag in made)
