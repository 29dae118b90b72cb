"""Fetching feeds into the inbox: only what changed, and politely.

What belongs here: the conversation with a server (conditional requests, robots.txt, delays, redirects, limits) and the
file that comes of it. What does not: reading feeds (feed.py) and deciding what is new in them (the ledger).

Manners: one request at a time, with a pause between two to the same host; robots.txt is obeyed (RFC 9309), also its
Crawl-delay; a server that says when to come back (Retry-After) is left alone until then, in later runs too; what has
not changed is not sent again (ETag, Last-Modified). A server on the open network is never followed to an address of a
private one, whatever it redirects to and whatever its name resolves to.
"""

import hashlib
import ipaddress
import json
import re
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass
from urllib.robotparser import RobotFileParser

import httpx

from pipeline.ingest.feed import ROOTS, read_feed
from pipeline.ingest.html_metadata import is_web_address
from pipeline.ingest.limits import DOCUMENT_BYTES_MAX
from pipeline.ingest.safe_xml import sniff_root
from pipeline.records.reading import Reading
from pipeline.store import write_atomically

STATE: Final = "fetched.json"
AGENT: Final = "verbatim"
DELAY_SECONDS: Final = 1.0
DELAY_SECONDS_MAX: Final = 60.0
TIMEOUT_SECONDS: Final = 20.0
WHOLE_SECONDS_MAX: Final = 120.0
"""For one answer from its first to its last byte: a server that drips must not hold up a run."""
REDIRECTS_MAX: Final = 5
ROBOTS_BYTES_MAX: Final = 500_000
"""RFC 9309 asks for at least 500 KiB."""
WAIT_SECONDS_MAX: Final = 7 * 24 * 3600


class FetchError(Exception):
    """A feed that could not be had; the message says why and what to do."""


@dataclass(slots=True)
class Remembered:
    """What is kept of a feed between runs: its validators, the hash of its entries, and not before when to ask again."""

    etag: str | None = None
    last_modified: str | None = None
    entries_sha256: str | None = None
    not_before: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one address: `kind` is new, unchanged, later or failed; `detail` says more, `path` where it lies."""

    url: str
    kind: str
    detail: str
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx.Headers
    body: bytes


@dataclass(slots=True)
class Fetcher:
    """Fetches feeds. `clock` and `sleep` are the machine's unless a test brings its own."""

    delay: float = DELAY_SECONDS
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    _robots: dict[str, RobotFileParser | None] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)

    def fetch(self, urls: Iterable[str], inbox: Path, state: Path) -> Iterator[Outcome]:
        """Fetches each feed and writes it into the inbox where its entries changed; what it knows of each is kept.

        `state` is a file beside the output. A feed lies under the name of its host, so that its publisher is known, and
        keeps its place, so that a later state of it supersedes the earlier one entry by entry.
        """
        known = _read_state(state)
        headers = {"User-Agent": f"{AGENT}/{version('verbatim')} (reader of news feeds)"}
        timeout = httpx.Timeout(TIMEOUT_SECONDS)
        with httpx.Client(headers=headers, timeout=timeout, follow_redirects=False) as client:
            for url in dict.fromkeys(urls):
                remembered = known.get(url) or Remembered()
                try:
                    outcome = self._fetch_one(client, url, inbox, remembered)
                except (FetchError, httpx.HTTPError, httpx.InvalidURL, OSError) as error:
                    outcome = Outcome(url, "failed", str(error) or type(error).__name__)
                known[url] = remembered
                _write_state(state, known)
                yield outcome

    def _fetch_one(self, client: httpx.Client, url: str, inbox: Path, remembered: Remembered) -> Outcome:
        if not is_web_address(url):
            raise FetchError("this is no http or https address")
        if (wait := remembered.not_before - self.clock()) > 0:
            return Outcome(url, "later", f"the server asked to be left alone for another {int(wait) + 1} s")
        path = inbox / feed_path(url)
        conditions = {}
        if path.exists():
            conditions = {"If-None-Match": remembered.etag, "If-Modified-Since": remembered.last_modified}
        answer = self._get(client, url, {name: value for name, value in conditions.items() if value})
        if answer.status == 304:
            return Outcome(url, "unchanged", "the server says that nothing changed", path)
        if answer.status in (429, 503):
            remembered.not_before = self.clock() + _retry_after(answer.headers, self.clock())
            return Outcome(url, "later", f"the server is busy ({answer.status})")
        if answer.status != 200:
            raise FetchError(f"the server answered {answer.status}; check the address")
        if sniff_root(answer.body) not in ROOTS:
            raise FetchError("this is neither RSS nor Atom; give the address of the feed")
        entries = _hash_entries(answer.body)
        is_same = entries == remembered.entries_sha256 and path.exists()
        if not is_same:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, answer.body)
        remembered.etag = answer.headers.get("etag")
        remembered.last_modified = answer.headers.get("last-modified")
        remembered.entries_sha256 = entries
        remembered.not_before = 0.0
        detail = "its entries are those of before" if is_same else f"{len(answer.body)} bytes"
        return Outcome(url, "unchanged" if is_same else "new", detail, path)

    def _get(
        self, client: httpx.Client, url: str, conditions: dict[str, str], robots_of: str | None = None
    ) -> _Answer:
        """The answer after all redirects, each hop asked for as politely as the first; `robots_of` names the host whose
        robots.txt is being fetched, which no robots.txt forbids.
        """
        is_public = not _is_private(url)
        limit = ROBOTS_BYTES_MAX if robots_of else DOCUMENT_BYTES_MAX
        for _ in range(REDIRECTS_MAX + 1):
            if robots_of is None:
                self._check_robots(client, url)
            answer = self._request(client, url, conditions, limit, is_public)
            target = answer.headers.get("location")
            if answer.status not in (301, 302, 303, 307, 308) or not target:
                return answer
            url = urljoin(url, target)
            if not is_web_address(url):
                raise FetchError(f"the server redirects to {url!r}, which is no web address")
        raise FetchError(f"the server redirects more than {REDIRECTS_MAX} times")

    def _request(
        self, client: httpx.Client, url: str, headers: dict[str, str], limit: int, is_public: bool
    ) -> _Answer:
        """One request: after the host's pause, to no private address where the first was public, cut at `limit` bytes."""
        host = urlsplit(url).netloc
        if is_public and _is_private(url):
            raise FetchError(f"the server redirects into a private network ({host}); it is not followed")
        robots = self._robots.get(_origin(url))
        pause = max(
            self.delay, min(float(robots.crawl_delay(AGENT) or 0) if robots else 0, DELAY_SECONDS_MAX)
        )
        if host in self._asked and (wait := self._asked[host] + pause - self.clock()) > 0:
            self.sleep(wait)
        begun = time.monotonic()
        try:
            with client.stream("GET", url, headers=headers) as response:
                if is_public and _is_private_peer(response):
                    raise FetchError(f"{host} resolves to a private address; it is not read")
                pieces, size = [], 0
                for piece in response.iter_bytes(1 << 16):
                    size += len(piece)
                    if size > limit:
                        raise FetchError(f"the answer is larger than {limit // 1_000_000} MB")
                    if time.monotonic() - begun > WHOLE_SECONDS_MAX:
                        raise FetchError(f"the answer took more than {int(WHOLE_SECONDS_MAX)} s")
                    pieces.append(piece)
                return _Answer(response.status_code, response.headers, b"".join(pieces))
        finally:
            self._asked[host] = self.clock()

    def _check_robots(self, client: httpx.Client, url: str) -> None:
        """FetchError where robots.txt forbids the address, or where the server cannot say (RFC 9309, 2.3.1.4)."""
        origin = _origin(url)
        if origin not in self._robots:
            answer = self._get(client, f"{origin}/robots.txt", {}, robots_of=origin)
            self._robots[origin] = None
            if answer.status >= 500:
                raise FetchError(f"{origin}/robots.txt cannot be had ({answer.status}); try again later")
            if answer.status == 200:
                rules = RobotFileParser()
                rules.parse(answer.body.decode("utf-8", "replace").splitlines())
                self._robots[origin] = rules
        robots = self._robots[origin]
        if robots is not None and not robots.can_fetch(AGENT, url):
            raise FetchError("the server's robots.txt forbids it; ask the publisher")


def feed_path(url: str) -> Path:
    """Where a feed lies in the inbox: <host without www>/<words of its path>-<hash of its address>.xml."""
    parts = urlsplit(url)
    host = re.sub(r"[^a-z0-9.-]", "-", (parts.hostname or "").lower().removeprefix("www.")).strip(".-")
    words = "-".join(re.findall(r"[a-z0-9]+", parts.path.lower()))[:60].strip("-")
    digest = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:8]
    return Path(host or "feeds") / f"{words or 'feed'}-{digest}.xml"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _hash_entries(body: bytes) -> str:
    """Hash of what the feed's entries are; a feed that only tells the time anew is no new feed."""
    digest = hashlib.sha256()
    for found in read_feed(body):
        said = (
            found.payload
            if isinstance(found, Reading)
            else f"{found.record_key} {found.reason_code}".encode()
        )
        digest.update(hashlib.sha256(said).digest())
    return digest.hexdigest()


def _is_private(url: str) -> bool:
    """True if any address that the url's host resolves to is none of the open network; a proxy resolves for itself."""
    host = urlsplit(url).hostname or ""
    if _uses_proxy(url):
        return False
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"the host {host!r} cannot be found; check the address") from error
    return any(not _is_global(str(address[4][0])) for address in found)


def _is_private_peer(response: httpx.Response) -> bool:
    """True if the answer came from a private address, whatever the name resolved to before; a proxy is not judged."""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    if not peer or _uses_proxy(str(response.request.url)):
        return False
    return not _is_global(str(peer[0]))


def _is_global(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.split("%")[0]).is_global
    except ValueError:
        return False


def _uses_proxy(url: str) -> bool:
    parts = urlsplit(url)
    proxies = getproxies()
    return (parts.scheme in proxies or "all" in proxies) and not proxy_bypass(parts.hostname or "")


def _retry_after(headers: httpx.Headers, now: float) -> float:
    """Seconds to wait, as the server asks in seconds or as a date; an hour where it does not say."""
    said = headers.get("retry-after", "").strip()
    if said.isdigit():
        return min(float(said), WAIT_SECONDS_MAX)
    try:
        moment = parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return 3600.0
    return min(max(0.0, moment.timestamp() - now), WAIT_SECONDS_MAX)


def _read_state(path: Path) -> dict[str, Remembered]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {url: Remembered(**said) for url, said in kept.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def _write_state(path: Path, known: dict[str, Remembered]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({url: asdict(each) for url, each in sorted(known.items())}, indent=1)
    write_atomically(path, text.encode("utf-8"))
