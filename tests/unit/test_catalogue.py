"""Versions, links, rollback and retention, on releases without content."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError, ReleaseError
from pipeline.release import catalogue, retention
from pipeline.release.catalogue import (
    Release,
    find_release,
    list_releases,
    next_version,
    object_folder,
    version_day,
    write_list,
)
from pipeline.release.retention import Policy, kept_versions
from pipeline.release.sent import Sent, remember

VERSIONS = ("2026.01.05", "2026.01.31", "2026.02.02", "2026.02.02.1", "2026.03.01")


def output_of(folder: Path, versions: Sequence[str] = VERSIONS) -> Path:
    releases = []
    for place, version in enumerate(versions):
        content_id = f"{place:x}" * 64
        object_folder(folder, content_id).mkdir(parents=True)
        (object_folder(folder, content_id) / "manifest.json").write_text("{}")
        day = date(*map(int, version.split(".")[:3]))
        previous = versions[place - 1] if place else None
        releases.append(Release(version, 1, content_id, day, previous, True))
        write_list(folder, releases)
        catalogue._point(folder, releases[-1])
    return folder


def test_a_second_release_of_a_day_has_a_number() -> None:
    day = date(2026, 11, 21)
    assert next_version(day, []) == "2026.11.21"
    assert next_version(day, ["2026.11.21", "2026.11.21.1"]) == "2026.11.21.2"


def test_a_release_is_never_named_before_the_last(tmp_path: Path) -> None:
    releases = list_releases(output_of(tmp_path))
    assert version_day(date(2026, 3, 2), releases) == date(2026, 3, 2)
    assert version_day(date(2026, 2, 2), releases) == date(2026, 3, 1)
    assert version_day(date(2026, 2, 2), []) == date(2026, 2, 2)


def test_a_release_is_found_by_version_revision_latest_or_content(tmp_path: Path) -> None:
    output = output_of(tmp_path)
    first = list_releases(output)[0]
    write_list(
        output,
        [
            first,
            Release(first.version, 2, "f" * 64, first.released_on, None, True),
            *list_releases(output)[1:],
        ],
    )
    assert find_release(output, "2026.01.05").revision == 2
    assert find_release(output, "2026.01.05#1") == first
    assert find_release(output, "latest").version == "2026.03.01"
    assert find_release(output, "2222222222").version == "2026.02.02"
    with pytest.raises(ReleaseError, match=r"no release 22; .*2026\.01\.05, 2026\.01\.05#2, 2026\.01\.31"):
        find_release(output, "22")
    with pytest.raises(ReleaseError, match="none yet"):
        find_release(tmp_path / "nowhere", "latest")


def test_rollback_moves_the_link_and_the_json_and_says_so(tmp_path: Path) -> None:
    output = output_of(tmp_path)
    assert catalogue.rollback(output, "2026.02.02").version == "2026.02.02"
    assert (output / "latest").resolve().name == "2" * 64
    said = json.loads((output / "latest.json").read_text())
    assert (said["version"], said["content_id"]) == ("2026.02.02", "2" * 64)
    assert catalogue.is_rolled_back(output)
    with pytest.raises(ReleaseError, match="those of"):
        catalogue.rollback(output, "2026.02.03")


@pytest.mark.parametrize("at", ["version", "latest", "json"])
def test_a_rollback_that_crashed_is_mended_by_the_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    output = output_of(tmp_path)
    calls = []

    def crash(*_given: object) -> None:
        calls.append(1)
        if at == "json" or len(calls) == (1 if at == "version" else 2):
            raise OSError("crash")

    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "write_atomically" if at == "json" else "_link", crash)
        with pytest.raises(OSError, match="crash"):
            catalogue.rollback(output, "2026.02.02")
    catalogue.rollback(output, "2026.01.31")
    assert (output / "latest").resolve().name == "1" * 64
    assert json.loads((output / "latest.json").read_text())["content_id"] == "1" * 64


def test_links_that_a_crash_left_are_those_of_the_list(tmp_path: Path) -> None:
    output = output_of(tmp_path)
    releases = list_releases(output)
    object_folder(output, "f" * 64).mkdir()
    last = Release("2026.03.01", 2, "f" * 64, date(2026, 3, 2), "2026.02.02.1", True)
    old = Release("2026.03.01", 1, "4" * 64, date(2026, 3, 1), "2026.02.02.1", False)
    write_list(output, [*releases[:-1], old, last])
    catalogue.mend(output)
    assert (output / "latest").resolve().name == "f" * 64
    assert json.loads((output / "latest.json").read_text())["revision"] == 2
    assert catalogue.remove_unserved(output) == ["4" * 64]


@pytest.mark.parametrize(
    ("policy", "kept"),
    [
        (Policy(), {*VERSIONS}),
        (Policy("2"), {"2026.02.02.1", "2026.03.01"}),
        (Policy("monthly"), {"2026.01.31", "2026.02.02.1", "2026.03.01"}),
        (Policy("1", ("2026.01.05",)), {"2026.01.05", "2026.03.01"}),
    ],
)
def test_a_policy_keeps_what_it_says(tmp_path: Path, policy: Policy, kept: set[str]) -> None:
    assert set(kept_versions(list_releases(output_of(tmp_path)), policy, {"2026.03.01"})) == kept


def test_retention_removes_the_others_and_never_the_latest_or_a_pinned_one(tmp_path: Path) -> None:
    output = output_of(tmp_path)
    catalogue.rollback(output, "2026.01.31")
    retention.pin(output, "2026.01.05")
    retention.write_policy(output, Policy("1", retention.read_policy(output).pinned))
    assert retention.apply_policy(output) == ["2026.02.02", "2026.02.02.1"]
    assert sorted(p.name for p in (output / "releases").glob("2*")) == [
        "2026.01.05",
        "2026.01.31",
        "2026.03.01",
    ]
    assert [r.version for r in list_releases(output) if not r.is_served] == ["2026.02.02", "2026.02.02.1"]
    assert len(list((output / "releases" / ".objects").iterdir())) == 3
    assert retention.apply_policy(output) == []
    assert retention.pin(output, "2026.01.05", False).pinned == ()
    assert retention.apply_policy(output) == ["2026.01.05"]


def test_the_last_release_of_a_place_is_kept_and_the_earlier_ones_are_not(tmp_path: Path) -> None:
    output = output_of(tmp_path)
    for version in ("2026.01.31", "2026.02.02", "2026.01.05"):
        remember(output, Sent("s3://place", "derived", version, 1, "objects/x"))
    retention.write_policy(output, Policy("1"))
    assert retention.apply_policy(output) == ["2026.01.05", "2026.01.31", "2026.02.02.1"]


def test_what_is_gone_cannot_be_pinned(tmp_path: Path) -> None:
    output = output_of(tmp_path)
    retention.write_policy(output, Policy("1"))
    retention.apply_policy(output)
    with pytest.raises(ReleaseError, match="nothing left to pin"):
        retention.pin(output, "2026.01.05")


def test_a_policy_that_is_none_is_said() -> None:
    with pytest.raises(ConfigurationError, match="all, monthly, or how many"):
        Policy("weekly")


@pytest.mark.parametrize("name", ["latest.json", "releases.parquet"])
def test_a_damaged_list_is_named(tmp_path: Path, name: str) -> None:
    output = output_of(tmp_path)
    (output / name).write_bytes(b"garbage")
    with pytest.raises(ReleaseError, match=name):
        (catalogue.latest_version(output), list_releases(output))
