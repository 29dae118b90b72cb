"""The bundled sample keeps its word: written for this project, read as intended, invented persons speak."""

import csv
import re
from pathlib import Path

import pytest

from pipeline.ingest.readers import read_file
from pipeline.records.reading import Reading, Refusal

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus"
SEEDS = ROOT.parent / "shared" / "seeds"

FILES = sorted(path for part in ("inbox", "later") for path in (CORPUS / part).rglob("*") if path.is_file())

EXPECTED = {
    "inbox/anadolu/sommet-paris-coalition.txt": "utf-8",
    "inbox/brelle-info.example/afp-ukraine-garanties.txt": "utf-8",
    "inbox/brelle-info.example/centre-de-sante.txt": "utf-16le",
    "inbox/brelle-info.example/envoi-interrompu.txt": "binary",
    "inbox/brelle-info.example/sommet-paris-decryptage.txt": "utf-8",
    "inbox/courrier-des-rives.example/afp-ukraine-garanties.txt": "utf-8",
    "inbox/courrier-des-rives.example/digue-brelle.html": "utf-8",
    "inbox/courrier-des-rives.example/photo-digue.jpg": "unknown_format",
    "inbox/courrier-des-rives.example/vide.txt": "empty",
    "inbox/gazette-de-valmont.example/conseil-municipal-budget.txt": "windows-1252",
    "inbox/gazette-de-valmont.example/digue-de-la-brelle.txt": "utf-8",
    "inbox/gazette-de-valmont.example/reuters-paris-ukraine.txt": "utf-8",
    "inbox/le-meridien.example/breve-prefecture.txt": "utf-8",
    "inbox/le-meridien.example/ukraine-35-pays-garanties.txt": "utf-8",
    "inbox/port-lansel-herald.example/brelle-flood-wall.txt": "utf-8",
    "inbox/xinhua/sommet-ukraine-paris.txt": "utf-8",
    "later/gazette-de-valmont.example/digue-de-la-brelle.txt": "utf-8",
}
"""What each file is read as: its encoding, or the reason for which it is refused."""

REAL_PERSONS = ("Macron", "Zelensky", "Rufo", "Leyen", "Sánchez", "Witkoff", "Kushner", "Rubio")
QUOTATION = re.compile(r"«([^»]+)»|\"([^\"]+)\"")
RUN = 8


def read(path: Path) -> Reading | Refusal:
    [record] = read_file(path.read_bytes(), path.suffix)
    return record


def texts() -> dict[str, str]:
    records = {path.relative_to(CORPUS).as_posix(): read(path) for path in FILES}
    return {name: record.text for name, record in records.items() if isinstance(record, Reading)}


def desk(name: str) -> list[dict[str, str]]:
    with (CORPUS / "desk" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def test_every_file_is_read_as_intended() -> None:
    found = {}
    for path in FILES:
        record = read(path)
        found[path.relative_to(CORPUS).as_posix()] = (
            record.encoding if isinstance(record, Reading) else record.reason_code
        )
    assert found == EXPECTED


def test_every_file_is_explained() -> None:
    readme = (CORPUS / "README.md").read_text(encoding="utf-8")
    assert [name for name in EXPECTED if f"`{name}`" not in readme] == []


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not here")
def test_nothing_is_copied_from_the_seeds() -> None:
    seeds = set().union(*(runs(path.read_text(encoding="utf-8")) for path in SEEDS.glob("*.txt")))
    assert {name: shared for name, text in texts().items() if (shared := runs(text) & seeds)} == {}


def test_only_persons_of_the_sample_desk_speak() -> None:
    persons = {row["actor_id"] for row in desk("actors") if row["actor_type"] == "person"}
    surnames = [
        row["alias"]
        for row in desk("aliases")
        if row["actor_id"] in persons and row["alias_kind"] == "surname"
    ]
    wrong = []
    for name, text in texts().items():
        last = ""
        for line in text.splitlines():
            named = re.findall("|".join(map(re.escape, (*surnames, *REAL_PERSONS))), line)
            last = named[-1] if named else last
            quoted = [first or second for first, second in QUOTATION.findall(line)]
            if any(len(words.split()) > 3 for words in quoted) and (
                last not in surnames or any(person in REAL_PERSONS for person in named)
            ):
                wrong.append((name, line))
    assert wrong == []


def test_same_bytes_lie_in_two_folders() -> None:
    first, second = (
        CORPUS / "inbox" / folder / "afp-ukraine-garanties.txt"
        for folder in ("brelle-info.example", "courrier-des-rives.example")
    )
    assert first.read_bytes() == second.read_bytes()


def test_the_correction_has_other_content_under_the_same_path() -> None:
    corrections = [path for path in FILES if path.is_relative_to(CORPUS / "later")]
    assert corrections
    for path in corrections:
        earlier = CORPUS / "inbox" / path.relative_to(CORPUS / "later")
        assert earlier.read_bytes() != path.read_bytes()


def test_the_desk_is_whole_and_apart_from_the_shipped_registry() -> None:
    actors = {row["actor_id"] for row in desk("actors")}
    assert {row["actor_id"] for row in (*desk("aliases"), *desk("roles"))} <= actors
    assert {row["held_at"] for row in desk("roles") if row["held_at"]} <= actors
    for name, key in (("actors", "actor_id"), ("publishers", "publisher_id")):
        with (ROOT / "pipeline" / "rules" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert {row[key] for row in csv.DictReader(file)}.isdisjoint(row[key] for row in desk(name))


def test_invented_outlets_have_reserved_domains() -> None:
    domains = [domain for row in desk("publishers") for domain in row["domains"].split("|")]
    assert domains
    assert all(domain.endswith(".example") for domain in domains)


def test_desk_tables_have_the_columns_of_the_shipped_ones() -> None:
    for name in ("actors", "aliases", "roles", "publishers"):
        head = (CORPUS / "desk" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert (
            head == (ROOT / "pipeline" / "rules" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        )
