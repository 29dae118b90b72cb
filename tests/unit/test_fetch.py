"""Fetching feeds from a server on loopback: conditional requests, manners, limits, and what lands in the inbox."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.ingest import fetch as fetching
from pipeline.ingest.fetch import Fetcher, Outcome, feed_path

FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>'
    b"<lastBuildDate>%s</lastBuildDate><item><guid>%s</guid><description>Un texte.</description></item>"
    b"</channel></rss>"
)


@dataclass
class Site:
    """What the server answers by path, (status, headers, body), and what it was asked."""

    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    base: str = ""

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append((self.path, asked))
            status, headers, body = site.pages.get(self.path, (404, {}, b""))
            if "ETag" in headers and asked.get("if-none-match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Time:
    now: float = 1_000_000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


def run(site: Site, tmp_path: Path, time: Time, *paths: str) -> list[Outcome]:
    fetcher = Fetcher(1.0, lambda: time.now, time.sleep)
    urls = [f"{site.base}{path}" for path in paths]
    return list(fetcher.fetch(urls, tmp_path / "inbox", tmp_path / "out" / "fetched.json"))


def test_writes_a_feed_once_and_asks_conditionally_after(site: Site, tmp_path: Path, time: Time) -> None:
    site.pages["/rss.xml"] = (200, {"ETag": '"1"'}, FEED % (b"10:00", b"a"))
    [first] = run(site, tmp_path, time, "/rss.xml")
    assert first.kind == "new"
    assert first.path is not None
    assert first.path.parent.name == "127.0.0.1"
    assert first.path.read_bytes() == FEED % (b"10:00", b"a")
    [second] = run(site, tmp_path, time, "/rss.xml")
    assert second.kind == "unchanged"
    path, headers = site.asked[-1]
    assert path == "/rss.xml"
    assert headers["if-none-match"] == '"1"'
    assert headers["user-agent"].startswith("verbatim/")


def test_asks_for_all_where_the_file_is_gone(site: Site, tmp_path: Path, time: Time) -> None:
    site.pages["/rss.xml"] = (200, {"ETag": '"1"'}, FEED % (b"10:00", b"a"))
    [first] = run(site, tmp_path, time, "/rss.xml")
    assert first.path is not None
    first.path.unlink()
    [second] = run(site, tmp_path, time, "/rss.xml")
    assert second.kind == "new"


def test_a_new_build_date_is_no_change(site: Site, tmp_path: Path, time: Time) -> None:
    site.pages["/rss.xml"] = (200, {}, FEED % (b"10:00", b"a"))
    run(site, tmp_path, time, "/rss.xml")
    site.pages["/rss.xml"] = (200, {}, FEED % (b"11:00", b"a"))
    [same] = run(site, tmp_path, time, "/rss.xml")
    assert same.kind == "unchanged"
    site.pages["/rss.xml"] = (200, {}, FEED % (b"12:00", b"b"))
    [changed] = run(site, tmp_path, time, "/rss.xml")
    assert changed.kind == "new"


def test_obeys_robots_and_its_delay(site: Site, tmp_path: Path, time: Time) -> None:
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /prive\nCrawl-delay: 7\n")
    site.pages["/prive/rss.xml"] = site.pages["/rss.xml"] = (200, {}, FEED % (b"1", b"a"))
    forbidden, allowed = run(site, tmp_path, time, "/prive/rss.xml", "/rss.xml")
    assert forbidden.kind == "failed"
    assert "robots.txt" in forbidden.detail
    assert allowed.kind == "new"
    assert site.paths() == ["/robots.txt", "/rss.xml"]
    assert time.slept == [7.0]


def test_pauses_between_requests_to_a_host(site: Site, tmp_path: Path, time: Time) -> None:
    site.pages["/a.xml"] = site.pages["/b.xml"] = (200, {}, FEED % (b"1", b"a"))
    run(site, tmp_path, time, "/a.xml", "/b.xml")
    assert site.paths() == ["/robots.txt", "/a.xml", "/b.xml"]
    assert time.slept == [1.0, 1.0]


def test_comes_back_when_the_server_says(site: Site, tmp_path: Path, time: Time) -> None:
    site.pages["/rss.xml"] = (429, {"Retry-After": "120"}, b"")
    assert run(site, tmp_path, time, "/rss.xml")[0].kind == "later"
    asked = len(site.asked)
    site.pages["/rss.xml"] = (200, {}, FEED % (b"1", b"a"))
    assert run(site, tmp_path, time, "/rss.xml")[0].kind == "later"
    assert len(site.asked) == asked
    time.now += 121
    assert run(site, tmp_path, time, "/rss.xml")[0].kind == "new"


def test_follows_redirects(site: Site, tmp_path: Path, time: Time) -> None:
    site.pages["/old.xml"] = (301, {"Location": "/new.xml"}, b"")
    site.pages["/new.xml"] = (200, {}, FEED % (b"1", b"a"))
    assert run(site, tmp_path, time, "/old.xml")[0].kind == "new"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((404, {}, b""), "404"),
        ((200, {}, b"<html><body>Page</body></html>"), "neither RSS nor Atom"),
        ((302, {"Location": "/rss.xml"}, b""), "redirects more than"),
        ((302, {"Location": "file:///etc/passwd"}, b""), "no web address"),
    ],
)
def test_says_why_a_feed_failed(
    answer: tuple[int, dict[str, str], bytes], words: str, site: Site, tmp_path: Path, time: Time
) -> None:
    site.pages["/rss.xml"] = answer
    [outcome] = run(site, tmp_path, time, "/rss.xml")
    assert outcome.kind == "failed"
    assert words in outcome.detail
    assert not list((tmp_path / "inbox").glob("**/*.xml"))


def test_robots_that_cannot_be_had_forbids(site: Site, tmp_path: Path, time: Time) -> None:
    site.pages["/robots.txt"] = (503, {}, b"")
    site.pages["/rss.xml"] = (200, {}, FEED % (b"1", b"a"))
    [outcome] = run(site, tmp_path, time, "/rss.xml")
    assert outcome.kind == "failed"


def test_one_failure_does_not_stop_the_others(site: Site, tmp_path: Path, time: Time) -> None:
    site.pages["/b.xml"] = (200, {}, FEED % (b"1", b"a"))
    kinds = [outcome.kind for outcome in run(site, tmp_path, time, "/a.xml", "/b.xml")]
    assert kinds == ["failed", "new"]


def test_stops_at_the_size_limit(
    site: Site, tmp_path: Path, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "DOCUMENT_BYTES_MAX", 10_000)
    site.pages["/rss.xml"] = (200, {}, b"<rss>" + b" " * 20_000)
    [outcome] = run(site, tmp_path, time, "/rss.xml")
    assert "larger than" in outcome.detail


def test_does_not_follow_the_open_network_into_a_private_one(
    site: Site, tmp_path: Path, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first address passes for one of the open network; where it redirects to does not."""
    monkeypatch.setattr(fetching, "_is_private", lambda url: url.endswith("/inside.xml"))
    monkeypatch.setattr(fetching, "_is_private_peer", lambda _response: False)
    site.pages["/rss.xml"] = (302, {"Location": "/inside.xml"}, b"")
    site.pages["/inside.xml"] = (200, {}, FEED % (b"1", b"a"))
    [outcome] = run(site, tmp_path, time, "/rss.xml")
    assert "private network" in outcome.detail
    assert "/inside.xml" not in site.paths()


def test_does_not_read_a_public_name_that_resolves_to_a_private_address(
    site: Site, tmp_path: Path, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_is_private", lambda _url: False)
    site.pages["/rss.xml"] = (200, {}, FEED % (b"1", b"a"))
    [outcome] = run(site, tmp_path, time, "/rss.xml")
    assert "private address" in outcome.detail


def test_a_damaged_state_only_costs_a_request(site: Site, tmp_path: Path, time: Time) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "fetched.json").write_text("{")
    site.pages["/rss.xml"] = (200, {}, FEED % (b"1", b"a"))
    assert run(site, tmp_path, time, "/rss.xml")[0].kind == "new"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://www.gazette-de-valmont.example/rss/une.xml", "gazette-de-valmont.example/rss-une-xml-"),
        ("https://gazette-de-valmont.example/", "gazette-de-valmont.example/feed-"),
        ("https://a.example/../../etc/%2e%2e/x", "a.example/etc-2e-2e-x-"),
    ],
)
def test_a_feed_lies_under_its_host(url: str, path: str) -> None:
    assert feed_path(url).as_posix().startswith(path)
    assert feed_path(url).suffix == ".xml"
