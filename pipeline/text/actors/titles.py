"""Reads the titles that news texts give to people: office, portfolio, whose office it is, and its tense.

What belongs here: from words to a `Title`, from the registry's roles to the same form, and whether a claim agrees with
the dated roles. What does not: who a title standing alone means (coreference).

A title is a head from the rule set `titles` ("ministre", "chef de l'État"), words before it that give the tense
("ancien"), and what follows: an adjective or name of a country, a body, a portfolio. "le ministre ukrainien des Affaires
étrangères" and the registry's wording of the same role come out alike, so that they can be compared.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from pipeline.text.actors.registry import Registry, Role
from pipeline.text.folding import fold_chars, fold_words

CURRENT: Final = "current"
FORMER: Final = "former"
FUTURE: Final = "future"
LEAD: Final = 12
"""How far before a title its article may begin, in characters."""

_DETERMINER: Final = re.compile(
    r"(?:^|(?<=[^\w]))(?P<det>(?:le|la|les|l'|ce|cet|cette|un|une|du|des|au|aux|de l'|de la|a la|a l'|son|sa|leur|notre)(?<=')"
    r"|(?:le|la|les|ce|cet|cette|un|une|du|des|au|aux|de la|a la|son|sa|leur|notre) )$"
)
_PREPOSITION: Final = re.compile(
    r" (?:(?:charge|chargee|en charge|responsable) )?(?P<prep>aupres de la |aupres de l'|aupres du |aupres de |pour la |pour les |pour le |de la |de l'|des |du |de |d'|a la |a l'|aux |au |en )"
)
_WORD: Final = re.compile(r"\w+(?:[.-]\w+)*")
_ADJECTIVE: Final = re.compile(
    r".*(?:iques?|als?|ales?|aux|ienne?s?|iens?|aires?|ifs?|ives?|el|els|elles?|oise?s?|aise?s?|aine?s?|eures?|eurs|eres?|ees?|es?|euses?|eux|antes?|ants?|entes?|ins?|ines?)$"
)
_UNREAD: Final = re.compile(
    r"(?:supreme|dechu|destitue|renverse|exile|defunt|honoraire)e?s?|(?:pro|anti|ultra)-\w+|\w+(?:ique|iste|ien|ienne|een|eenne|ois|oise|ais|aise|ain|aine|al|ale)s?"
)
_JOIN: Final = re.compile(r"(?:, | et )(?:de la |de l'|des |du |de |d'|a la |aux |au )| et ")
_NOISE: Final = frozenset(
    "de du des d la le les l a au aux et en charge chargee responsable aupres pour republique ministre ministres".split()  # noqa: SIM905
)
_SYNONYMS: Final = {"armees": "defense", "economie": "finances", "diplomatie": "etrangeres"}


@dataclass(frozen=True, slots=True)
class Entity:
    """What the reader of titles must know of a name in the text: its span and, where linked, its actor."""

    char_start: int
    char_end: int
    entity_type: str
    actor_id: str | None
    is_demonym: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """A title in a text. `country` is the actor of a country; `body` another actor whose office it is.

    `goes_on` is true where a word follows that says more of the office than could be read ('dirigeant soviétique').
    """

    char_start: int
    char_end: int
    rule_id: str
    office: str
    portfolio: frozenset[str]
    country: str | None
    body: str | None
    tense: str
    is_feminine: bool | None
    determiner: str
    is_unique: bool
    goes_on: bool = False


@dataclass(frozen=True)
class Wording:
    """The compiled rule set `titles`, with the offices of the registry's roles in the same form."""

    head: re.Pattern[str]
    heads: Mapping[str, tuple[str, str, frozenset[str], bool, bool | None]]
    tenses: Mapping[str, str]
    broader: Mapping[str, frozenset[str]]
    qualifiers: frozenset[str]
    verbs: frozenset[str]
    role_titles: Mapping[str, Title]

    def includes(self, wide: str, narrow: str) -> bool:
        """True where the office `wide` is `narrow` or may be said of it."""
        return wide == narrow or narrow in self.broader.get(wide, ())


def compile_titles(
    rules: Iterable[Mapping[str, Any]], registry: Registry, entities_of: Callable[[str], Sequence[Entity]]
) -> Wording:
    """The wording of offices; `entities_of` finds the registry's names in the text of a role."""
    heads: dict[str, tuple[str, str, frozenset[str], bool, bool | None]] = {}
    tenses: dict[str, str] = {}
    broader: dict[str, frozenset[str]] = {}
    qualifiers: set[str] = set()
    verbs: set[str] = set()
    for rule in rules:
        if rule["kind"] == "office":
            portfolio = _portfolio(rule["portfolio"])
            same = rule["masculine"] == rule["feminine"]
            for form, feminine in ((rule["feminine"], True), (rule["masculine"], False)):
                heads[fold_chars(form)] = (
                    rule["id"],
                    rule["office"],
                    portfolio,
                    rule["is_unique"],
                    None if same else feminine,
                )
        elif rule["kind"] == "tense":
            tenses.update({fold_chars(word): rule["tense"] for word in rule["words"]})
        elif rule["kind"] == "broader":
            broader[rule["office"]] = frozenset(rule["includes"])
        elif rule["kind"] == "qualifier":
            qualifiers.update(fold_chars(word) for word in rule["words"])
        elif rule["kind"] == "verb":
            verbs.update(fold_chars(word) for word in rule["words"])
    words = "|".join(map(re.escape, sorted(heads, key=len, reverse=True)))
    before = "|".join(map(re.escape, sorted(tenses, key=len, reverse=True)))
    head = re.compile(rf"(?<![\w-])(?P<tense>(?:{before})[ -])?(?P<head>{words})(?![\w-])")
    wording = Wording(head, heads, tenses, broader, frozenset(qualifiers), frozenset(verbs), {})
    role_titles = {}
    for role in registry.roles:
        found = find_titles(role.role, entities_of(role.role), wording)
        if found:
            role_titles[role.role_id] = _placed(found[0], role, registry)
    return Wording(head, heads, tenses, broader, frozenset(qualifiers), frozenset(verbs), role_titles)


def find_titles(text: str, entities: Sequence[Entity], wording: Wording) -> list[Title]:
    """The titles of a text, in order; offsets count in `text`, as those of `entities` do."""
    folded = fold_chars(text)
    starts = {entity.char_start: entity for entity in entities}
    named = sorted((e.char_start, e.char_end) for e in entities if not e.is_demonym)
    found: list[Title] = []
    for match in wording.head.finditer(folded):
        if found and match.start() < found[-1].char_end:
            continue
        at = bisect_right(named, match.start("head"), key=lambda span: span[0]) - 1
        if at >= 0 and match.start("head") < named[at][1]:
            continue
        found.append(_read(folded, text, match, starts, wording))
    return found


def _read(
    folded: str,
    text: str,
    match: re.Match[str],
    starts: Mapping[int, Entity],
    wording: Wording,
) -> Title:
    rule_id, office, implied, unique, feminine = wording.heads[match["head"]]
    tense = wording.tenses[match["tense"][:-1]] if match["tense"] else CURRENT
    start = match.start()
    lead = _DETERMINER.search(folded, max(0, start - LEAD), start)
    determiner = lead["det"].strip() if lead else ""
    if feminine is None and determiner in ("la", "une", "cette", "sa"):
        feminine = True
    elif feminine is None and determiner in ("le", "un", "ce", "son"):
        feminine = False
    at = match.end()
    portfolio = set(implied)
    country = body = None
    while at < len(folded):
        entity = starts.get(at + 1) if folded[at] == " " else None
        if entity and entity.is_demonym:
            country, at = country or entity.actor_id, entity.char_end
            continue
        word = _WORD.match(folded, at + 1) if folded[at] == " " else None
        if word and word[0] in wording.qualifiers:
            if word[0].startswith("adjoint"):
                portfolio.add("adjoint")
            at = word.end()
            continue
        preposition = _PREPOSITION.match(folded, at)
        if not preposition:
            break
        after = preposition.end()
        entity = starts.get(after) or _with_article(text, starts, after)
        if (
            entity
            and entity.actor_id
            and not entity.is_demonym
            and not (entity.entity_type == "place" and office.startswith("minister"))
        ):
            if entity.entity_type == "country":
                country = country or entity.actor_id
            elif entity.entity_type == "person":
                break
            else:
                body = body or entity.actor_id
            at = entity.char_end
            continue
        nested = wording.head.match(folded, after)
        end = _complement_end(folded, text, nested.end() if nested else after, bool(nested), starts, wording)
        if end <= after:
            break
        portfolio.update(_portfolio(text[after:end]))
        at = end
    following = _WORD.match(folded, at + 1) if folded[at : at + 1] == " " else None
    goes_on = bool(following and _UNREAD.fullmatch(following[0]) and following[0] not in wording.verbs)
    return Title(
        start,
        at,
        rule_id,
        office,
        frozenset(portfolio),
        country,
        body,
        tense,
        feminine,
        determiner,
        unique,
        goes_on,
    )


def _with_article(text: str, starts: Mapping[int, Entity], at: int) -> Entity | None:
    """A name that bears its own article ('de La France insoumise')."""
    article = re.compile(r"(?:La |Le |Les |L['’])").match(text, at)
    return starts.get(article.end()) if article else None


def _complement_end(
    folded: str, text: str, at: int, has_noun: bool, starts: Mapping[int, Entity], wording: Wording
) -> int:
    """Where a portfolio or body in words ends: a noun, adjectives after it, the same again after 'et' or ','."""
    end = at
    if not has_noun:
        noun = _WORD.match(folded, at)
        if (
            not noun
            or len(noun[0]) < 3
            or folded[noun.end() : noun.end() + 1] == "'"
            or noun[0]
            in (
                "plus",
                "moins",
                "epoque",
                "alors",
                "jadis",
                "tout",
                "toute",
                "ce",
                "cette",
                "son",
                "sa",
                "leur",
                "notre",
            )
        ):
            return at
        end = noun.end()
    while end < len(folded):
        word = _WORD.match(folded, end + 1) if folded[end] == " " else None
        if (
            word
            and (end + 1) not in starts
            and _ADJECTIVE.match(word[0])
            and len(word[0]) > 3
            and (text[word.start()].islower() or word[0] == "nationale")
            and word[0] not in wording.verbs
        ):
            end = word.end()
            continue
        join = _JOIN.match(folded, end)
        noun = _WORD.match(folded, join.end()) if join else None
        if (
            join
            and noun
            and text[noun.start()].isupper()
            and noun.start() not in starts
            and (text[at].isupper())
        ):
            end = noun.end()
            continue
        break
    return end


def _portfolio(words: str) -> frozenset[str]:
    return frozenset(
        _SYNONYMS.get(word, word)
        for word in fold_words(words).split()
        if word not in _NOISE and len(word) > 1
    )


def _placed(title: Title, role: Role, registry: Registry) -> Title:
    """The title of a role with the country or body that the registry names for it."""
    country, body = title.country, title.body
    holder = registry.actors.get(role.held_at or "")
    if holder and holder.actor_type == "country":
        country = country or holder.actor_id
    elif holder:
        body = body or holder.actor_id
        code = holder.country_code
        if country is None and code and code in registry.countries:
            country = registry.countries[code].actor_id
    return replace(title, country=country, body=body, tense=CURRENT, determiner="")


def agrees(claim: Title, office: Title, wording: Wording) -> bool:
    """True where a title as worded can mean that office: same head, place and body, no other portfolio."""
    if not wording.includes(claim.office, office.office):
        return False
    if claim.country and claim.country != office.country:
        return False
    if claim.body and claim.body != office.body:
        return False
    is_of_state = bool(claim.country) or claim.office in ("head-of-state", "head-of-government")
    if office.body and not claim.body and is_of_state:
        return False
    a, b = claim.portfolio, office.portfolio
    return (
        a <= b or (bool(b) and b <= a) if a else not b or claim.office not in ("president", "prime-minister")
    )


def holders_on(
    claim: Title, day: date, wording: Wording, registry: Registry, among: frozenset[str] | None = None
) -> list[str]:
    """The actors who certainly held the office that a title means on a day, in the order of the registry."""
    found = [
        role.actor_id
        for role in registry.roles
        if (among is None or role.actor_id in among)
        and role.role_id in wording.role_titles
        and role.is_certain_on(day)
        and agrees(claim, wording.role_titles[role.role_id], wording)
    ]
    return list(dict.fromkeys(found))


def check_claim(
    claim: Title, actor_id: str, day: date | None, wording: Wording, registry: Registry
) -> tuple[str | None, bool]:
    """The role that a claim matches, if any, and whether it contradicts the dated registry; no day, no conflict.

    A title said to be held is contradicted only where another certainly holds it: the registry may lack a tenure.
    """
    roles = [
        role
        for role in registry.roles_of.get(actor_id, ())
        if role.role_id in wording.role_titles and agrees(claim, wording.role_titles[role.role_id], wording)
    ]
    roles.sort(key=lambda role: (role.since, role.role_id))
    if day is None:
        return (roles[-1].role_id if roles else None), False
    held = [role for role in roles if role.is_certain_on(day)]
    if claim.tense == FORMER:
        past = [role for role in roles if role.is_past_on(day)]
        if held:
            return held[-1].role_id, True
        return (past[-1].role_id if past else None), False
    if claim.tense == FUTURE:
        coming = [role for role in roles if role.since_from and role.since_from > day]
        return (coming[0].role_id if coming else None), bool(held and not coming)
    if held:
        return held[-1].role_id, False
    possible = [role for role in roles if role.is_possible_on(day)]
    if possible:
        return possible[-1].role_id, False
    office = wording.role_titles[roles[-1].role_id] if roles else claim
    if not (office.is_unique and (office.country or office.body)) or (not roles and claim.portfolio):
        return (roles[-1].role_id if roles else None), False
    others = set(holders_on(office, day, wording, registry)) - {actor_id}
    return (roles[-1].role_id if roles else None), bool(others)
