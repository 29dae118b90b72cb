"""Publishing: sends releases to places that others download from, and keeps those places as the output is.

What belongs here: which release goes where in which profile, in which order, and what is remembered of it. What does
not: how a file gets to a place (targets.py), what is remembered (sent.py), and what a profile has (profiles.py).

What is guaranteed: the pointer (latest.json) of a place only ever names an object that was sent whole and read back
with the right hashes. A publication that stops may be started again; what arrived is not sent again. Publishers beside
each other never write different bytes to one object; of two that publish different releases at one moment, the later
one's pointer stays. An output remembers (targets.json) what it sends before it sends it, so that a withdrawal reaches
every place, also where a publication stopped half-way; in a bucket that keeps old versions of what is deleted, their
deletion is for the bucket's own rules.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from pipeline.errors import ReleaseError, VerbatimError
from pipeline.parquet import hash_file
from pipeline.release.catalogue import Release, find_release, latest_version, list_releases, object_folder
from pipeline.release.describe import CHECKSUMS
from pipeline.release.profiles import PROFILES, derive
from pipeline.release.resources import read_manifest
from pipeline.release.sent import Sent, forget, read_targets, remember
from pipeline.release.targets import LATEST, Record, Target, address_of
from pipeline.release.verify import verify

DEFAULT: Final = "derived"

Progress = Callable[[str, int, int], None]
"""Told the file that is being sent, how many are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did: the record at the place, files sent and files that lay there, and if the pointer moved."""

    record: Record
    sent: int
    kept: int
    is_latest: bool


def _quiet(_file: str, _done: int, _total: int) -> None:
    """Progress for those who do not watch."""


def publish(
    output: Path,
    url: str,
    profile: str = DEFAULT,
    version: str | None = None,
    *,
    with_full_text: bool = False,
    progress: Progress = _quiet,
) -> Published:
    """Publishes a release of an output (the latest by default) to a place, and moves the place's pointer last.

    The pointer moves only if the release is the output's latest. Raises ReleaseError where the profile is not to leave
    the house, where the place has another profile, where the release is damaged, or where sending fails.
    """
    if profile not in PROFILES:
        raise ReleaseError(f"there is no profile {profile}; choose one of {', '.join(PROFILES)}")
    if profile == "full" and not with_full_text:
        raise ReleaseError(
            "the profile full holds the publishers' texts; to send them all the same, say --with-full-text"
        )
    release = find_release(output, version or "latest")
    if not release.is_served:
        raise ReleaseError(
            f"release {release.version}#{release.revision} is not served any more; choose another one"
        )
    target = Target(_absolute(url))
    if target.lies_in(output):
        raise ReleaseError(
            f"{url} lies in the output {output}, where runs keep what is theirs; name a place outside it"
        )
    with _reaching(target):
        others = {record.profile for record in target.records()} - {profile}
        if others:
            raise ReleaseError(
                f"{url} has releases of profile {others.pop()}; give {profile} a place of its own"
            )
        published = _send(output, release, target, profile, progress)
        _tidy(output, target)
    return published


def update_targets(output: Path, progress: Progress = _quiet) -> list[str]:
    """Brings every place that was ever published to in line with the output; returns their addresses.

    Reissued releases are sent in place of those they replace, those no longer served are taken away, the pointer
    follows `latest` as far as that was published there, and objects that were sent and are served no more are deleted.
    Nothing is sent of which no revision was sent before. To be called after a withdrawal and after a rollback. Every
    place is tried; ReleaseError then names those that could not be brought in line.
    """
    places = {(sent.url, sent.profile) for sent in read_targets(output)}
    failed = []
    for url, profile in sorted(places):
        try:
            target = Target(url)
            with _reaching(target):
                _update(output, target, profile, progress)
        except VerbatimError as error:
            failed.append(str(error))
    if failed:
        raise ReleaseError(
            f"not every place is as the output is; run `verbatim publish` again: {'; '.join(failed)}"
        )
    return sorted({url for url, _ in places})


def _update(output: Path, target: Target, profile: str, progress: Progress) -> None:
    served = {release.version: release for release in list_releases(output) if release.is_served}
    sent = {known.version for known in read_targets(output) if known.url == target.url}
    for version in sorted(sent & served.keys(), key=lambda v: (v == latest_version(output), v)):
        _send(output, served[version], target, profile, progress)
    _tidy(output, target)


def _send(output: Path, release: Release, target: Target, profile: str, progress: Progress) -> Published:
    """Sends a release's object, then its record, then the list, then, for the latest release, the pointer."""
    with _prepared(output, release, profile) as source:
        problems = verify(source)
        if problems:
            raise ReleaseError(
                f"release {release.version} is damaged and is not published: {'; '.join(problems)}"
            )
        manifest = read_manifest(source)
        path = f"objects/{address_of(source, manifest['content_id'])}"
        remember(output, Sent(target.url, profile, release.version, release.revision, path))
        listed = (source / CHECKSUMS).read_text(encoding="utf-8").splitlines()
        files = [(line[:64], line[66:]) for line in listed] + [(hash_file(source / CHECKSUMS), CHECKSUMS)]
        there = target.names(path)
        count = 0
        for done, (sha256, name) in enumerate(files):
            progress(name, done, len(files))
            count += target.send(source / name, f"{path}/{name}", sha256, is_there=f"{path}/{name}" in there)
        progress(CHECKSUMS, len(files), len(files))
    if release not in list_releases(output):
        raise ReleaseError(f"release {release.version} was replaced while it was sent; publish again")
    record = Record(
        version=release.version,
        revision=release.revision,
        profile=profile,
        content_id=manifest["content_id"],
        derived_from=manifest["derived_from"] or manifest["content_id"],
        released_on=release.released_on.isoformat(),
        path=path,
    )
    target.write_json(record.name, asdict(record))
    target.list_releases()
    is_latest = release.version == latest_version(output)
    if is_latest:
        target.write_json(LATEST, asdict(record))
    return Published(record, count, len(files) - count, is_latest)


def _tidy(output: Path, target: Target) -> None:
    """Takes away what this output sent to a place and serves no more: pointer, records, objects, then the memory."""
    served = {(release.version, release.revision) for release in list_releases(output) if release.is_served}
    known = [sent for sent in read_targets(output) if sent.url == target.url]
    stale = [sent for sent in known if (sent.version, sent.revision) not in served]
    if not stale:
        return
    names = {(sent.version, sent.revision, sent.path) for sent in stale}
    records = target.records()
    left = [record for record in records if (record.version, record.revision, record.path) not in names]
    pointer = target.read_json(LATEST) or {}
    if (pointer.get("version"), pointer.get("revision"), pointer.get("path")) in names:
        same = [record for record in left if record.version == pointer["version"]]
        if left:
            target.write_json(LATEST, asdict((same or left)[-1]))
        else:
            target.remove(LATEST)
    for record in records:
        if record not in left:
            target.remove(record.name)
    target.list_releases()
    kept = {sent.path for sent in known if sent not in stale} | {record.path for record in left}
    for path in sorted({sent.path for sent in stale} - kept):
        target.remove(path)
    forget(output, stale)


@contextmanager
def _prepared(output: Path, release: Release, profile: str) -> Iterator[Path]:
    """The folder to send: the release's own object, or one made of it aside."""
    folder = object_folder(output, release.content_id)
    if profile == "full":
        yield folder
        return
    scratch = output / "store" / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="profile-", dir=scratch) as aside:
        derive(folder, profile, Path(aside))
        yield Path(aside)


@contextmanager
def _reaching(target: Target) -> Iterator[None]:
    """Turns what the libraries of object stores raise, each its own kinds, into a ReleaseError that names the place."""
    try:
        yield
    except VerbatimError:
        raise
    except Exception as error:
        raise ReleaseError(
            f"{target.url}: {type(error).__name__}: {error}; publish again, what has arrived is not sent again"
        ) from error


def _absolute(url: str) -> str:
    return url if "://" in url else str(Path(url).absolute())
