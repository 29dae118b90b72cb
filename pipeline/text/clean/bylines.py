"""Bylines, agencies and datelines: who signs a text, and from where.

What belongs here: telling whether a piece of a line names authors, reading their names, knowing the agencies, and
finding datelines before and after a dispatch. What does not: stamps of time (stamps.py), names within the body
(names.py), and the place of a line in the text (structure.py).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pipeline.errors import RuleError
from pipeline.text.calendar import MONTHS, names_pattern
from pipeline.text.folding import fold_chars, fold_words

_CAPITAL: Final = r"[A-ZÀ-ÖØ-ÞĀ-ŽİŞĞ]"
_NAME_TOKEN: Final = re.compile(rf"(?:{_CAPITAL}[\w'’.\-]*|[dlDL]['’]{_CAPITAL}[\w'’.\-]*)\Z")
_PARTICLES: Final = frozenset(
    [
        "de",
        "du",
        "des",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "el",
        "al",
        "ben",
        "bin",
        "ibn",
        "ould",
        "ag",
        "di",
        "da",
        "dos",
        "del",
        "e",
        "y",
        "a",
    ]
)
_BY: Final = re.compile(
    r"(?:propos recueillis par|recueillis? par|par ?:|textes? ?(?:et photos? ?)?(?:de|par|:)|reportage (?:de|par)|par|by|source ?:?|"
    r"ecrit par|redige par|un article de|une (?:enquete|analyse|chronique) de|"
    r"(?:de|avec) (?:notre|nos) (?:envoyee?s?|correspondante?s?|collaborateurs?|journalistes?)(?: special(?:e)?s?| speciaux)?"
    r"[^,:]{0,40}[,:]?|information fournie par|fourni par)\s+"
)
_ROLE: Final = re.compile(
    r"journalistes?|correspondante?s?|envoyee?s? special|redac(?:teur|trice|tion)|reporter|chroniqueu|editorialiste|stagiaire|"
    r"bureau de|chef(?:fe)? d|responsable|professeur|chercheu|ecrivain|economiste|maitre de conference"
)
_COLLECTIVE: Final = re.compile(
    r"\b(?:la redaction|redaction|le service|avec agences?|agences?|source|desk|web|\.fr|\.com|info)\b"
)
_KICKERS: Final = re.compile(
    r"(?:entretien|interview|reportage|recit|enquete|decryptage|analyse|video|direct|en direct|exclusif|infographie|portrait|"
    r"tribune|editorial|edito|chronique|billet|critique|podcast|photos?|carte|temoignages?|info .*|le point .*|tout .*|vrai .*|"
    r"alerte.*|fact.*|football|foot|rugby|tennis|basket|cyclisme|sports?|culture|politique|economie|societe|cinema|musique|justice|meteo|sante|bonus|dossier|serie|opinion|debat|humeur|quiz|document|archives?|retro.*|avis .*|urgent|flash|maj|mise a jour)\Z"
)
"""What stands before a dash in capitals at the head of a text and is no place."""
_ADDRESS: Final = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,5}|\S+@\S+")
_WITH: Final = re.compile(r"\b(?:avec|et|and|with|via|pour)\b|[,&/|•·]| - ")


@dataclass(frozen=True, slots=True)
class Agencies:
    """The compiled rule set `agencies`: name by sign, and patterns made of the signs (longest first)."""

    names: Mapping[str, str]
    sign: re.Pattern[str]
    photo: re.Pattern[str]
    dateline: re.Pattern[str]
    dateline_end: re.Pattern[str]
    place_line: re.Pattern[str]
    signature: re.Pattern[str]
    outlets: frozenset[str]

    def is_outlet(self, name: str) -> bool:
        """True for the name of a publisher or agency."""
        return name in self.names or fold_words(name) in self.outlets

    def find(self, text: str) -> str | None:
        """Usual name of the first agency signed in the text, None without one."""
        found = self.sign.search(text)
        return self.names[found.group(1)] if found else None


def compile_agencies(rules: Iterable[Mapping[str, Any]], outlets: Iterable[str] = ()) -> Agencies:
    """The agencies ready for use, with the names of the outlets known; a rule without marks raises RuleError."""
    names: dict[str, str] = {}
    photo: list[str] = []
    for rule in rules:
        if not rule.get("marks"):
            raise RuleError(f"rule {rule['id']}: an agency needs `marks`, the ways it signs")
        photo.extend(rule["marks"])
        if rule["kind"] == "agency":
            names.update(dict.fromkeys(rule["marks"], rule["name"]))
    signs = "|".join(re.escape(mark) for mark in sorted(names, key=lambda mark: (-len(mark), mark)))
    photos = "|".join(re.escape(mark) for mark in sorted(set(photo), key=lambda mark: (-len(mark), mark)))
    place = rf"{_CAPITAL}[\w'’.\-]*(?:[ \-](?:{_CAPITAL}[\w'’.\-]*|d[eu]s?|la|le|les|sur|en|et|l['’]\w+|\([^)]{{2,40}}\))){{0,5}}"
    day = rf"(?:\d{{1,2}}(?:er)?\s(?:{names_pattern(MONTHS)})\.?(?:\s\d{{4}})?|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})"
    agency = rf"(?P<agency>{signs})"
    dash = r"\s*(?:--|[-–—:.])+\s*"
    dateline = re.compile(
        rf"""(?:
          (?P<place>{place})(?:\s*/\s*{place})?(?:,\s*(?:le\s)?(?:\w+\s)?{day})?\s*,?\s*[(/\[]\s*{agency}(?:\s*[-/,]\s*[\w .]+)?\s*[)/\]](?:{dash}|\s+)
        | (?P<place2>{place}),\s*(?:le\s)?{day}(?:,?\s(?P<agency2>{signs}))?\s*(?:--|[-–—:])+\s*
        | \([^()\d]{{2,40}},\s*(?:le\s)?{day}\)\s*(?:[-–—:]+\s*)?
        | [(/\[]\s*(?P<agency3>{signs})\s*[)/\]]\s*(?:--|[-–—:])*\s*
        | (?P<place4>{place})\s[-–—]{{1,2}}\s+(?=[«"“]?\s?[A-ZÀ-ÖØ-Þ])
        | [A-Z0-9]{{5,9}}\.\s\d{{2}}/\d{{2}}/\d{{4}}\s\d{{2}}:\d{{2}}(?::\d{{2}})?\.\s*(?P<agency4>{signs}|{signs.lower()})\.\s*
        | (?P<place3>{_CAPITAL}{{2}}[{_CAPITAL[1:-1]}'’.\ \-]{{1,40}}?)\s[-–—]{{1,2}}\s+
        )(?=\S)""",
        re.VERBOSE,
    )
    dateline_end = re.compile(
        rf"\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}\s\d{{1,2}}:\d{{2}}(?::\d{{2}})?\s*[-–—]+\s*(?P<place>[^()]{{2,40}}?)(?:\s\([^)]{{2,40}}\))?\s*\((?P<agency>{signs})\).*\Z",
        re.DOTALL,
    )
    place_line = re.compile(
        rf"(?P<agency>{signs})\s*/\s*(?P<place>{place})(?:\s*/\s*(?P<authors>.{{2,120}}))?\Z"
        rf"|(?P<place2>{place}),\s*(?:le\s)?{day}\s*[,(/–-]\s*(?P<agency2>{signs})\)?/?\.?\Z"
    )
    return Agencies(
        names,
        re.compile(rf"(?<![\w’'])({signs})(?![\w’'])"),
        re.compile(rf"(?<!\w)(?:{photos})(?:[ \-/]?(?:Archives|archives|\d{{4}}))?(?!\w)"),
        dateline,
        dateline_end,
        place_line,
        re.compile(
            rf"(?<=[.!?»…])\s*[(\[]\s*(?:avec\s+)?(?P<agency>{signs})(?:\s*[,/et]+\s*[\w ]+)?\s*[)\]]\s*\.?\s*\Z"
        ),
        frozenset(fold_words(name) for name in outlets),
    )


def is_name(text: str) -> bool:
    """True where the text has the form of one person's or outlet's name: capitalised words, particles, initials."""
    tokens = text.split()
    if not 1 <= len(tokens) <= 6 or not text[:1].isupper():
        return False
    capitals = sum(bool(_NAME_TOKEN.match(token)) for token in tokens)
    return capitals >= 1 and all(token in _PARTICLES or _NAME_TOKEN.match(token) for token in tokens)


def is_initials(text: str) -> bool:
    """True for "J.U.", "M.P", "OC": initials that sign a text."""
    return re.fullmatch(rf"(?:{_CAPITAL}\.?[ -]?){{2,4}}", text) is not None and len(text) <= 8


def has_by(text: str) -> bool:
    """True where the wording itself makes the line a byline: "Par …", "Propos recueillis par …", "Source AFP"."""
    folded = fold_chars(text)
    found = _BY.match(folded)
    if not found or len(text.split()) > 25:
        return False
    rest = text[found.end() :].lstrip()
    if not rest[:1].isupper() or (rest.endswith(".") and not re.search(rf"(?:^|[ .]){_CAPITAL}\.$", rest)):
        return False
    head = re.split(r"[,(|]| et | avec | pour | à ", rest)[0].strip()
    return is_name(head) or is_initials(head)


def is_byline(text: str, agencies: Agencies) -> bool:
    """True where the text, taken out of its place, can be a byline: names, an outlet, an agency, with roles."""
    text = text.strip(" |,;:-–—•·/")
    if not text or len(text.split()) > 16 or re.search(r"[?!»«\"]", text):
        return False
    if has_by(text):
        return True
    plain = re.sub(r"\([^)]*\)", "", text).strip(" ,")
    parts = [part.strip(" .") for part in _WITH.split(plain) if part and part.strip(" .")]
    if not parts:
        return False
    known = [
        part
        for part in parts
        if (is_name(part) and " " in part)
        or is_initials(part)
        or agencies.is_outlet(part)
        or _COLLECTIVE.search(fold_chars(part))
    ]
    roles = [part for part in parts if part not in known and _ROLE.search(fold_chars(part))]
    return bool(known) and len(known) + len(roles) == len(parts)


def read_authors(text: str, agencies: Agencies) -> tuple[str, ...]:
    """The authors that a byline names, as printed: persons, or outlets and agencies where it names no person."""
    folded = fold_chars(text)
    found = _BY.match(folded)
    rest = text[found.end() :] if found else text
    if found and folded.startswith(("de n", "avec n")) and "," in text:
        rest = text[text.rindex(",") + 1 :]
    inside = [part for part in re.findall(r"\(([^)]*)\)", rest) if re.match(r"(?:avec|et) ", part)]
    rest = " , ".join([re.sub(r"\([^)]*\)?", " , ", rest), *inside])
    if not found and re.match(rf"De {_CAPITAL}[\w-]+ {_CAPITAL}", rest):
        rest = rest[3:]
    persons: list[str] = []
    others: list[str] = []
    for part in re.split(
        r"(?<=[\wÀ-ÿ]{2})\.\s|\b(?:avec|et|and|with|via|pour|à)\b|[,;&/|•·)(]| [-–—] ", rest
    ):
        name = " ".join(part.split()).strip(" :-–—")
        name = name if is_initials(name) else name.rstrip(".")
        if not name or _ROLE.match(fold_chars(name)) or _ADDRESS.fullmatch(name):
            continue
        is_other = agencies.is_outlet(name) or bool(_COLLECTIVE.search(fold_chars(name)))
        if is_other or not (is_name(name) or is_initials(name)):
            if is_other or len(name.split()) <= 3:
                others.append(name)
        else:
            persons.append(name)
    return tuple(dict.fromkeys(persons or [name for name in others if not name[:1].islower()]))


def is_kicker(content: str) -> bool:
    """True where a word of genre in capitals opens the text: "ENTRETIEN - ", "REPORTAGE. "."""
    head = re.match(rf"({_CAPITAL}[{_CAPITAL[1:-1]}'’ \-]+?)(?:\.| [-–—]) ", content)
    return head is not None and _KICKERS.match(fold_chars(head.group(1))) is not None


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline found in a string: its end (or start, for one at the end), place and agency where it names them."""

    at: int
    place: str | None
    agency: str | None


def find_dateline(content: str, agencies: Agencies) -> Dateline | None:
    """The dateline that opens a paragraph: "BEIJING, 13 novembre (Xinhua) --", "GAZA (Reuters) -", "ÉTATS-UNIS - "."""
    found = agencies.dateline.match(content)
    if not found:
        return None
    part = found.groupdict()
    bare = part["place3"] or part["place4"]
    if bare and (_KICKERS.match(fold_chars(bare)) or len(bare.split()) > 3 or bare.endswith(".")):
        return None
    place = part["place"] or part["place2"] or bare
    mark = part["agency"] or part["agency2"] or part["agency3"] or part["agency4"]
    name = agencies.names.get(mark) or agencies.names.get(mark.upper()) if mark else None
    return Dateline(found.end(), place.strip() if place else None, name)


def find_dateline_end(content: str, agencies: Agencies) -> Dateline | None:
    """The dateline that relays put at the end: "14/04/2023 13:44:57 - Lomé (Togo) (AFP) - © 2023 AFP"."""
    found = agencies.dateline_end.search(content) if ":" in content else None
    return Dateline(found.start(), found["place"].strip(), agencies.names[found["agency"]]) if found else None


def read_place_line(content: str, agencies: Agencies) -> tuple[str, str, str | None] | None:
    """(agency, place, authors) of a line such as "AA / Ankara / Ada Yıldız"; None for any other line."""
    found = agencies.place_line.fullmatch(content)
    if not found:
        return None
    mark, place = found["agency"] or found["agency2"], found["place"] or found["place2"]
    return agencies.names[mark], place, found["authors"]
