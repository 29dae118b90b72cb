"""A place that releases are published to: a folder, or a bucket of S3 and what speaks like it.

What belongs here: the layout of a place, sending a file and making sure that it arrived, reading and moving its pointer.
What does not: which releases go there, and when (publish.py).

Layout: objects/<address>/… immutable; releases/<version>-r<revision>.json one small record a release; releases.json
the list of them, and latest.json the pointer, both made from records and written last. An address is content_id and a
hash over all checksums: two publishers write the same bytes to the same place, or different bytes to different places.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import fsspec
from fsspec.implementations.local import LocalFileSystem

from pipeline.errors import ConfigurationError, ReleaseError
from pipeline.parquet import hash_file
from pipeline.release.describe import CHECKSUMS
from pipeline.store import write_atomically

LATEST: Final = "latest.json"
LIST: Final = "releases.json"
ATTEMPTS: Final = 3
"""How often a file is sent before the place is given up; the libraries below try again on their own, too."""
LARGE: Final = 8 << 20
"""Bytes of a piece; files up to this size are read at once."""


@dataclass(frozen=True, slots=True)
class Record:
    """One release at a place: how it is cited, the full release it comes from, and where it lies."""

    version: str
    revision: int
    profile: str
    content_id: str
    derived_from: str
    released_on: str
    path: str

    @property
    def name(self) -> str:
        """The record's file within the place."""
        return f"releases/{self.version}-r{self.revision}.json"


SCHEMES: Final = frozenset({"file", "s3", "s3a", "memory"})
"""Kinds of address that releases can be sent to; a plain path has none."""


class Target:
    """A place, by its URL. Raises ConfigurationError for one that cannot be a place."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if "@" in parts.netloc:
            raise ConfigurationError(
                f"{parts.scheme}://…: keep passwords out of the address; use AWS_* variables"
            )
        if parts.scheme and (parts.scheme not in SCHEMES or (parts.scheme != "file" and not parts.netloc)):
            raise ConfigurationError(
                f"{url}: nothing here can write to such an address; name a folder, or s3://bucket/folder"
            )
        self.url = url.rstrip("/")
        try:
            self._fs, self._root = fsspec.core.url_to_fs(self.url, use_listings_cache=False)
        except (ImportError, ValueError) as error:
            raise ConfigurationError(f"{url}: nothing here can write to such an address ({error})") from error
        self._root = str(self._root).rstrip("/")

    def lies_in(self, folder: Path) -> bool:
        """True for a folder of this machine that is the given one, or lies in it, whatever links lead there."""
        is_local = isinstance(self._fs, LocalFileSystem)
        return is_local and Path(self._root).resolve().is_relative_to(folder.resolve())

    def send(self, path: Path, name: str, sha256: str, *, is_there: bool) -> bool:
        """Sends a file and reads back what arrived; False where it lay there already, with the same hash.

        is_there: whether something lies there under its name. Raises ReleaseError where what arrives is not what was
        sent.
        """
        size = path.stat().st_size
        if is_there and self._hash(name, size) == sha256:
            return False
        problem = ""
        for _ in range(ATTEMPTS):
            try:
                self._make_folder(name)
                self._fs.put_file(str(path), self._at(name))
            except OSError as error:
                problem = str(error)
                continue
            if self._hash(name, size) == sha256:
                return True
            problem = "what arrived has another SHA-256 than what was sent"
        raise ReleaseError(
            f"{self.url}/{name} could not be sent ({problem}); nothing there points to it: publish again, and what"
            " has arrived is not sent again"
        )

    def names(self, folder: str) -> set[str]:
        """The files that lie in a folder there, at any depth, by their path within the place."""
        found = self._fs.find(self._at(folder))
        return {str(path).removeprefix(self._root).lstrip("/") for path in found}

    def _hash(self, name: str, size: int) -> str | None:
        """SHA-256 of what lies there, read in full, large files in pieces; None where nothing does."""
        digest = hashlib.sha256()
        try:
            if size <= LARGE:
                digest.update(self._fs.cat_file(self._at(name)))
            else:
                with self._fs.open(self._at(name), "rb", block_size=LARGE, cache_type="readahead") as file:
                    while chunk := file.read(LARGE):
                        digest.update(chunk)
        except FileNotFoundError:
            return None
        return digest.hexdigest()

    def read_json(self, name: str) -> Any:
        """What a small file there says; None where there is none, ReleaseError where it is damaged."""
        try:
            return json.loads(self._fs.cat_file(self._at(name)))
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise ReleaseError(
                f"{self.url}/{name} is damaged ({error}); delete it, then publish again"
            ) from error

    def write_json(self, name: str, said: object) -> None:
        """Writes a small file in one step: readers see it whole, or what was there before."""
        data = (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode()
        self._make_folder(name)
        if isinstance(self._fs, LocalFileSystem):
            write_atomically(Path(self._at(name)), data)
        else:
            self._fs.pipe_file(self._at(name), data)

    def records(self) -> list[Record]:
        """The releases there, oldest first; ReleaseError where a record is damaged."""
        found: list[Record] = []
        for name in (f"releases/{name}" for name in self._names("releases") if name.endswith(".json")):
            said = self.read_json(name)
            try:
                found += [Record(**said)] if said is not None else []
                found.sort(key=lambda record: (_number(record.version), record.revision))
            except (TypeError, ValueError) as error:
                raise ReleaseError(
                    f"{self.url}/{name} is damaged ({error}); delete it, then publish again"
                ) from error
        return found

    def list_releases(self) -> None:
        """Writes releases.json anew from the records."""
        self.write_json(LIST, [asdict(record) for record in reversed(self.records())])

    def remove(self, name: str) -> None:
        """Deletes a file, or a folder with all that is in it; nothing where there is none."""
        with suppress(FileNotFoundError):  # another publisher was quicker
            self._fs.rm(self._at(name), recursive=True)

    def _names(self, folder: str) -> Iterator[str]:
        try:
            listed = self._fs.ls(self._at(folder), detail=False)
        except FileNotFoundError:
            return
        yield from sorted(str(path).rstrip("/").rpartition("/")[2] for path in listed)

    def _make_folder(self, name: str) -> None:
        if isinstance(self._fs, LocalFileSystem):
            self._fs.makedirs(self._at(name).rpartition("/")[0], exist_ok=True)

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"


def address_of(folder: Path, content_id: str) -> str:
    """Where a release's object lies at any place: its content_id, and a hash over all its checksums."""
    return f"{content_id}-{hash_file(folder / CHECKSUMS)[:16]}"


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
