"""Publishing to a folder and to a local S3 server: resumed, verified, pointer last, and taken away again."""

import json
import shutil
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import fsspec
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import ConfigurationError, ReleaseError
from pipeline.release import catalogue
from pipeline.release import publish as publishing
from pipeline.release.catalogue import Release
from pipeline.release.profiles import derive
from pipeline.release.publish import publish, update_targets
from pipeline.release.resources import read_manifest
from pipeline.release.sent import TARGETS, read_targets
from pipeline.release.targets import Target
from pipeline.release.verify import verify
from tests.contract.dataset import TUNNEL, Rows
from tests.unit.releases import make_release

pytestmark = pytest.mark.xdist_group("publish")

DAY: Final = date(2026, 2, 7)
LOUD: Final = TUNNEL.upper()
SMALL: Final = "views"
"""The profile with the fewest files, where it matters not which one is sent."""


def loud_tunnel(rows: Rows) -> None:
    """A release in which two texts read otherwise, at the same length."""
    for row in (row for table in rows.values() for row in table):
        row.update({name: cell.replace(TUNNEL, LOUD) for name, cell in row.items() if isinstance(cell, str)})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two full releases that differ."""
    folder = tmp_path_factory.mktemp("made")
    return {"first": make_release(folder / "first"), "second": make_release(folder / "second", loud_tunnel)}


@pytest.fixture(scope="module")
def prepared(made: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """What is sent of the two releases in each profile, by content_id; made once, since it is always the same."""
    folder = tmp_path_factory.mktemp("prepared")
    found = {}
    for name, release in made.items():
        for profile in ("derived", "views"):
            (folder / f"{name}-{profile}").mkdir()
            derive(release, profile, folder / f"{name}-{profile}")
            found[str(read_manifest(release)["content_id"]), profile] = folder / f"{name}-{profile}"
    return found


@pytest.fixture(autouse=True)
def quick(prepared: dict[tuple[str, str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a publication take what was prepared."""

    def take(release: Path, profile: str, target: Path) -> None:
        shutil.copytree(prepared[release.name, profile], target, dirs_exist_ok=True)

    monkeypatch.setattr(publishing, "derive", take)


@pytest.fixture
def output(made: dict[str, Path], tmp_path: Path) -> Path:
    """An output that serves the first release."""
    folder = tmp_path / "out"
    serve(folder, Release("2026.02.07", 1, add(folder, made["first"]), DAY, None, True))
    return folder


def add(output: Path, release: Path) -> str:
    """Puts a release among the objects of an output; returns its content_id."""
    content_id = str(read_manifest(release)["content_id"])
    shutil.copytree(release, catalogue.object_folder(output, content_id))
    return content_id


def serve(output: Path, *releases: Release) -> None:
    """Writes the list of releases and lets latest lead to the last."""
    catalogue.write_list(output, releases)
    catalogue._point(output, releases[-1])


def fetch(url: str, folder: Path) -> Path:
    """Downloads the object that the pointer of a place names."""
    target = Target(url)
    files, root = fsspec.core.url_to_fs(url, use_listings_cache=False)
    pointer = target.read_json("latest.json")
    files.get(f"{root}/{pointer['path']}/", str(folder) + "/", recursive=True)
    return folder


def everything(url: str) -> bytes:
    """All that lies at a place, one file after the other."""
    files, root = fsspec.core.url_to_fs(url, use_listings_cache=False)
    return b"".join(files.cat_file(path) for path in files.find(root))


def quotations(folder: Path) -> set[str]:
    return {row[0] for row in duckdb.execute(f"select text from '{folder}/tables/quotes.parquet'").fetchall()}


def failing(monkeypatch: pytest.MonkeyPatch, name: str, action: Callable[..., Any]) -> None:
    """Lets one kind of write to a place go wrong."""
    original = getattr(Target, name)
    monkeypatch.setattr(Target, name, lambda self, *args, **named: action(original, self, *args, **named))


def test_a_release_goes_to_a_bucket_whole_and_without_full_text(
    output: Path, bucket: str, tmp_path: Path
) -> None:
    done = publish(output, bucket)
    assert done.is_latest
    assert (done.record.version, done.record.revision, done.record.profile) == ("2026.02.07", 1, "derived")
    folder = fetch(bucket, tmp_path / "fetched")
    assert verify(folder) == []
    manifest = read_manifest(folder)
    assert manifest["content_id"] == done.record.content_id
    assert (
        manifest["derived_from"] == done.record.derived_from == catalogue.list_releases(output)[0].content_id
    )
    assert not (folder / "verbatim.duckdb").exists()
    assert [record.version for record in Target(bucket).records()] == ["2026.02.07"]
    assert [row["version"] for row in Target(bucket).read_json("releases.json")] == ["2026.02.07"]


def test_what_has_arrived_is_not_sent_again(output: Path, bucket: str) -> None:
    first = publish(output, bucket, SMALL)
    again = publish(output, bucket, SMALL)
    assert (first.kept, again.sent, again.kept) == (0, 0, first.sent)


def test_a_crash_half_way_leaves_no_pointer_and_is_taken_up_again(
    output: Path, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    def stop(original: Any, self: Target, path: Path, name: str, sha256: str, *, is_there: bool) -> Any:
        if len(sent) == 9:
            raise KeyboardInterrupt
        sent.append(name)
        return original(self, path, name, sha256, is_there=is_there)

    with monkeypatch.context() as patch:
        failing(patch, "send", stop)
        with pytest.raises(KeyboardInterrupt):
            publish(output, bucket, SMALL)
    assert Target(bucket).read_json("latest.json") is None
    assert Target(bucket).records() == []
    assert [known.url for known in read_targets(output)] == [bucket]
    assert publish(output, bucket, SMALL).kept == 9


def test_a_crash_before_the_pointer_leaves_the_one_before(
    output: Path, made: dict[str, Path], bucket: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = publish(output, bucket, SMALL).record
    first = catalogue.list_releases(output)[0]
    serve(output, first, Release("2026.02.08", 1, add(output, made["second"]), DAY, "2026.02.07", True))

    def stop(original: Any, self: Target, name: str, said: object) -> Any:
        if name == "latest.json":
            raise OSError("the network is gone")
        return original(self, name, said)

    with monkeypatch.context() as patch:
        failing(patch, "write_json", stop)
        with pytest.raises(ReleaseError, match="the network is gone"):
            publish(output, bucket, SMALL)
    assert Target(bucket).read_json("latest.json")["content_id"] == before.content_id
    assert verify(fetch(bucket, tmp_path / "fetched")) == []
    after = publish(output, bucket, SMALL)
    assert after.sent == 0
    assert Target(bucket).read_json("latest.json")["version"] == "2026.02.08"


@pytest.mark.parametrize("times", [1, 9])
@pytest.mark.parametrize("kind", ["refused", "truncated"])
def test_a_file_that_does_not_arrive_is_sent_again_and_given_up_in_the_end(
    output: Path, bucket: str, monkeypatch: pytest.MonkeyPatch, kind: str, times: int, tmp_path: Path
) -> None:
    files = type(fsspec.filesystem("s3"))
    original = files._put_file
    left = [times]

    async def put(self: Any, lpath: str, rpath: str, **options: Any) -> Any:
        if rpath.endswith("views/actor_quotes.parquet") and left[0]:
            left[0] -= 1
            if kind == "refused":
                raise OSError("slow down")
            half = tmp_path / "half"
            half.write_bytes(Path(lpath).read_bytes()[:100])
            return await original(self, str(half), rpath, **options)
        return await original(self, lpath, rpath, **options)

    monkeypatch.setattr(files, "_put_file", put)
    files.clear_instance_cache()  # an instance keeps the methods it was made with
    if times == 1:
        assert publish(output, bucket, SMALL).is_latest
        assert verify(fetch(bucket, tmp_path / "fetched")) == []
    else:
        with pytest.raises(ReleaseError, match=r"views/actor_quotes\.parquet could not be sent"):
            publish(output, bucket, SMALL)
        assert Target(bucket).read_json("latest.json") is None
        left[0] = 0
        assert publish(output, bucket, SMALL).kept > 0
        assert verify(fetch(bucket, tmp_path / "fetched")) == []


def test_what_was_damaged_there_is_mended(output: Path, bucket: str, tmp_path: Path) -> None:
    path = publish(output, bucket, SMALL).record.path
    files, root = fsspec.core.url_to_fs(bucket)
    files.pipe_file(f"{root}/{path}/views/topic_daily.parquet", b"damaged")
    assert publish(output, bucket, SMALL).sent == 1
    assert verify(fetch(bucket, tmp_path / "fetched")) == []


def test_two_publishers_at_once_leave_whole_releases(
    output: Path, made: dict[str, Path], bucket: str, tmp_path: Path
) -> None:
    """One output publishes a release, another one the next, at the same time and place."""
    other = tmp_path / "other"
    serve(other, Release("2026.02.08", 1, add(other, made["second"]), DAY, None, True))
    failures: list[BaseException] = []

    def run(folder: Path) -> None:
        try:
            publish(folder, bucket, SMALL)
        except BaseException as error:  # handed to the test
            failures.append(error)

    threads = [threading.Thread(target=run, args=(folder,)) for folder in (output, other, output)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    records = Target(bucket).records()
    assert [record.version for record in records] == ["2026.02.07", "2026.02.08"]
    assert Target(bucket).read_json("latest.json")["path"] in {record.path for record in records}
    files, root = fsspec.core.url_to_fs(bucket, use_listings_cache=False)
    for number, record in enumerate(records):
        files.get(f"{root}/{record.path}/", str(tmp_path / f"fetched{number}") + "/", recursive=True)
        assert verify(tmp_path / f"fetched{number}") == []


def test_a_reissued_release_replaces_the_first_everywhere(
    output: Path, made: dict[str, Path], bucket: str, tmp_path: Path
) -> None:
    """As after a withdrawal: what was published of the revision before is gone from every place."""
    place = str(tmp_path / "place")
    publish(output, bucket)
    publish(output, place, "full", with_full_text=True)
    first = catalogue.list_releases(output)[0]
    reissued = Release("2026.02.07", 2, add(output, made["second"]), DAY, None, True)
    gone = Release(first.version, 1, first.content_id, DAY, None, False)
    serve(output, gone, reissued)
    shutil.rmtree(catalogue.object_folder(output, first.content_id))
    assert update_targets(output) == [place, bucket]
    for url in (place, bucket):
        assert [(r.version, r.revision) for r in Target(url).records()] == [("2026.02.07", 2)]
        assert Target(url).read_json("latest.json")["revision"] == 2
        assert first.content_id.encode() not in everything(url)
        folder = fetch(url, tmp_path / url.replace("/", "-"))
        assert verify(folder) == []
        assert LOUD in quotations(folder)
        assert TUNNEL not in quotations(folder)
    assert {(known.url, known.revision) for known in read_targets(output)} == {(place, 2), (bucket, 2)}


def test_a_release_that_is_served_no_more_is_taken_away_with_its_pointer(
    output: Path, tmp_path: Path
) -> None:
    place = str(tmp_path / "place")
    publish(output, place, SMALL)
    first = catalogue.list_releases(output)[0]
    catalogue.write_list(output, [Release(first.version, 1, first.content_id, DAY, None, False)])
    update_targets(output)
    assert [path.name for path in sorted(Path(place).rglob("*")) if path.is_file()] == ["releases.json"]
    assert read_targets(output) == []


def test_the_pointer_follows_a_rollback(output: Path, made: dict[str, Path], tmp_path: Path) -> None:
    place = str(tmp_path / "place")
    first = publish(output, place, SMALL).record
    served = catalogue.list_releases(output)[0]
    serve(output, served, Release("2026.02.08", 1, add(output, made["second"]), DAY, "2026.02.07", True))
    publish(output, place, SMALL)
    assert Target(place).read_json("latest.json")["version"] == "2026.02.08"
    catalogue._point(output, served)
    update_targets(output)
    assert Target(place).read_json("latest.json")["content_id"] == first.content_id
    assert len(Target(place).records()) == 2


def test_a_place_that_cannot_be_reached_is_named_and_the_others_are_brought_in_line(
    output: Path, made: dict[str, Path], tmp_path: Path
) -> None:
    places = [str(tmp_path / name) for name in ("a", "b")]
    for place in places:
        publish(output, place, SMALL)
    shutil.rmtree(places[0])
    Path(places[0]).write_text("in the way", encoding="utf-8")
    first = catalogue.list_releases(output)[0]
    gone = Release(first.version, 1, first.content_id, DAY, None, False)
    serve(output, gone, Release("2026.02.07", 2, add(output, made["second"]), DAY, None, True))
    with pytest.raises(ReleaseError, match=f"not every place.*{places[0]}"):
        update_targets(output)
    assert [record.revision for record in Target(places[1]).records()] == [2]
    Path(places[0]).unlink()
    update_targets(output)
    assert [record.revision for record in Target(places[0]).records()] == [2]


def test_full_text_leaves_the_house_only_when_it_is_said(output: Path, tmp_path: Path) -> None:
    place = str(tmp_path / "place")
    with pytest.raises(ReleaseError, match="with-full-text"):
        publish(output, place, "full")
    assert not Path(place).exists()
    publish(output, place, "full", with_full_text=True)
    folder = fetch(place, tmp_path / "fetched")
    assert (folder / "verbatim.duckdb").is_file()
    assert verify(folder) == []
    with pytest.raises(ReleaseError, match="a place of its own"):
        publish(output, place)


def test_a_damaged_release_is_not_published(output: Path, tmp_path: Path) -> None:
    folder = catalogue.latest_folder(output)
    (folder / "README.md").write_text("changed", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"damaged.*README\.md"):
        publish(output, str(tmp_path / "place"), "full", with_full_text=True)
    assert not (tmp_path / "place" / "latest.json").exists()


def test_odd_wishes_are_refused(output: Path, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="choose one of"):
        publish(output, str(tmp_path / "place"), "most")
    with pytest.raises(ReleaseError, match="there is no release 2020"):
        publish(output, str(tmp_path / "place"), version="2020.01.01")
    with pytest.raises(ConfigurationError, match="keep passwords out"):
        publish(output, "s3://key:secret@bucket/place")
    for odd in ("s3://", "ftp://host/place"):
        with pytest.raises(ConfigurationError, match="nothing here can write"):
            publish(output, odd)
    with pytest.raises(ConfigurationError, match="nothing here can write"):
        publish(output, "nosuch://bucket/place")
    (output / TARGETS).write_text("{", encoding="utf-8")
    with pytest.raises(ReleaseError, match="is damaged"):
        update_targets(output)


def test_a_place_in_the_output_itself_is_refused(output: Path, tmp_path: Path) -> None:
    before = sorted(output.rglob("*"))
    (tmp_path / "link").symlink_to(output / "releases")
    for place in (output, output / "releases", output / "new", tmp_path / "link" / "x"):
        for url in (str(place), place.as_uri()):
            with pytest.raises(ReleaseError, match="lies in the output"):
                publish(output, url, SMALL)
    assert sorted(output.rglob("*")) == before
    assert publish(output, str(tmp_path / "output-beside"), SMALL).is_latest


def test_the_command_says_what_it_did(output: Path, tmp_path: Path) -> None:
    place = str(tmp_path / "place")
    common = ["publish", "--output", str(output)]
    result = CliRunner().invoke(app, [*common, "--to", place, "--profile", "views"])
    assert result.exit_code == 0, result.output
    assert "2026.02.07 revision 1, views" in result.output
    assert "latest there" in result.output
    assert json.loads((tmp_path / "place" / "latest.json").read_text(encoding="utf-8"))["profile"] == "views"
    assert not list((output / "store" / "scratch").iterdir())
    result = CliRunner().invoke(app, common)
    assert f"{place}: as the output is" in result.output
