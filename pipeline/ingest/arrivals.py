"""What came of every arrival: the ledger replayed over what the readers found in each file.

What belongs here: the rules of arrival (new, same content, superseding, rejected, withdrawn), which file carried a
document first, and the publisher that path or address name. What does not: reading files, and the publisher that a
text's own signature names (cleaning).

A pure function of ledger, records and publishers: replaying gives the same rows, whenever it is done.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pipeline.ingest.ledger import UNREADABLE, Sighting
from pipeline.ingest.limits import size_limit
from pipeline.step import Row


@dataclass
class Arrivals:
    """Rows of arrivals and rejections, in order of arrival; and for each document the file that carried it first."""

    arrivals: list[Row] = field(default_factory=list)
    rejections: list[Row] = field(default_factory=list)
    first_carriers: dict[str, str] = field(default_factory=dict)


class Publishers:
    """Tells a publisher from a host name or from the folders of a path.

    `rows` are those of the rule set publishers: publisher_id, and domains separated by '|'.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._known: dict[str, str] = {}
        for row in rows:
            for name in (row["publisher_id"], *filter(None, row.get("domains", "").split("|"))):
                self._known.setdefault(name.lower(), row["publisher_id"])

    def of_url(self, url: str | None) -> str | None:
        """The publisher whose domain the address lies under; None if there is none."""
        try:
            host = (urlsplit(url).hostname or "") if url else ""
        except ValueError:
            return None
        parts = host.split(".")
        found = (self._known.get(".".join(parts[i:])) for i in range(len(parts) - 1))
        return next((name for name in found if name), None)

    def of_path(self, source_path: str) -> str | None:
        """The publisher that the innermost folder of the path names, by id or domain; None if none does."""
        folders = source_path.lower().split("/")[:-1]
        return next((self._known[name] for name in reversed(folders) if name in self._known), None)


def replay(
    sightings: Iterable[Sighting],
    records: Mapping[str, Sequence[Row]],
    publishers: Publishers,
    withdrawn: Collection[str] = (),
) -> Arrivals:
    """Replays the ledger.

    sightings   oldest first
    records     rows of the table records by file_sha256, in order of record_index
    withdrawn   content_sha256 of what must not come in again
    """
    made = Arrivals()
    current: dict[str, tuple[Row, str]] = {}
    last: dict[str, tuple[str, str]] = {}
    for sighting in sightings:
        kept = sighting.file_sha256 in records
        for record in records[sighting.file_sha256] if kept else [refusal_without_bytes(sighting)]:
            source_key = f"{sighting.source_path}#{record['record_key']}"
            content = record["content_sha256"] or f"{sighting.file_sha256}#{record['record_index']}"
            earlier, earlier_content = current.get(source_key, (None, ""))
            last_id, last_content = last.get(source_key, ("", ""))
            if content in (last_content, earlier_content):
                continue
            outcome = _outcome(record, content, earlier is not None, made, withdrawn)
            is_taken, is_withdrawn = outcome not in ("rejected", "withdrawn"), outcome == "withdrawn"
            row = {
                "arrival_id": _arrival_id(source_key, content, last_id),
                "source_path": sighting.source_path,
                "source_key": source_key,
                "source_url": None if is_withdrawn else record["source_url"],
                "arrived_on": sighting.day,
                "document_id": record["document_id"] if is_taken else None,
                "outcome": outcome,
                "supersedes_arrival_id": earlier["arrival_id"]
                if earlier and outcome in ("supersedes", "withdrawn")
                else None,
                "is_current": is_taken,
                "publisher_id": publishers.of_url(record["source_url"])
                or publishers.of_path(_inner_path(sighting.source_path, record["record_key"])),
                "byte_count": record["byte_count"],
                "reader": record["reader"],
            }
            last[source_key] = (row["arrival_id"], content)
            made.arrivals.append(row)
            if outcome == "rejected":
                made.rejections.append(_rejection(row, record))
                continue
            # What was withdrawn replaced the version before it all the same: that one does not come back.
            if earlier is not None:
                earlier["is_current"] = False
            current[source_key] = (row, content)
            if is_taken:
                made.first_carriers.setdefault(row["document_id"], sighting.file_sha256)
    return made


def _inner_path(source_path: str, record_key: str) -> str:
    """The path within a zip archive goes on from that of the archive: its folders may name publishers too."""
    return f"{source_path}/{record_key}" if source_path.lower().endswith(".zip") else source_path


def refusal_without_bytes(sighting: Sighting) -> Row:
    """The record of a file whose bytes were not kept: it could not be opened, or is larger than the limit."""
    if sighting.file_sha256 == UNREADABLE:
        code, detail = (
            "unreadable",
            "It could not be opened as a file; give the user of the run leave to read it, and let links lead to files within the inbox.",
        )
    else:
        code = "oversized"
        limit = size_limit(sighting.source_path)
        detail = f"{sighting.byte_count} bytes are more than the limit of {limit}; split the file."
    return {
        "record_index": 0,
        "record_key": "0",
        "content_sha256": None,
        "document_id": None,
        "byte_count": sighting.byte_count,
        "reader": None,
        "source_url": None,
        "reason_code": code,
        "detail": detail,
    }


def _outcome(
    record: Row, content: str, is_known_key: bool, made: Arrivals, withdrawn: Collection[str]
) -> str:
    if record["reason_code"]:
        return "rejected"
    if content in withdrawn or record["document_id"] is None:
        return "withdrawn"
    if is_known_key:
        return "supersedes"
    return "same_content" if record["document_id"] in made.first_carriers else "new"


def _arrival_id(source_key: str, content: str, last_id: str) -> str:
    # The arrival before it is part of the identity: a text that goes back to an earlier wording arrives anew.
    identity = "\n".join((source_key, content, last_id))
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _rejection(arrival: Row, record: Row) -> Row:
    return {
        "arrival_id": arrival["arrival_id"],
        "reason_code": record["reason_code"],
        "source_path": arrival["source_path"],
        "arrived_on": arrival["arrived_on"],
        "detail": record["detail"],
    }
