"""Which releases are kept: all of them, the last ones, or one a month; and those that are pinned, always.

What belongs here: the policy, and removing what it does not keep. What does not: withdrawing (withdraw.py). The latest
release is never removed, nor the last that was published to a place: what others rely on does not go with a policy for
this disk. The list of releases keeps a line for each that was.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pipeline.errors import ConfigurationError, ReleaseError
from pipeline.release.catalogue import (
    Release,
    find_release,
    latest_version,
    list_releases,
    mend,
    remove_unserved,
    write_list,
)
from pipeline.release.sent import Sent, read_targets
from pipeline.store import write_atomically

FILE: Final = "retention.json"


@dataclass(frozen=True)
class Policy:
    """What is kept: 'all', 'monthly' (the last release of each month), or a number of releases; and what is pinned."""

    keep: str = "all"
    pinned: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.keep not in ("all", "monthly") and not (self.keep.isdecimal() and int(self.keep) > 0):
            raise ConfigurationError(f"keep {self.keep}: write all, monthly, or how many releases")


def read_policy(output: Path) -> Policy:
    """The policy of an output; keep all where none was set."""
    path = output / FILE
    if not path.is_file():
        return Policy()
    said = json.loads(path.read_text(encoding="utf-8"))
    return Policy(said["keep"], tuple(said["pinned"]))


def write_policy(output: Path, policy: Policy) -> None:
    """Keeps a policy for an output."""
    said = {"keep": policy.keep, "pinned": sorted(policy.pinned)}
    write_atomically(output / FILE, (json.dumps(said, indent=1) + "\n").encode())


def pin(output: Path, wanted: str, is_pinned: bool = True) -> Policy:
    """Pins a release, so that it is never removed, or no more; ReleaseError where there is none, or none any more."""
    release = find_release(output, wanted)
    if is_pinned and not release.is_served:
        raise ReleaseError(f"release {release.version} is not served any more; there is nothing left to pin")
    version = release.version
    policy = read_policy(output)
    pinned = {*policy.pinned, version} if is_pinned else {*policy.pinned} - {version}
    policy = replace(policy, pinned=tuple(sorted(pinned)))
    write_policy(output, policy)
    return policy


def relied_on(releases: Sequence[Release], sent: Sequence[Sent]) -> set[str]:
    """The last release of each place that something was published to."""
    order = {release.version: place for place, release in enumerate(releases)}
    listed = sorted((known for known in sent if known.version in order), key=lambda s: order[s.version])
    return set({known.url: known.version for known in listed}.values())


def kept_versions(releases: Sequence[Release], policy: Policy, relied: Collection[str]) -> Collection[str]:
    """The versions that a policy keeps, of releases from the oldest to the latest; those relied on it keeps anyway."""
    served = [release for release in releases if release.is_served]
    if policy.keep == "all":
        kept = {release.version for release in served}
    elif policy.keep == "monthly":
        kept = set({release.version[:7]: release.version for release in served}.values())
    else:
        kept = {release.version for release in served[-int(policy.keep) :]}
    return kept | {*policy.pinned, *relied}


def apply_policy(output: Path) -> list[str]:
    """Removes the releases that the policy does not keep; returns their versions."""
    releases = list_releases(output)
    policy = read_policy(output)
    latest = latest_version(output)
    relied = relied_on(releases, read_targets(output)) | ({latest} if latest else set())
    kept = kept_versions(releases, policy, relied)
    removed = [release for release in releases if release.is_served and release.version not in kept]
    if policy.keep != "all":
        write_list(output, [replace(r, is_served=False) if r in removed else r for r in releases])
        mend(output)
        remove_unserved(output)
    return [release.version for release in removed]
