"""Mentions of a document: names, titles, pronouns and role claims led to actors."""

import re
import sys
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache
from types import FrameType
from typing import Any

import pytest

from pipeline.records.segmentation import Context, Passage, Sentence
from pipeline.records.tagging import Mention, Name
from pipeline.rulebook import Rulebook
from pipeline.steps.mentions import load
from pipeline.text.actors.mentions import Knowledge, Tagged, tag_mentions


@cache
def knowledge() -> Knowledge:
    return load(Rulebook())


def tag(
    text: str,
    *found: tuple[str, str],
    day: date = date(2026, 1, 6),
    dated_by: str = "text",
    language: str = "fr",
) -> Tagged:
    """Tags a text of one paragraph a line; `found` are the model's names (surface, label), first place each."""
    passages: list[Passage] = []
    sentences: list[Sentence] = []
    at = 0
    for index, line in enumerate(text.split("\n")):
        end = at + len(line)
        passages.append(Passage(at, end, "body", index, "paragraph", language, line))
        start = at
        for stop in [i + 1 for i, char in enumerate(line) if char in ".!?"] or [len(line)]:
            if at + stop > start:
                sentences.append(Sentence(len(sentences), index, start, at + stop, text[start : at + stop]))
            start = at + stop
        at = end + 1
    names = sorted(
        (Name(text.index(surface), text.index(surface) + len(surface), label) for surface, label in found),
        key=lambda name: name.char_start,
    )
    return tag_mentions(passages, sentences, Context(language, 1.0, 50, day, dated_by), names, knowledge())


def mention(tagged: Tagged, surface: str, nth: int = 0) -> Mention:
    return [m for m in tagged.mentions if m.surface == surface][nth]


@pytest.mark.parametrize(
    ("text", "surface", "actor_id"),
    [
        ("La lettre d’Emmanuel Macron est arrivée.", "Emmanuel Macron", "emmanuel-macron"),
        ("Le sommet de l’Otan est reporté.", "Otan", "otan"),
        ("Le porte-parole du Kremlin est absent.", "Kremlin", "kremlin"),
        ("ETATS-UNIS : la neige tombe.", "ETATS-UNIS", "etats-unis"),
        ("Les Etats-Unis ont gagné.", "Etats-Unis", "etats-unis"),
        ("Liste : MACRON Emmanuel.", "MACRON Emmanuel", "emmanuel-macron"),
        ("Réunion à Matignon ce soir.", "Matignon", "premier-ministre-services-france"),
        (
            "Une note du Quai d’Orsay circule.",
            "Quai d’Orsay",
            "ministere-de-l-europe-et-des-affaires-etrangeres",
        ),
    ],
)
def test_the_registry_is_found_in_every_spelling(text: str, surface: str, actor_id: str) -> None:
    assert mention(tag(text), surface).actor_id == actor_id


def test_a_title_and_a_person_are_two_things() -> None:
    tagged = tag(
        "Le Premier ministre espagnol Pedro Sánchez est venu.",
        ("Premier ministre espagnol Pedro Sánchez", "MISC"),
    )
    assert [(m.surface, m.mention_kind, m.actor_id) for m in tagged.mentions] == [
        ("espagnol", "demonym", "espagne"),
        ("Pedro Sánchez", "name", "pedro-sanchez"),
    ]
    assert [(c.role_surface, c.actor_id) for c in tagged.claims] == [
        ("Premier ministre espagnol", "pedro-sanchez")
    ]


def test_a_surname_leads_back_to_the_full_name() -> None:
    tagged = tag("Mireille Tavernost est venue. Tavernost a parlé.", ("Mireille Tavernost", "PER"))
    text = "Mireille Tavernost est venue. Tavernost a parlé."
    again = tag(text, ("Mireille Tavernost", "PER"))
    assert tagged == again
    assert mention(tagged, "Mireille Tavernost").actor_id == "u-mireille-tavernost"


def test_a_bare_surname_has_no_actor() -> None:
    assert mention(tag("La foule acclame Tavernost.", ("Tavernost", "PER")), "Tavernost").actor_id is None


def test_a_title_alone_is_resolved_by_the_dated_registry() -> None:
    text = "Le président français a évoqué la neige."
    assert mention(tag(text), "président français").actor_id == "emmanuel-macron"
    assert mention(tag(text, day=date(2014, 3, 1)), "président français").actor_id == "francois-hollande"


def test_a_day_of_arrival_resolves_no_title() -> None:
    tagged = tag("Le président français a évoqué la neige.", dated_by="arrival")
    assert [m.surface for m in tagged.mentions if m.mention_kind == "title"] == []


def test_a_pronoun_before_a_reporting_verb_leads_back() -> None:
    tagged = tag("Emmanuel Macron est arrivé. Il a ainsi déclaré que la neige tombait.")
    pronoun = mention(tagged, "Il")
    assert (pronoun.mention_kind, pronoun.actor_id, pronoun.antecedent_char_start) == (
        "pronoun",
        "emmanuel-macron",
        0,
    )


def test_a_former_title_of_one_in_office_is_a_conflict_only_where_the_text_is_dated() -> None:
    text = "L’ancien président américain Donald Trump est attendu."
    assert [c.is_conflict for c in tag(text).claims] == [True]
    assert [c.is_conflict for c in tag(text, dated_by="arrival").claims] == [False]
    assert [c.is_conflict for c in tag(text, day=date(2023, 5, 1)).claims] == [False]


def test_a_possessive_title_is_a_claim() -> None:
    tagged = tag("La Commission européenne hésite. Sa présidente, Ursula von der Leyen, est absente.")
    assert [(c.role_surface, c.actor_id) for c in tagged.claims] == [("présidente", "ursula-von-der-leyen")]


def test_other_languages_know_aliases_only() -> None:
    tagged = tag("Talks between Emmanuel Macron and UNESCO went on.", language="en")
    assert [m.actor_id for m in tagged.mentions] == ["emmanuel-macron", "unesco"]


def test_every_mention_reads_what_stands_there() -> None:
    text = "À Paris, le Kremlin dit non.\nEmmanuel Macron répond aux Ukrainiens."
    tagged = tag(text)
    assert all(text[m.char_start : m.char_end] == m.surface for m in tagged.mentions)
    assert [m.paragraph_index for m in tagged.mentions] == [0, 0, 1, 1]
    assert {a.actor_id for a in tagged.actors} == {m.actor_id for m in tagged.mentions}


def test_acronyms_and_short_forms_lead_back_to_the_long_form() -> None:
    text = "L'Office lorrain des canaux (OLC) ferme. L'OLC le regrette. L'Office aussi."
    tagged = tag(text)
    assert {m.actor_id for m in tagged.mentions} == {"u-office-lorrain-des-canaux"}
    again = mention(tagged, "OLC", 1)
    assert (again.rule_id, again.antecedent_char_start) == ("name.acronym", text.index("OLC"))


def test_of_two_bearers_of_a_surname_the_courtesy_chooses() -> None:
    text = "Mireille Tavernost et Bastien Tavernost sont venus. Mme Tavernost a parlé. Tavernost est parti."
    tagged = tag(text, ("Mireille Tavernost", "PER"), ("Bastien Tavernost", "PER"))
    assert mention(tagged, "Tavernost").actor_id == "u-mireille-tavernost"
    assert mention(tagged, "Tavernost", 1).actor_id is None


def test_a_misspelt_long_surname_is_the_same_person() -> None:
    text = "Zacharie Aboudellahab enseigne. Aboudelahab a parlé."
    tagged = tag(text, ("Zacharie Aboudellahab", "PER"), ("Aboudelahab", "PER"))
    assert mention(tagged, "Aboudelahab").actor_id == "u-zacharie-aboudellahab"


def test_a_generic_body_is_the_registered_one_only_in_a_text_about_its_country() -> None:
    assert mention(tag("La France attend : le Sénat a voté à Paris."), "Sénat").actor_id == "senat-francais"
    abroad = tag("L'Italie attend : à Rome, le Sénat a voté. Le Sénat italien siège.")
    assert mention(abroad, "Sénat").actor_id is None
    assert mention(abroad, "Sénat italien").actor_id == "u-senat-italien"


def test_an_ambiguous_adjective_takes_the_country_that_the_text_names() -> None:
    assert mention(tag("Une délégation congolaise est arrivée."), "congolaise").actor_id is None
    text = "La République démocratique du Congo vote. Le camp congolais attend."
    assert mention(tag(text), "congolais").actor_id == "republique-democratique-du-congo"


def test_a_pronoun_passes_over_whoever_is_only_quoted() -> None:
    text = "Mireille Tavernost a parlé. « Bastien Tavernost mentait », a-t-elle ajouté."
    tagged = tag(text, ("Mireille Tavernost", "PER"), ("Bastien Tavernost", "PER"))
    assert mention(tagged, "elle").actor_id == "u-mireille-tavernost"


def test_the_head_of_a_diplomacy_is_a_minister() -> None:
    tagged = tag("Le chef de la diplomatie française, Jean-Noël Barrot, est arrivé.")
    assert [(c.role_surface, c.actor_id) for c in tagged.claims] == [
        ("chef de la diplomatie française", "jean-noel-barrot")
    ]
    assert [m.surface for m in tagged.mentions] == ["française", "Jean-Noël Barrot"]


def test_a_bare_surname_is_the_registered_one_only_where_its_country_is_spoken_of() -> None:
    spoken = tag("Le Sénat attend. À Lyon, Rufo a visité une école.", ("Rufo", "PER"))
    assert mention(spoken, "Rufo").actor_id == "alice-rufo"
    assert mention(tag("Rufo a marqué deux fois.", ("Rufo", "PER")), "Rufo").actor_id is None


def test_a_title_that_says_more_than_was_read_means_nobody() -> None:
    text = "Emmanuel Macron, président français, est venu. Le président soviétique est mort."
    assert [m.surface for m in tag(text).mentions if m.mention_kind == "title"] == []


def test_a_common_word_is_no_newspaper() -> None:
    assert mention(tag("« Le monde change. »", ("Le monde", "ORG")), "Le monde").actor_id != "le-monde"


@pytest.mark.parametrize(
    ("text", "found", "actors"),
    [
        ("La France de Moliard a changé.", [("La France", "LOC")], {"France": "france"}),
        ("Le match France-Brésil est reporté.", [("France-Brésil", "LOC")], {"Brésil": "bresil"}),
        ("M. Montana préside la séance.", [("Montana", "LOC")], {"Montana": None}),
        (
            "Le Japonais Kenji Tovara est absent.",
            [("Kenji Tovara", "PER")],
            {"Kenji Tovara": "u-kenji-tovara"},
        ),
    ],
)
def test_a_name_beside_another_keeps_to_itself(
    text: str, found: list[tuple[str, str]], actors: dict[str, str | None]
) -> None:
    tagged = tag(text, *found)
    assert {surface: mention(tagged, surface).actor_id for surface in actors} == actors


def test_a_part_of_another_name_is_no_mention() -> None:
    assert "Kremlin" not in {m.surface for m in tag("Le Kremlin-Bicêtre est une commune.").mentions}
    assert "Japonais" not in {
        m.surface for m in tag("Le Japonais Kenji Tovara est absent.", ("Kenji Tovara", "PER")).mentions
    }


GROWING = (
    "Le président a déclaré que « le pays va bien » selon l'Élysée, selon le ministre, a-t-il dit. ",
    "Mireille Tavernost voit Emmanuel Macron. Tavernost dit que la ministre française, Odile Brancart, a ri. ",
    "L'Office des Ponts (ODP) ouvre en Moldavie. L'Office le dit, le parquet de Lyon aussi. ",
)


@pytest.mark.parametrize("unit", GROWING)
def test_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    def lines_run(times: int) -> int:
        """Lines of Python that a text of so many units takes: unlike seconds, the same on any machine."""
        text = unit * times
        names = [
            (match.start(), match.end())
            for match in re.finditer("Mireille Tavernost|Odile Brancart|Tavernost|Office des Ponts", text)
        ]
        passage = Passage(0, len(text), "body", 0, "paragraph", "fr", text)
        sentences = [Sentence(i, 0, i * len(unit), (i + 1) * len(unit), unit) for i in range(times)]
        spans = [Name(start, end, "PER") for start, end in names]
        context = Context("fr", 1.0, 50, date(2026, 1, 6), "text")
        known, count = knowledge(), 0

        def trace(_frame: FrameType, event: str, _arg: object) -> Callable[..., Any]:
            nonlocal count
            count += event == "line"
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            tag_mentions([passage], sentences, context, spans, known)
        finally:
            sys.settrace(before)
        return count

    small, large = lines_run(30), lines_run(240)
    assert large < small * 8 * 2, f"eight times the text took {large / small:.0f} times the work"


def test_accents_written_as_marks_are_read_and_kept() -> None:
    text = "Le président du Sénat, Gérard Larcher, a quitté l'Élysée. La ministre sénégalaise est là."
    apart = unicodedata.normalize("NFD", text)
    composed = tag(text, ("Gérard Larcher", "PER"))
    marked = tag(apart, (unicodedata.normalize("NFD", "Gérard Larcher"), "PER"))
    assert [m.actor_id for m in marked.mentions] == [m.actor_id for m in composed.mentions]
    assert [apart[m.char_start : m.char_end] for m in marked.mentions] == [m.surface for m in marked.mentions]
    assert [unicodedata.normalize("NFC", m.surface) for m in marked.mentions] == [
        m.surface for m in composed.mentions
    ]
    assert [apart[c.char_start : c.char_end] for c in marked.claims] == [
        c.role_surface for c in marked.claims
    ]


def test_a_name_over_a_line_end_is_one_name() -> None:
    text = (
        "Le maire, Jean-\nPaul Tavernost, a reçu Ursula von\nder Leyen à la demande du Conseil de\r\nsécurité.\u00ad"
        " M. Taver\u00adnost a parlé du port de Saint-\nNazaire."
    )
    passage = Passage(5, 5 + len(text), "body", 0, "paragraph", "fr", text)
    sentence = Sentence(0, 0, 5, 5 + len(text), text)
    at = text.index("Jean")
    names = [Name(5 + at, 5 + at + len("Jean-\nPaul Tavernost"), "PER")]
    context = Context("fr", 1.0, 50, date(2026, 1, 6), "text")
    tagged = tag_mentions([passage], [sentence], context, names, knowledge())
    assert [(m.surface, m.actor_id) for m in tagged.mentions] == [
        ("Jean-\nPaul Tavernost", "u-jean-paul-tavernost"),
        ("Ursula von\nder Leyen", "ursula-von-der-leyen"),
        ("Conseil de\r\nsécurité", "conseil-de-securite-de-l-onu"),
        ("Taver\u00adnost", "u-jean-paul-tavernost"),
        ("Saint-\nNazaire", "saint-nazaire"),
    ]
    assert all(text[m.char_start - 5 : m.char_end - 5] == m.surface for m in tagged.mentions)
    assert {a.name for a in tagged.actors} >= {"Jean-Paul Tavernost", "Ursula von der Leyen"}
    assert [(m.antecedent_char_start, m.antecedent_char_end) for m in tagged.mentions][3] == (
        names[0].char_start,
        names[0].char_end,
    )


def test_an_acronym_is_whose_letters_are_written_so() -> None:
    tagged = tag("L'AfD avance. L'AFD prête.")
    assert mention(tagged, "AfD").actor_id == "afd"
    assert mention(tagged, "AFD").actor_id == "agence-francaise-de-developpement"


def test_a_body_cut_short_is_given_its_whole_name() -> None:
    tagged = tag("La présidente de l'Amicale des pontonniers est venue.", ("Amicale", "LOC"))
    assert mention(tagged, "Amicale des pontonniers").entity_type == "organisation"


@pytest.mark.parametrize(
    ("text", "found", "names"),
    [
        (
            "Mireille Tavernost, Responsable de la voirie, est venue.",
            [("Mireille Tavernost", "PER"), ("Responsable", "PER")],
            [("Mireille Tavernost", "person")],
        ),
        ("« Casse-toi ! » a-t-elle crié.", [("Casse-toi", "PER")], []),
        ("M. le maire est venu.", [("M.", "ORG")], []),
        ("Une Valmontaise l'a vue.", [("Valmontaise", "LOC")], []),
        (
            "L'Office du canal : écluse Tavernost est là.",
            [("Office du canal : écluse Tavernost", "ORG")],
            [("Office du canal", "organisation"), ("écluse Tavernost", "organisation")],
        ),
        (
            "Vers Brelle-sur-l'Étang, tout va bien.",
            [("Brelle-sur-l", "LOC")],
            [("Brelle-sur-l'Étang", "place")],
        ),
    ],
)
def test_what_the_model_finds_is_mended(
    text: str, found: list[tuple[str, str]], names: list[tuple[str, str]]
) -> None:
    assert [(m.surface, m.entity_type) for m in tag(text, *found).mentions] == names


def test_names_in_a_list_are_of_one_kind() -> None:
    text = "Le car dessert Brelleville, Orvin, Montaigu-Bas et Sorges. Le député de Sorges est là."
    found = [("Brelleville", "LOC"), ("Orvin", "PER"), ("Montaigu-Bas", "LOC"), ("Sorges", "LOC")]
    assert {m.entity_type for m in tag(text, *found).mentions} == {"place"}
    persons = "Mireille Aubrac, Hugo Sorel, Odile Brancart et Tavi Orvin sont venus."
    people = [
        ("Mireille Aubrac", "PER"),
        ("Hugo Sorel", "PER"),
        ("Odile Brancart", "PER"),
        ("Tavi Orvin", "LOC"),
    ]
    assert {m.entity_type for m in tag(persons, *people).mentions} == {"person"}


def test_a_word_that_is_also_written_small_is_no_name() -> None:
    text = "Trois glossaires sont parus. Pour Mireille Tavernost, les Glossaires sont utiles."
    found = [("Mireille Tavernost", "PER"), ("Glossaires", "ORG")]
    assert [m.surface for m in tag(text, *found).mentions] == ["Mireille Tavernost"]
    assert [m.surface for m in tag("Les Glossaires sont utiles.", ("Glossaires", "ORG")).mentions] == [
        "Glossaires"
    ]


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("En 2015, le président français François Hollande avait reçu les éclusiers.", "current"),
        ("François Hollande, alors président de la République, a signé.", "former"),
        ("Le président de la République de l'époque, François Hollande, a signé.", "former"),
    ],
)
def test_a_claim_of_another_time_is_no_conflict(text: str, tense: str) -> None:
    (claim,) = tag(text, ("François Hollande", "PER")).claims
    assert (claim.actor_id, claim.tense, claim.is_conflict) == ("francois-hollande", tense, False)
    assert claim.role_id == "francois-hollande.president-de-la-republique-francaise.2012-05-15"


def test_a_title_with_its_body_leads_back_to_who_holds_it_in_the_text() -> None:
    text = (
        "La Commission européenne a parlé. Sa présidente, Ursula von der Leyen, est venue."
        " La présidente de la Commission a promis des fonds."
    )
    tagged = tag(text, ("Ursula von der Leyen", "PER"))
    assert mention(tagged, "Commission").actor_id == "commission-europeenne"
    title = mention(tagged, "présidente")
    assert (title.mention_kind, title.actor_id) == ("title", "ursula-von-der-leyen")


def test_a_body_named_by_its_kind_alone_is_whose_name_stood_before() -> None:
    tagged = tag("La Commission a parlé. L'Office des haleurs se tait.", ("Commission", "ORG"))
    assert mention(tagged, "Commission").actor_id is None
    assert not [a for a in tagged.actors if a.actor_id == "u-commission"]


@pytest.mark.parametrize(
    ("text", "surname", "actor_id"),
    [
        ("La lettre de Macron est arrivée.", "Macron", "emmanuel-macron"),
        ("Le boulanger Ferrand a rouvert, en France.", "Ferrand", None),
        ("En France, Ferrand a quitté le Conseil constitutionnel.", "Ferrand", "richard-ferrand"),
        ("La lettre de Cameron est arrivée.", "Cameron", None),
        ("La lettre de von der Leyen est arrivée.", "von der Leyen", "ursula-von-der-leyen"),
        ("Au Rassemblement national, la lettre de Bardella est arrivée.", "Bardella", "jordan-bardella"),
        ("À Londres, la lettre de Cameron est arrivée.", "Cameron", "david-cameron"),
    ],
)
def test_a_bare_surname_needs_its_bearers_surroundings(text: str, surname: str, actor_id: str | None) -> None:
    assert mention(tag(text, (surname, "PER")), surname).actor_id == actor_id


def test_couples_share_a_surname() -> None:
    text = "Emmanuel et Brigitte Macron sont venus, puis Hugo et Odile Sorel."
    found = [("Emmanuel", "PER"), ("Brigitte Macron", "PER"), ("Hugo", "PER"), ("Odile Sorel", "PER")]
    tagged = tag(text, *found)
    assert mention(tagged, "Emmanuel").actor_id == "emmanuel-macron"
    assert mention(tagged, "Hugo").actor_id == "u-hugo-sorel"


def test_a_headline_in_capitals_hides_no_ruler() -> None:
    tagged = tag("MACRON REÇOIT LES ÉCLUSIERS")
    assert mention(tagged, "MACRON").actor_id == "emmanuel-macron"


def test_the_boss_of_a_body_is_its_first_person_named_in_the_text() -> None:
    tagged = tag("Jordan Bardella est venu. Le patron du RN a parlé.", ("Jordan Bardella", "PER"))
    assert mention(tagged, "patron").actor_id == "jordan-bardella"
    assert not [m for m in tag("Le patron du RN a parlé.").mentions if m.mention_kind == "title"]


def test_nobody_is_known_before_his_time() -> None:
    found = ("Macron", "PER")
    assert mention(tag("La lettre de Macron.", found, day=date(1968, 5, 3)), "Macron").actor_id is None
    undated = tag("En 1968, la lettre de Macron est arrivée.", found, dated_by="arrival")
    assert mention(undated, "Macron").actor_id is None
    full = ("Emmanuel Macron", "PER")
    named = tag("La lettre d'Emmanuel Macron.", full, day=date(1958, 5, 3))
    assert mention(named, "Emmanuel Macron").actor_id == "u-emmanuel-macron"


def test_an_inhabitant_by_his_name_is_no_mention_of_the_country() -> None:
    tagged = tag("Le prix va à l'Israélien Sorel et au Guatémaltèque Aubrac.")
    assert not tagged.mentions
    assert [m.actor_id for m in tag("Le Guatémaltèque a gagné.").mentions] == ["guatemala"]


def test_a_states_senator_is_not_its_citys() -> None:
    assert mention(tag("Le sénateur de New York est venu."), "New York").actor_id is None
    assert mention(tag("Le maire de New York est venu."), "New York").actor_id == "new-york"


def test_without_a_day_a_title_alone_is_nobodys_who_had_left_the_office_in_the_year_told_of() -> None:
    text = "Vladimir Poutine est venu en 2022. Le Premier ministre a parlé."
    assert not [m for m in tag(text, dated_by="arrival").mentions if m.mention_kind == "title"]
    still = tag("Emmanuel Macron est venu. Le président de la République a parlé.", dated_by="arrival")
    assert mention(still, "président de la République").actor_id == "emmanuel-macron"


def test_a_feminine_title_means_no_man() -> None:
    assert [m.mention_kind for m in tag("La chancelière allemande est absente.").mentions] == ["demonym"]
    assert [m.actor_id for m in tag("Le chancelier allemand est absent.").mentions] == ["friedrich-merz"]


@pytest.mark.parametrize(
    ("text", "found", "actor_id", "name"),
    [
        (
            "La liste de TAVERNOST Mireille",
            "TAVERNOST Mireille",
            "u-mireille-tavernost",
            "Mireille Tavernost",
        ),
        (
            "La liste de Mireille TAVERNOST",
            "Mireille TAVERNOST",
            "u-mireille-tavernost",
            "Mireille Tavernost",
        ),
        ("La liste de J.-L. Mélenchon", "J.-L. Mélenchon", "jean-luc-melenchon", "Jean-Luc Mélenchon"),
        ("Hugo Sorel est là. La liste de H. Sorel", "H. Sorel", "u-hugo-sorel", "Hugo Sorel"),
        ("La liste de K. Sorel", "K. Sorel", "u-k-sorel", "K. Sorel"),
    ],
)
def test_forms_of_a_persons_name(text: str, found: str, actor_id: str, name: str) -> None:
    others = [("Hugo Sorel", "PER")] if "Hugo Sorel" in text else []
    tagged = tag(text, *others, (found, "PER"))
    assert mention(tagged, found).actor_id == actor_id
    assert {a.actor_id: a.name for a in tagged.actors}[actor_id] == name


@pytest.mark.parametrize("words", [" (OLC) ", ", dit OLC, ", ", ou OLC, "])
def test_an_acronym_is_introduced_in_several_ways(words: str) -> None:
    text = f"L'Office lorrain des canaux{words}ferme. L'OLC le regrette."
    tagged = tag(text, ("Office lorrain des canaux", "ORG"))
    assert mention(tagged, "OLC", -1).actor_id == "u-office-lorrain-des-canaux"


def test_capitals_do_not_glue_a_country_to_what_follows() -> None:
    tagged = tag("LE ROYAUME-UNI ONT SIGNÉ AVEC LES ETATS-UNIS", ("ROYAUME-UNI ONT SIGNÉ", "LOC"))
    assert [m.actor_id for m in tagged.mentions] == ["royaume-uni", "etats-unis"]


@pytest.mark.parametrize("word", ["suprême", "déchu"])
def test_a_head_that_is_said_to_be_another_is_not_the_holder(word: str) -> None:
    tagged = tag(f"Le président français Emmanuel Macron est venu. Puis le président {word} a parlé.")
    assert not [m for m in tagged.mentions if m.mention_kind == "title" and m.surface == "président"]
