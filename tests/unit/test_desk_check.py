"""A desk directory is looked at whole before a run: every mistake is told with its file and the nearest right name."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from pipeline import desk_check
from pipeline.desk_check import CHECKED, check_desk, require_good_desk
from pipeline.errors import RuleError
from pipeline.fingerprint import ROOT
from pipeline.workspace import Workspace

SHARE = '[[rule]]\nid = "desk.share.toot"\nkind = "share"\nreason = "A button."\npatterns = ["^Pouetter$"]\n'
TESTED = 'hits = ["Pouetter"]\nmisses = ["Il pouette"]\n'
ACTORS = "actor_id,name,actor_type\nune-halle,Une Halle,organisation\n"


def lay(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"actors.csv": ACTORS, "boilerplate/buttons.toml": SHARE + TESTED},
        {"README.md": "Ours.", "notes.txt": "To do.", ".gitignore": "", "minutes/monday.txt": "We met."},
    ],
)
def test_a_good_desk_says_nothing(tmp_path: Path, files: dict[str, str]) -> None:
    check_desk(lay(tmp_path, files))


def test_the_sample_desk_is_good() -> None:
    check_desk(ROOT / "tests" / "corpus" / "desk")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"actor.csv": ACTORS}, r"actor\.csv is not a file of the desk .* did you mean actors\.csv\?"),
        ({"Actors.csv": ACTORS}, r"did you mean actors\.csv|rename it to actors\.csv"),
        ({"actors.cvs": ACTORS}, r"actors\.cvs .* did you mean actors\.csv\?"),
        ({"actors.toml": "x = 1\n"}, r"actors\.toml .* did you mean actors\.csv\?"),
        ({"boilerplates/a.toml": SHARE}, r"boilerplates .* did you mean boilerplate\?"),
        ({"boilerplate/a.toml": SHARE + TESTED + 'mises = ["x"]\n'}, "mises is not a field .* mean misses"),
        ({"boilerplate/a.toml": "[[rules]]\nid = 'x'\n"}, r"a\.toml: 'rules' is read by nothing"),
        ({"boilerplate/a.toml": "[rule]\nid = 'x'\n"}, "with two brackets"),
        ({"boilerplate/a.toml": "rule = [\n"}, "not valid TOML"),
        ({"actors.csv": "actor_id,name,actor_typ\na,A,person\n"}, "actor_typ is not a column .* actor_type"),
        ({"publishers.csv": "publisher_id,name\na,A\n"}, r"publishers\.csv: lacks kind"),
        ({"actors.csv": "actor_id,name,actor_type\na,A,persn\n"}, "persn"),
        ({"actors.csv": ACTORS, "aliases.csv": "actor_id,alias,alias_kind\nb,B,alias\n"}, "'?b'?"),
        (
            {"topics/a.toml": "[[rule]]\nid = 'desk.a'\nkind = 'keyword'\n"},
            "keyword is not a kind .* mean keywords",
        ),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, files: dict[str, str], said: str) -> None:
    with pytest.raises(RuleError, match=said):
        check_desk(lay(tmp_path, files))


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    files = {"actor.csv": ACTORS, "aliases.csv": "actor_id,allias,alias_kind\na,A,alias\n"}
    with pytest.raises(RuleError, match=r"actor\.csv.*allias.*lacks alias"):
        check_desk(lay(tmp_path, files))


def test_what_was_found_good_is_looked_at_again_only_when_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = lay(tmp_path / "desk", {"actors.csv": ACTORS})
    workspace = Workspace(tmp_path / "inbox", tmp_path / "out", desk, 1, "local", date(2026, 1, 9))
    looked: list[Path] = []
    monkeypatch.setattr(desk_check, "check_desk", looked.append)
    require_good_desk(workspace)
    require_good_desk(workspace)
    assert looked == [desk]
    assert (workspace.store / CHECKED).is_file()
    lay(desk, {"actors.csv": ACTORS + "un-pont,Un Pont,organisation\n"})
    require_good_desk(workspace)
    assert looked == [desk, desk]
