"""Publishers: recognised by address, by the name a page states, or by the names in a text's furniture.

What belongs here: compiling rule set `publishers` and looking one up. What does not: which spans of a text may speak
for its publisher (metadata.py).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.text.folding import fold_words


@dataclass(frozen=True, slots=True)
class Publishers:
    """Publisher id by domain and by folded name; `agencies` are the ids of agencies."""

    by_domain: Mapping[str, str]
    by_name: Mapping[str, str]
    agencies: frozenset[str]
    names: re.Pattern[str]

    def find_by_url(self, url: str) -> str | None:
        """The publisher whose domain the address lies in; the most specific domain wins."""
        try:
            host = (urlsplit(url if "//" in url else f"//{url}").hostname or "").lower()
        except ValueError:
            return None
        parts = host.split(".")
        for cut in range(len(parts) - 1):
            found = self.by_domain.get(".".join(parts[cut:]))
            if found:
                return found
        return None

    def find_by_name(self, name: str) -> str | None:
        """The publisher of that name, or whose domain the name is ("LeMonde.fr")."""
        return self.by_name.get(fold_words(name)) or self.find_by_url(name.strip().lower())

    def find_named(self, text: str) -> list[str]:
        """Ids of the publishers named in a text as they write themselves, in order, once for each time."""
        plain = text.replace("’", "'")
        return [self.by_name[fold_words(found.group(1))] for found in self.names.finditer(plain)]


def compile_publishers(rows: Iterable[Mapping[str, str]]) -> Publishers:
    """The publishers ready for use, from the rows of rule set `publishers`."""
    by_domain: dict[str, str] = {}
    by_name: dict[str, str] = {}
    agencies: set[str] = set()
    written: set[str] = set()
    for row in rows:
        publisher = row["publisher_id"]
        if row["kind"] == "agency":
            agencies.add(publisher)
        for domain in filter(None, row["domains"].split("|")):
            by_domain.setdefault(domain.strip().lower(), publisher)
            by_name.setdefault(fold_words(domain), publisher)
        if fold_words(row["name"]):
            by_name.setdefault(fold_words(row["name"]), publisher)
            written.add(row["name"].replace("’", "'"))
    ordered = sorted(written, key=lambda name: (-len(name), name))
    pattern = "|".join(re.escape(name) for name in ordered) or r"(?!)"
    return Publishers(by_domain, by_name, frozenset(agencies), re.compile(rf"(?<!\w)({pattern})(?!\w)"))
