"""Rules as data: the desk's layer, and what is said of a file that cannot be used."""

from pathlib import Path

import pytest

from pipeline.assemble import publisher_rows
from pipeline.errors import RuleError
from pipeline.rulebook import Rulebook


def test_a_row_of_the_desk_replaces_or_adds(tmp_path: Path) -> None:
    shipped = Rulebook().rows("publishers")
    known = shipped[0]["publisher_id"]
    (tmp_path / "publishers.csv").write_text(
        f"publisher_id,name,kind,domains\n{known},Autre nom,web,\nneu,Neu,web,neu.example\n", encoding="utf-8"
    )
    rows = {row["publisher_id"]: row for row in Rulebook(tmp_path).rows("publishers")}
    assert (rows[known]["name"], rows["neu"]["name"]) == ("Autre nom", "Neu")
    assert len(rows) == len(shipped) + 1
    assert Rulebook(tmp_path).fingerprint(["publishers"]) != Rulebook().fingerprint(["publishers"])


def test_a_comment_in_a_rule_file_is_no_change(tmp_path: Path) -> None:
    rule = '[[rule]]\nid = "x"\nkind = "share"\nreason = "r"\n'
    (tmp_path / "boilerplate.toml").write_text(rule, encoding="utf-8")
    before = Rulebook(tmp_path).fingerprint(["boilerplate"])
    (tmp_path / "boilerplate.toml").write_text("# why\n\n" + rule, encoding="utf-8")
    assert Rulebook(tmp_path).fingerprint(["boilerplate"]) == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("actors.csv", "actor_id,name\né,b\n".encode("cp1252"), "not UTF-8"),
        ("actors.csv", b"actor_id,name\na,b,c\n", "row 2"),
        ("boilerplate.toml", b"[[rule]\n", "not valid TOML"),
        ("boilerplate.toml", b"[[rule]]\nkind = 'x'\n", "rule 1 has no id"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    book = Rulebook(tmp_path)
    read = book.rows if name.endswith(".csv") else book.rules
    with pytest.raises(RuleError, match=said) as error:
        read(name.partition(".")[0])
    assert name in str(error.value)


def test_a_length_that_is_no_number_is_named() -> None:
    with pytest.raises(RuleError, match="gazette: quote_length_max 'abc'"):
        list(
            publisher_rows(
                [{"publisher_id": "gazette", "name": "G", "kind": "web", "quote_length_max": "abc"}]
            )
        )
