"""Names of bodies that a name finder misses: long forms with their acronym, institutions named by their kind.

What belongs here: finding the spans by form. What does not: the registry, and who is meant.

Acronyms and their long forms are paired as by Schwartz and Hearst ("A simple algorithm for identifying abbreviation
definitions in biomedical text", 2003), with French small words passed over.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.text.folding import fold_chars

_BRACKETED: Final = re.compile(r" ?[(\[](?P<short>[A-Z][A-Za-z0-9&.-]{1,9})[)\]]")
_STOP: Final = re.compile(r"[\n.;:!?«»()\[\]]")
_LONG: Final = (6, 140)
"""Shortest and longest long form, in characters."""
_EXPLAINED: Final = re.compile(
    r"(?<![\w-])(?P<short>[A-Z][A-Za-z0-9&.-]{1,9}) ?[(\[](?P<long>[A-ZÀ-Ýa-zà-ÿ][^\n.;:!?()\[\]]{8,110})[)\]]"
)
_WORD: Final = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*", re.UNICODE)
_SMALL: Final = frozenset(
    [
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "a",
        "au",
        "aux",
        "et",
        "en",
        "pour",
        "sur",
        "par",
        "contre",
        "dans",
        "un",
        "une",
    ]
)
_INSTITUTION: Final = re.compile(
    r"(?<![\w-])(?P<head>minist[èe]re|secr[ée]tariat d['’][ÉEée]tat|parquet|arm[ée]e|rectorat|ambassade|consulat|cour d['’](?:appel|assises)|conseil (?:r[ée]gional|d[ée]partemental|g[ée]n[ée]ral)|chambre (?:d['’]agriculture|de commerce|r[ée]gionale des comptes)|direction g[ée]n[ée]rale|police|gendarmerie|marine|parlement)"
    r"(?P<adjective>(?: (?:national|nationale|r[ée]gional|r[ée]gionale|d[ée]partemental|d[ée]partementale|f[ée]d[ée]ral|f[ée]d[ée]rale|central|centrale|judiciaire|militaire))?)"
    r"(?P<rest> (?:de la |de l['’]|des |du |de |d['’])(?P<what>[A-ZÀ-Ý][\w’'-]+(?:(?: (?:et|de|du|des|de la|d['’]|de l['’])(?: (?:de la|de l['’]|des|du))? ?| )[A-ZÀ-Ý][\w’'-]+)*(?: (?:nationale|[ée]trang[èe]res|int[ée]rieure|sociales?|publique|publics|[ée]cologique|num[ée]rique))?))?",
)
_DIRECTION: Final = re.compile(
    r"direction (?:g[ée]n[ée]rale|centrale|r[ée]gionale|d[ée]partementale) (?:de la |de l['’]|des |du )[\w’'-]+"
    r"(?: (?:nationale?|publique|civile|sociale|int[ée]rieure|ext[ée]rieure|judiciaire|p[ée]nitentiaire|scolaire|militaire)s?)?"
)
_SERVICES: Final = ("police", "gendarmerie", "marine")
_ARTICLE: Final = re.compile(r"\b[Ll]a $")
_ALONE: Final = frozenset(
    (
        "police fédérale",
        "marine nationale",
        "armée nationale",
    )
)


_QUOTED: Final = re.compile(
    r"(?<![\w-])(?:association|société|ong|collectif|amicale|fondation|coopérative|coordination|entreprise|usine|start-up|compagnie"
    r"|syndicat|mouvement|groupe|groupuscule|club|troupe|orchestre|chorale|revue|magazine|hebdomadaire|journal)"
    r"(?: (?:de |d['’]|des )[a-zà-ÿ-]+)?"
    r"(?: (?!\w*(?:plique|indique|rappelle|appelle|signale|ironise)\b)[a-zà-ÿ-]+(?:ique|ale?|ive?|aire|ienne?|aise?|oise?|elle|iste))?"
    r" [«“\"][ \u00a0\u202f]?(?P<name>[A-ZÀ-Ý][^«»“”\"\n.;:!?]{2,60}?)[ \u00a0\u202f]?[»”\"]",
    re.IGNORECASE,
)


_LETTERS: Final = re.compile(r"(?<=[ '’])[A-ZÀ-Ý]{3,6}(?![\w’'&-]|\.\w| [A-ZÀ-Ý]{2}| ?\d)")
_BEFORE_LETTERS: Final = re.compile(
    r"(?:(?<![\w-])(?:[Ll]a|[Ll]e|[Dd]u|[Aa]u|[Ss]elon|groupe|parti|syndicat|agence|office) |(?<!\w)[LlDd]['’])$"
)
_SETTLEMENT: Final = re.compile(
    r"(?<![\w-])[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?-(?:sur|sous|lès|lez|les|en|aux|devant|près|du|de|des|le|la)-"
    r"(?:(?:la|le|les)-|[Ll]['’])?[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)*(?![\w-])"
)
_OPEN_ENDS: Final = re.compile(
    r"(?:^|.* )(?:(?:nation|région|département)ale?|[a-zà-ÿ-]+(?:ain|aine|ais|aise|ois|oise|ien|ienne|and|ande))$",
    re.IGNORECASE,
)
_ADJECTIVE: Final = re.compile(
    r" (?:(?:municip|commun|intercommun|paroissi|nation|région|département|génér|centr|fédér|soci|syndic)ale?"
    r"|culturel(?:le)?|sporti(?:f|ve)|populaire|universitaire|hospitali(?:er|ère)|scolaire|agricole|olympique|symphonique)(?![\w-])"
)
_FIELD: Final = (
    r" (?:des |aux |du |de la |de l['’]|d['’]|de )[a-zà-ÿ][\w-]+"
    r"(?: (?!(?:expl|ind|appl|compl|crit|prat|revend|commun|fabr)ique\b|signale|rappelle|appelle)"
    r"[a-zà-ÿ]{3,}(?:ales?|aux|iques?|iennes?|iens?|mans?|manes?|ains?|aines?|ives?|aires?|elles?|els|al|el|if)(?![\w-]))?"
)
_SEAT: Final = r" (?:de la |de l['’]|des |du |de |d['’])[A-ZÀ-Ý][\w-]+(?: nationale)?"
_CUT_SHORT: Final = re.compile(rf"{_FIELD}(?:{_SEAT})?")
_OF_TOWN: Final = re.compile(_SEAT)
_PLURAL: Final = (
    r"(?!(?:les|des|ses|ces|nos|vos|leurs|plusieurs|certains|certaines|quelques|tous|dans|sans|après|très|plus|alors|mais|pas|puis"
    r"|sous|vers|moins|toujours|jamais|divers|diverses|autres|deux|trois|six|dix|lors|dès|depuis|hors|près|mes|tes|nous|vous|ils"
    r"|elles|eux|aux|ceux|celles|cours|fois)\b)[a-zà-ÿ-]{3,}[sx]"
)
_MEMBERS: Final = re.compile(
    rf"(?<=[a-zà-ÿ][sx])(?:, {_PLURAL}(?= et |, ))* et (?:de |des |d['’])?{_PLURAL}(?: (?:de |d['’]){_PLURAL}|{_SEAT})?(?![\w’'-])"
)
_DANGLING: Final = re.compile(r" (?:de la|des|du|de|pour la|pour les|contre la|contre le|pour le)$")
_LEFT_BEHIND: Final = re.compile(
    r"(?: (?:et|ou|de|du|des|la|le|les|pour|contre|sur|dans|au|aux|à|d['’]|l['’])(?= |$|(?<=['’]))|,)+$"
)
_REST: Final = re.compile(r" [A-ZÀ-Ý][\w-]+")
_PURPOSE: Final = re.compile(
    r" (?:pour|contre) (?:la |le |les |l['’])(?!(?:premi|deuxi|second|troisi|prochain|même|fin|suite|seul|moment|plupart|durée|simple)\w*)"
    r"[A-ZÀ-Ýa-zà-ÿ][\w-]+(?: (?:nationale?s?|publi(?:c|que)s?|sociale?s?|humaine?s?|durable|européenne?s?))?"
)
_WITH_PURPOSE: Final = re.compile(
    r"(?:mouvement|ligue|front|union|association|comité|fédération|collectif|alliance|coalition|fondation|agence|réseau|organisation"
    r"|observatoire|institut|fonds|rassemblement|forum|parti)(?: [\w’'-]+){0,3}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Introduction:
    """A long form and the acronym that the text introduces for it, as spans."""

    long_start: int
    long_end: int
    short_start: int
    short_end: int


def find_introductions(text: str) -> list[Introduction]:
    """The pairs 'Long form (LF)' and 'LF (long form)' of a passage, in order."""
    found: list[Introduction] = []
    if "(" not in text and "[" not in text:
        return found
    for match in _BRACKETED.finditer(text):
        end = match.start()
        first = max(0, end - _LONG[1])
        first = max((stop.end() for stop in _STOP.finditer(text, first, end)), default=first)
        start = _long_start(text, first, end, match["short"]) if end - first >= _LONG[0] else None
        if start is not None:
            found.append(Introduction(start, end, *match.span("short")))
    for match in _EXPLAINED.finditer(text):
        words = _content_words(match["long"])
        if len(words) > 1 and _opens_with(match["short"], [word for _, word in words]):
            found.append(Introduction(match.start("long"), match.end("long"), *match.span("short")))
    return sorted(found, key=lambda intro: intro.long_start)


def _content_words(text: str) -> list[tuple[int, str]]:
    """(offset, folded word) of a phrase without its small words; an elided article is parted from its word."""
    words: list[tuple[int, str]] = []
    for match in _WORD.finditer(text):
        at, word = match.start(), fold_chars(match[0])
        while "'" in word and word.split("'", 1)[0] in ("l", "d", "qu", "s", "n"):
            lead, word = word.split("'", 1)
            at += len(lead) + 1
        if word and word not in _SMALL:
            words.append((at, word))
    return words


def _long_start(text: str, start: int, end: int, short: str) -> int | None:
    """Where the long form of an acronym begins: the nearest word before it from which all letters are found."""
    letters = [char for char in fold_chars(short) if char.isalnum()]
    if sum(char.isupper() for char in short) < 2 and len(short) < 4:
        return None
    words = _content_words(text[start:end])[-(len(letters) * 2 + 2) :]
    for index in range(len(words) - 2, -1, -1):
        chosen = [word for _, word in words[index:]]
        if chosen[0][0] == letters[0] and _matches(short, chosen):
            at = start + words[index][0]
            return at if text[at].isupper() or len(chosen) >= 3 else None
    return None


def _opens_with(short: str, words: Sequence[str]) -> bool:
    """True where an acronym stands for the first words of its explanation, which may go on with a place."""
    return any(_matches(short, words[:count]) for count in range(len(words), 1, -1))


def _matches(short: str, words: Sequence[str]) -> bool:
    """True where the letters of the acronym come in order, most as initials, and leave out at most one word."""
    letters = [char for char in fold_chars(short) if char.isalnum()]
    initials = 0
    at, inside = 0, 0
    used: set[int] = set()
    for letter in letters:
        following = next(
            (i for i in range(at, len(words)) if words[i][0] == letter and (i > at or inside == 0)), None
        )
        if following is not None:
            at, inside = following, 1
            initials += 1
            used.add(following)
            continue
        place = words[at].find(letter, inside) if at < len(words) else -1
        if place < 0:
            return False
        inside = place + 1
    return initials * 3 >= len(letters) * 2 and len(used) >= 2 and len(words) - len(used) <= 1


def grow_body(text: str, start: int, end: int) -> int:
    """Where the name of a body ends whose first words a name finder gave: its field, members, purpose, seat.

    The name opens with the word for a kind of body ('Amicale', 'Union nationale'); what follows is taken by form.
    """
    surface = text[start:end]
    if _DANGLING.search(surface):
        rest = _REST.match(text, end)
        return rest.end() if rest else end
    if " " not in surface or _OPEN_ENDS.match(surface):
        adjective = _ADJECTIVE.match(text, end)
        if adjective and " " not in surface and surface[0].isupper():
            end = adjective.end()
            town = _OF_TOWN.match(text, end)
            if town:
                return town.end()
        cut = _CUT_SHORT.match(text, end) if surface[0].isupper() else None
        end = cut.end() if cut else end
    if _WITH_PURPOSE.match(text[start:end]):
        purpose = _PURPOSE.match(text, end)
        end = purpose.end() if purpose else end
    members = _MEMBERS.match(text, end)
    return members.end() if members else end


def whole_words(text: str, start: int, end: int) -> int:
    """The end of a name without the small words that a name finder left behind it ('Conseil d'État et de la')."""
    dangling = _LEFT_BEHIND.search(text, start, end)
    return dangling.start() if dangling else end


def find_quoted(text: str) -> list[tuple[int, int]]:
    """Spans of bodies whose name stands between marks after the word for what they are ('l'association « Untel »')."""
    return [
        match.span("name")
        for match in _QUOTED.finditer(text)
        if match["name"][0].isupper() and match["name"].count(" ") < 8
    ]


def find_letters(text: str) -> list[tuple[int, int]]:
    """Spans of capital letters with an article, as French writes the acronyms of bodies ('la salle du COSEC')."""
    return [
        match.span()
        for match in _LETTERS.finditer(text)
        if _BEFORE_LETTERS.search(text, max(0, match.start() - 10), match.start())
    ]


def find_settlements(text: str) -> list[tuple[int, int]]:
    """Spans of places named as French communes are, with small words between hyphens ('Isle-sur-Brelle')."""
    return [match.span() for match in _SETTLEMENT.finditer(text)]


def find_institutions(text: str, demonyms: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of institutions named by kind ('parquet de Niort', 'ministère palestinien'); `demonyms` in the passage."""
    ends = dict(demonyms)
    found: list[tuple[int, int]] = []
    for match in _INSTITUTION.finditer(text):
        direction = _DIRECTION.match(text, match.start())
        if direction:
            found.append(direction.span())
            continue
        head_end = match.end("adjective") if match["adjective"] else match.end("head")
        following = ends.get(head_end + 1)
        if following and text[head_end] == " ":
            found.append((match.start(), _extended(text, following)))
        elif match["rest"] and (
            match["head"] not in _SERVICES or _ARTICLE.search(text, max(0, match.start() - 4), match.start())
        ):
            found.append((match.start(), match.end()))
        elif text[match.start() : head_end].lower() in _ALONE:
            found.append((match.start(), head_end))
    return found


def _extended(text: str, end: int) -> int:
    """The end of a name with the field that follows a country's adjective ('russe des Affaires étrangères')."""
    field = re.compile(
        r" (?:de la |de l['’]|des |du )[A-ZÀ-Ý][\w’'-]+(?: (?:étrangères|nationale|intérieure))?"
    ).match(text, end)
    return field.end() if field else end
