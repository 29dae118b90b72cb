"""Quotations of whole documents: pieces, speakers, relays, numbering. All persons are invented."""

from pipeline.records.segmentation import Passage, Sentence
from pipeline.records.tagging import FoundActor, Mention, Quote
from pipeline.rulebook import Rulebook
from pipeline.steps.quotes import load
from pipeline.text.quotes.quotations import find_quotations

RULES = load(Rulebook())
ACTORS = {
    "Ada Aubrac": "person",
    "Aubrac": "person",
    "Hugo Sorel": "person",
    "Sorel": "person",
    "Verdoisie": "country",
    "Office des ponts": "organisation",
    "Radio Vallée": "organisation",
}
IDS = {"Ada Aubrac": "u-ada", "Aubrac": "u-ada", "Hugo Sorel": "u-hugo", "Sorel": "u-hugo"}
FULL = {"u-ada": "Ada Aubrac", "u-hugo": "Hugo Sorel"}


def read(*paragraphs: str, kinds: tuple[str, ...] = (), language: str = "fr") -> list[Quote]:
    """Quotations of a document of paragraphs, each a sentence or more, with the names of ACTORS found in it."""
    passages, mentions, start = [], [], 0
    for index, text in enumerate(paragraphs):
        kind = kinds[index] if index < len(kinds) else "paragraph"
        passages.append(Passage(start, start + len(text), "body", index, kind, language, text))
        taken: set[int] = set()
        for name in sorted(ACTORS, key=len, reverse=True):
            at = text.find(name)
            while at >= 0:
                if at not in taken and not taken & set(range(at, at + len(name))):
                    taken |= set(range(at, at + len(name)))
                    actor_id = IDS.get(name, name)
                    mentions.append(
                        Mention(
                            start + at,
                            start + at + len(name),
                            "body",
                            index,
                            None,
                            name,
                            "name",
                            ACTORS[name],
                            actor_id,
                            None,
                            None,
                            "test",
                            1.0,
                        )
                    )
                at = text.find(name, at + 1)
        start += len(text) + 1
    found = [
        FoundActor(actor_id, FULL.get(actor_id, actor_id), "person", False)
        for actor_id in sorted({mention.actor_id for mention in mentions if mention.actor_id})
    ]
    sentences: list[Sentence] = []
    return find_quotations(passages, sentences, mentions, found, language, RULES)


def said(quotes: list[Quote]) -> list[tuple[str, str | None]]:
    return [(quote.text, quote.speaker_name) for quote in quotes]


def test_direct_speech_with_incise_behind() -> None:
    (quote,) = read("« Le pont rouvrira lundi », a expliqué jeudi la maire Ada Aubrac.")
    assert quote.text == "Le pont rouvrira lundi"
    assert quote.quote_kind == "direct"
    assert (quote.cue, quote.cue_lemma) == ("a expliqué", "expliquer")
    assert quote.speaker_surface == "la maire Ada Aubrac"
    assert (quote.speaker_name, quote.actor_id) == ("Ada Aubrac", "u-ada")


def test_incise_inside_the_marks_splits_one_statement() -> None:
    first, second = read("« Le pont rouvrira lundi, promet Ada Aubrac. Nous avons fini à temps. »")
    assert first.text == "Le pont rouvrira lundi"
    assert second.text == "Nous avons fini à temps."
    assert first.statement_index == second.statement_index
    assert second.speaker_name == "Ada Aubrac"


def test_straight_and_curly_marks() -> None:
    for text in ('"Le pont rouvrira lundi", dit Ada Aubrac.', "“Le pont rouvrira lundi”, dit Ada Aubrac."):
        assert said(read(text)) == [("Le pont rouvrira lundi", "Ada Aubrac")]


def test_reported_clause_runs_from_que_to_its_end() -> None:
    (quote,) = read("Ada Aubrac a indiqué que le pont rouvrirait lundi.")
    assert quote.text == "que le pont rouvrirait lundi"
    assert quote.quote_kind == "indirect"


def test_quoted_words_make_a_reported_clause_mixed_but_a_quoted_name_does_not() -> None:
    (mixed,) = read("Ada Aubrac a indiqué que le pont était « plus solide que jamais ».")
    (named,) = read("Ada Aubrac a indiqué que la « Route des crêtes » rouvrirait lundi.")
    assert (mixed.quote_kind, named.quote_kind) == ("mixed", "indirect")


def test_participles_chain_statements_of_one_speaker() -> None:
    quotes = read(
        "Ada Aubrac a indiqué que le pont rouvrirait lundi, assurant que « rien ne manque », tout en appelant"
        " les habitants à patienter."
    )
    assert [quote.text for quote in quotes] == [
        "que le pont rouvrirait lundi",
        "que « rien ne manque »",
        "à patienter",
    ]
    assert {quote.speaker_name for quote in quotes} == {"Ada Aubrac"}
    assert len({quote.statement_index for quote in quotes}) == 3


def test_reported_sentence_with_attribution_behind() -> None:
    (quote,) = read(
        "Une centaine de ponts ont été vérifiés cette semaine, ont indiqué les autorités locales."
    )
    assert quote.text == "Une centaine de ponts ont été vérifiés cette semaine"
    assert quote.speaker_name == "les autorités locales"


def test_selon_on_either_side() -> None:
    (fronted,) = read("Selon Ada Aubrac, le pont rouvrira lundi.")
    (trailing,) = read("Le pont rouvrira lundi matin, selon une source municipale.")
    assert fronted.text == "le pont rouvrira lundi"
    assert (trailing.text, trailing.speaker_name) == ("Le pont rouvrira lundi matin", "une source municipale")


def test_pour_names_a_source_only_with_someone_who_can_speak() -> None:
    assert said(read("Pour Ada Aubrac, le pont rouvrira lundi.")) == [
        ("le pont rouvrira lundi", "Ada Aubrac")
    ]
    assert read("Pour ce dernier chantier, le pont rouvrira lundi.") == []


def test_adjective_in_marks_before_what_is_judged() -> None:
    (quote,) = read("Ada Aubrac a pour sa part jugé « urgente » la réouverture du pont de la vallée.")
    assert quote.text == "« urgente » la réouverture du pont de la vallée"
    assert quote.quote_kind == "mixed"
    assert quote.cue == "a pour sa part jugé"


def test_negated_reports_are_left_out() -> None:
    assert read("Ada Aubrac n’a pas indiqué que le pont rouvrirait.") == []
    assert read("Ada Aubrac ne précise pas où le pont sera construit.") == []


def test_support_verb_with_denied_denial_is_kept() -> None:
    (quote,) = read("Ada Aubrac n’a pas manqué de rappeler que le pont rouvrirait lundi.")
    assert quote.text == "que le pont rouvrirait lundi"


def test_pronoun_goes_on_with_the_last_speaker() -> None:
    quotes = read(
        "« Le pont rouvrira lundi », a expliqué la maire Ada Aubrac. « Hugo Sorel a bien travaillé »,"
        " a-t-elle ajouté."
    )
    assert [quote.speaker_name for quote in quotes] == ["Ada Aubrac", "Ada Aubrac"]
    assert quotes[1].speaker_surface == "-t-elle"


def test_pronoun_agrees_in_gender() -> None:
    quotes = read(
        "« Le pont rouvrira lundi », a expliqué la maire Ada Aubrac.",
        "« Il était temps », a répondu l’ingénieur Hugo Sorel.",
        "« Les travaux sont finis », a-t-elle conclu.",
    )
    assert quotes[2].speaker_name == "Ada Aubrac"


def test_spokesperson_is_not_linked_to_whom_they_speak_for() -> None:
    (quote,) = read("Le porte-parole de la maire Ada Aubrac a indiqué que le pont rouvrirait lundi.")
    assert quote.actor_id is None
    assert quote.speaker_name == "le porte-parole de la maire Ada Aubrac"


def test_paragraphs_that_open_marks_anew_are_one_statement() -> None:
    first, second = read(
        "Ada Aubrac a répondu : « Le pont rouvrira lundi.",
        "« Les travaux sont finis. »",
    )
    assert (first.text, second.text) == ("Le pont rouvrira lundi.", "Les travaux sont finis.")
    assert first.statement_index == second.statement_index
    assert second.speaker_name == "Ada Aubrac"


def test_channel_is_a_relay_not_a_speaker() -> None:
    (quote,) = read("Dans un communiqué, Ada Aubrac a indiqué que le pont rouvrirait lundi.")
    assert (quote.speaker_name, quote.relayed_by) == ("Ada Aubrac", "communiqué")


def test_attribution_behind_a_report_is_its_relay() -> None:
    quotes = read("Ada Aubrac a indiqué que le pont rouvrirait lundi, rapporte Radio Vallée.")
    assert said(quotes) == [("que le pont rouvrirait lundi", "Ada Aubrac")]
    assert quotes[0].relayed_by == "Radio Vallée"
    assert quotes[0].relayed_by_actor_id == "Radio Vallée"


def test_statement_within_a_statement_has_parent_and_relay() -> None:
    outer, inner = read("Selon Ada Aubrac, Hugo Sorel a affirmé que le pont rouvrirait lundi.")
    assert outer.speaker_name == "Ada Aubrac"
    assert inner.speaker_name == "Hugo Sorel"
    assert inner.parent_quote_index == outer.quote_index
    assert inner.relayed_by == "Ada Aubrac"


def test_floating_quotation_belongs_to_the_person_named_before() -> None:
    (quote,) = read("Ada Aubrac habite la vallée depuis vingt ans. « Nous avons attendu ce pont dix ans. »")
    assert said([quote]) == [("Nous avons attendu ce pont dix ans.", "Ada Aubrac")]
    assert quote.cue is None


def test_scare_quotes_are_no_quotation() -> None:
    assert read("Les « grands travaux » de la vallée commencent lundi.") == []


def test_crosshead_that_repeats_a_quotation_has_its_speaker() -> None:
    heading, body = read(
        "« Fini à temps »",
        "« Tout est fini à temps », a expliqué Ada Aubrac.",
        kinds=("crosshead", "paragraph"),
    )
    assert heading.speaker_name == body.speaker_name == "Ada Aubrac"


def test_impersonal_incise_names_the_body() -> None:
    (quote,) = read("Le pont rouvrira lundi matin, assure-t-on à la mairie.")
    assert quote.speaker_name == "la mairie"


def test_english_gets_direct_quotations_only() -> None:
    quotes = read(
        "“The bridge will open on Monday,” said Ada Aubrac. She said that it was time.", language="en"
    )
    assert said(quotes) == [("The bridge will open on Monday,", "Ada Aubrac")]
    assert read("« Le pont rouvrira lundi », a dit Ada Aubrac.", language="de") == []


def test_unresolved_pronoun_has_no_name_and_a_low_score() -> None:
    (quote,) = read("« Le pont rouvrira lundi », a-t-il ajouté.")
    assert quote.speaker_name is None
    assert quote.score < 0.8


def test_dialogue_that_a_dash_opens() -> None:
    (quote,) = read("– Le pont rouvrira lundi, promet Ada Aubrac.")
    assert said([quote]) == [("Le pont rouvrira lundi", "Ada Aubrac")]
    assert read("– Une centaine de ponts à vérifier.") == []


def test_call_for_something_named_by_a_noun() -> None:
    (quote,) = read("Ada Aubrac a appelé au calme dans toute la vallée.")
    assert quote.text == "au calme dans toute la vallée"
    assert quote.stance == "demanding"


def test_own_report_within_a_report_is_no_statement_of_its_own() -> None:
    quotes = read("Ada Aubrac a fait savoir qu’elle promettait de rouvrir le pont.")
    assert [quote.text for quote in quotes] == ["qu’elle promettait de rouvrir le pont"]


def test_report_of_another_within_a_report_has_a_parent() -> None:
    outer, inner = read("Ada Aubrac a indiqué que Hugo Sorel promettait de rouvrir le pont.")
    assert (outer.speaker_name, inner.speaker_name) == ("Ada Aubrac", "Hugo Sorel")
    assert inner.parent_quote_index == outer.quote_index
    assert inner.relayed_by == "Ada Aubrac"


def test_quoted_verdict_in_the_passive() -> None:
    (quote,) = read("Cette fermeture, jugée « brutale » par Ada Aubrac, dure depuis dix ans.")
    assert said([quote]) == [("brutale", "Ada Aubrac")]


def test_coordinated_participle_shares_auxiliary_and_subject() -> None:
    quotes = read("Ada Aubrac a salué l’accord et appelé les habitants à patienter.")
    assert said(quotes)[-1] == ("à patienter", "Ada Aubrac")


def test_relative_clause_speaks_for_its_antecedent() -> None:
    quotes = read(
        "« Le pont rouvrira lundi », a souligné la maire Ada Aubrac, qui a ajouté que tout était prêt."
    )
    assert said(quotes) == [("Le pont rouvrira lundi", "Ada Aubrac"), ("que tout était prêt", "Ada Aubrac")]


def test_source_in_brackets_reports_only_what_the_brackets_hold() -> None:
    quotes = read("Selon Ada Aubrac, trois cents habitants sont venus lundi (deux mille selon Hugo Sorel).")
    assert ("deux mille", "Hugo Sorel") in said(quotes)


def test_outlet_keeps_its_article() -> None:
    (quote,) = read("« Le pont rouvrira lundi », a expliqué au Monde la maire Ada Aubrac.")
    assert (quote.relayed_by, quote.speaker_surface) == ("Le Monde", "la maire Ada Aubrac")


def test_as_someone_says() -> None:
    (quote,) = read("Comme l’explique Ada Aubrac, le pont rouvrira lundi.")
    assert said([quote]) == [("le pont rouvrira lundi", "Ada Aubrac")]


def test_incise_in_the_midst_of_a_clause() -> None:
    first, second = read("Le pont, a précisé Ada Aubrac, rouvrira lundi.")
    assert (first.text, second.text) == ("Le pont", "rouvrira lundi")
    assert first.statement_index == second.statement_index


def test_sentence_longer_than_any_in_news_does_not_hang() -> None:
    quotes = read("« Le pont rouvrira lundi », a expliqué Ada Aubrac, " + "( selon X " * 2000)
    assert quotes[0].speaker_name == "Ada Aubrac"


def test_words_of_time_that_a_preposition_governs_stay_in_the_statement() -> None:
    (quote,) = read("Le chantier du pont durera jusqu'à vendredi, selon l'Office des ponts.")
    assert quote.text == "Le chantier du pont durera jusqu'à vendredi"


def test_a_subject_with_its_apposition_is_no_statement() -> None:
    quotes = read("Dans la foulée, la maire de la vallée, Ada Aubrac, réclame une enquête publique.")
    assert [(quote.text, quote.speaker_name) for quote in quotes] == [("une enquête publique", "Ada Aubrac")]


def test_a_colon_ends_what_stands_before_quoted_words() -> None:
    first, second = read("Ada Aubrac promet de ne pas céder : « Pas de péage avant deux ans. »")
    assert (first.text, second.text) == ("de ne pas céder", "Pas de péage avant deux ans.")
    assert first.actor_id == second.actor_id == "u-ada"


def test_a_clause_about_a_person_may_announce_quoted_words() -> None:
    (quote,) = read("Ada Aubrac garde pourtant son calme : « Il nous reste huit jours. »")
    assert (quote.speaker_name, quote.rule_id) == ("Ada Aubrac", "fr.quote.lead")


def test_who_speaks_within_a_statement_does_not_take_the_floor() -> None:
    quotes = read(
        "Ada Aubrac assure que Hugo Sorel lui a promis de rouvrir le pont. « Je le crois », sourit-elle."
    )
    assert quotes[-1].speaker_name == "Ada Aubrac"


def test_a_contrasted_role_is_someone_else() -> None:
    quotes = read(
        "« C'était une erreur », a dit Hugo Sorel. Le procureur, lui, a dénoncé « un plan bien ordonné »."
    )
    assert quotes[-1].speaker_name == "le procureur"


def test_a_name_given_behind_a_comma_is_no_statement() -> None:
    assert read("Le texte adopté lundi, dit « charte du pont », décrit les règles du passage.") == []


def test_a_source_behind_an_incise_carries_it() -> None:
    (quote,) = read(
        "« Le pont rouvrira lundi », a affirmé Ada Aubrac, selon Radio Vallée, lors d'une visite."
    )
    assert (quote.speaker_name, quote.relayed_by) == ("Ada Aubrac", "Radio Vallée")


def test_a_verb_that_no_rule_knows_leaves_the_name_behind_quoted_words() -> None:
    quotes = read("Hugo Sorel a traversé le pont. « Ce sont de vieilles pierres », émet Ada Aubrac.")
    assert [quote.speaker_name for quote in quotes] == ["Ada Aubrac"]


def test_what_is_offered_to_the_reader_is_no_report() -> None:
    assert read("Radio Vallée vous propose de traverser le pont.") == []


def test_the_body_behind_selon_is_no_title_of_the_subject() -> None:
    (quote,) = read(
        "D'après l'Office des ponts, la maire Ada Aubrac, d'abord attendue, a dû rester chez elle."
    )
    assert quote.text.startswith("la maire Ada Aubrac")
    assert quote.speaker_name == "Office des ponts"


def test_a_pronoun_behind_its_verb_stands_for_whom_the_text_between_has_named() -> None:
    quotes = read(
        "« Les trains sont en retard », résume Ada Aubrac.",
        "Le même jour, le bourgmestre Hugo Sorel a traversé le pont à pied.",
        "« Nous attendons depuis dix ans », regrette-t-il.",
    )
    assert [quote.speaker_name for quote in quotes] == ["Ada Aubrac", "Hugo Sorel"]
