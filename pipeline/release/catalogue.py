"""Which releases there are and which one is served: versions, links, releases.parquet, latest.

What belongs here: moving names from one immutable object to another, each in one atomic step. What does not: making
or changing an object.
"""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import ReleaseError
from pipeline.release.build import built_object
from pipeline.store import parquet_bytes, write_atomically
from pipeline.workspace import Workspace

LIST: Final = "releases.parquet"
MIN_PREFIX: Final = 8
"""So many digits of a content_id at least name a release."""
SCHEMA: Final = pa.schema(
    [
        pa.field(
            "version",
            pa.string(),
            False,
            {"comment": "CalVer: day of the release, then .1, .2 on the same day."},
        ),
        pa.field(
            "revision", pa.int32(), False, {"comment": "1, and one more for each reissue after a withdrawal."}
        ),
        pa.field("content_id", pa.string(), False, {"comment": "Hash of the release's tables."}),
        pa.field("released_on", pa.date32(), False, {"comment": "Day on which it was published."}),
        pa.field("previous", pa.string(), True, {"comment": "Version that was served before."}),
        pa.field(
            "is_served", pa.bool_(), False, {"comment": "False once it has been withdrawn or replaced."}
        ),
    ],
    metadata={"comment": "Every release of this output, oldest first."},
)


@dataclass(frozen=True, slots=True)
class Release:
    """One line of releases.parquet."""

    version: str
    revision: int
    content_id: str
    released_on: date
    previous: str | None
    is_served: bool


def list_releases(output: Path) -> list[Release]:
    """All releases, oldest first."""
    path = output / LIST
    if not path.is_file():
        return []
    try:
        return [Release(**row) for row in pq.read_table(path).to_pylist()]
    except (OSError, pa.ArrowInvalid, TypeError) as error:
        raise ReleaseError(f"{path} cannot be read ({error}); put back a copy of it") from error


def find_release(output: Path, wanted: str) -> Release:
    """The release that a version, 'latest', version#revision or the beginning of a content_id names.

    A version without a revision means the one that is served, or the last. ReleaseError names those that there are.
    """
    releases = list_releases(output)
    version, _, revision = wanted.partition("#")
    if version == "latest":
        version = latest_version(output) or version
    fits = [
        release
        for release in releases
        if version == release.version
        or (len(version) >= MIN_PREFIX and release.content_id.startswith(version))
    ]
    if revision:
        fits = [release for release in fits if str(release.revision) == revision]
    if not fits:
        known = ", ".join(f"{r.version}#{r.revision}" if r.revision > 1 else r.version for r in releases)
        raise ReleaseError(f"there is no release {wanted}; those of {output} are: {known or 'none yet'}")
    return max(fits, key=lambda release: (release.is_served, release.revision))


def find_folder(output: Path, wanted: str) -> Path:
    """The immutable folder of a release, given as find_release takes it, or as a path; ReleaseError if it is gone."""
    path = Path(wanted)
    if (path / "manifest.json").is_file():
        return path.resolve()
    release = find_release(output, wanted)
    folder = object_folder(output, release.content_id)
    if not folder.is_dir():
        raise ReleaseError(
            f"release {release.version} revision {release.revision} is in the list, but its files were removed"
        )
    return folder


def served_folders(output: Path) -> list[Path]:
    """The folders of all releases that are served, the newest first, each once."""
    names = dict.fromkeys(r.content_id for r in reversed(list_releases(output)) if r.is_served)
    return [folder for folder in (object_folder(output, name) for name in names) if folder.is_dir()]


def object_folder(output: Path, content_id: str) -> Path:
    """Where the immutable folder of a release lies."""
    return output / "releases" / ".objects" / content_id


def latest_version(output: Path) -> str | None:
    """The version that `latest` leads to; None before the first release."""
    path = output / "latest.json"
    if not path.is_file():
        return None
    try:
        version: str = json.loads(path.read_text(encoding="utf-8"))["version"]
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{path} is damaged ({error}); delete it: the next run writes it anew") from error
    return version


def served_folder(output: Path) -> Path | None:
    """The immutable folder of the release that is served now; None before the first one."""
    link = output / "latest"
    return link.resolve() if link.exists() else None


def latest_folder(output: Path) -> Path:
    """The immutable folder of the release that is served now; ReleaseError before the first one."""
    folder = served_folder(output)
    if folder is None:
        raise ReleaseError(f"{output} has no release yet; run `verbatim run` first")
    return folder


def publish_build(workspace: Workspace) -> tuple[Release, bool]:
    """Serves the release that the last build became; returns it, and whether it is a new one.

    The list of releases is written before the links move; a crash between the two is mended the next time. After a
    rollback the releases that were rolled back stay so until something new is published.
    """
    content_id = built_object(workspace).name
    releases = list_releases(workspace.output)
    served = latest_version(workspace.output)
    for place, release in enumerate(releases):
        if release.version == served and release.is_served:
            later = (
                {other.content_id for other in releases[place + 1 :]}
                if is_rolled_back(workspace.output)
                else ()
            )
            if content_id == release.content_id or content_id in later:
                _point(workspace.output, release, bool(later))
                return release, False
    if releases and releases[-1].content_id == content_id:
        release = releases[-1]
    else:
        day = version_day(workspace.day, releases)
        version = next_version(day, [release.version for release in releases])
        release = Release(version, 1, content_id, day, served, True)
        write_list(workspace.output, [*releases, release])
    _point(workspace.output, release)
    return release, True


def version_day(day: date, releases: Sequence[Release]) -> date:
    """The day by which a new release is named: the run's, or that of the last version where the run's is before it.

    So versions and days only go up, and who asks for the newest of them is given the newest content.
    """
    days = [date(*map(int, release.version.split(".")[:3])) for release in releases]
    return max([day, *days])


def next_version(day: date, versions: Sequence[str]) -> str:
    """The CalVer of a release made on a day: 2026.11.21, then 2026.11.21.1, 2026.11.21.2 …"""
    base = f"{day:%Y.%m.%d}"
    taken = set(versions)
    candidates = (base if n == 0 else f"{base}.{n}" for n in range(len(taken) + 1))
    return next(version for version in candidates if version not in taken)


def write_list(output: Path, releases: Sequence[Release]) -> None:
    """Writes releases.parquet."""
    table = pa.Table.from_pylist([asdict(release) for release in releases], schema=SCHEMA)
    write_atomically(output / LIST, parquet_bytes(table))


def rollback(output: Path, wanted: str) -> Release:
    """Serves a release that was served before, given as find_release takes it; ReleaseError if its files are gone."""
    mend(output)
    release = find_release(output, wanted)
    if not release.is_served or not object_folder(output, release.content_id).is_dir():
        raise ReleaseError(f"release {release.version} revision {release.revision} was withdrawn or removed")
    _point(output, release, True)
    return release


def is_rolled_back(output: Path) -> bool:
    """True if an older release than the last one is served on purpose."""
    path = output / "latest.json"
    return path.is_file() and bool(json.loads(path.read_text(encoding="utf-8")).get("is_rolled_back"))


def mend(output: Path) -> None:
    """Makes all links those that the list of releases says, after a crash or a reissue; `latest` keeps its version."""
    served = {release.version: release for release in list_releases(output) if release.is_served}
    for release in served.values():
        _link(output / "releases" / release.version, Path(".objects") / release.content_id)
    latest = output / "latest"
    if latest.is_symlink() and latest.readlink().name in served:
        _point(output, served[latest.readlink().name], is_rolled_back(output))
    for link in (output / "releases").glob("*"):
        if link.is_symlink() and link.name not in served:
            link.unlink()


def remove_unserved(output: Path) -> list[str]:
    """Deletes the objects that no release serves; returns their content_ids."""
    served = {release.content_id for release in list_releases(output) if release.is_served}
    found = [p for p in sorted((output / "releases" / ".objects").glob("*")) if p.name not in served]
    for path in found:
        shutil.rmtree(path)
    return [path.name for path in found]


def _point(output: Path, release: Release, is_rolled_back: bool = False) -> None:
    """Moves the links: the version to its object, then `latest` to the version, then latest.json."""
    _link(output / "releases" / release.version, Path(".objects") / release.content_id)
    _link(output / "latest", Path("releases") / release.version)
    said: dict[str, object] = {"is_rolled_back": True} if is_rolled_back else {}
    said |= {
        "version": release.version,
        "revision": release.revision,
        "content_id": release.content_id,
        "path": f"releases/.objects/{release.content_id}",
    }
    write_atomically(output / "latest.json", (json.dumps(said, indent=1) + "\n").encode())


def _link(link: Path, target: Path) -> None:
    """Makes or moves a symbolic link in one step; leaves one that leads there already."""
    if link.is_symlink() and link.readlink() == target:
        return
    aside = link.with_name(f".{link.name}.{os.getpid()}.tmp")
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(link)
