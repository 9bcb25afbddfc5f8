"""Fetching by address: what is refused, what is bounded, what comes through; over real TLS on the loopback."""

import gzip
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path

import pytest
import yaml

from domain.errors import FetchError
from media.addresses import check_target, is_public, read_url
from media.fetch import Fetcher, FetchLimits
from tests.media.web import HOST, Site, moved, page, serve

VECTORS = yaml.safe_load((Path(__file__).parent / "forged_addresses.yaml").read_text("utf-8"))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serve(tmp_path) as running:
        yield running


def never(host: str, port: int) -> tuple[str, ...]:
    raise AssertionError(f"{host} was resolved")


@pytest.mark.parametrize("url", VECTORS["form"])
def test_an_address_is_refused_by_its_form(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        Fetcher(resolve=never).get(url)
    assert caught.value.hint


@pytest.mark.parametrize("answers", VECTORS["resolves_to"], ids=str)
def test_a_name_is_refused_by_any_of_its_addresses(answers: list[str]) -> None:
    with pytest.raises(FetchError, match="not on the public internet"):
        Fetcher(resolve=lambda host, port: answers).get("https://shop.example.com/a.jpg")


@pytest.mark.parametrize("text", ["93.184.215.14", "1.1.1.1", "8.8.8.8", "2606:4700:4700::1111"])
def test_public_addresses_are_public(text: str) -> None:
    assert is_public(ip_address(text))


def test_plain_addresses_pass_and_are_taken_apart() -> None:
    target = read_url("https://Bücher.example/a b.jpg".replace(" ", "%20") + "?q=1#part")
    check_target(target)
    assert (target.host, target.port, target.path) == ("xn--bcher-kva.example", 443, "/a%20b.jpg?q=1")
    assert str(target) == "https://xn--bcher-kva.example/a%20b.jpg?q=1"


def test_a_file_comes_through(site: Site) -> None:
    site.pages["/a.png"] = page(b"PNG...", "Image/PNG; charset=UTF-8")
    found = site.fetcher().get(site.url("/a.png"))
    assert (found.body, found.media_type, found.charset) == (b"PNG...", "image/png", "utf-8")
    ((_, headers),) = site.seen
    assert headers["Host"] == HOST
    assert {name.lower() for name in headers} <= {"host", "accept", "accept-encoding", "user-agent"}


def test_redirects_are_followed_and_counted(site: Site) -> None:
    site.pages |= {"/1": moved("/2"), "/2": moved(site.url("/3"), 308), "/3": moved("/4"), "/4": page(b"there")}
    assert site.fetcher().get(site.url("/1")).body == b"there"
    with pytest.raises(FetchError, match="redirects more than 2 times"):
        site.fetcher(redirects=2).get(site.url("/1"))


@pytest.mark.parametrize(
    "to",
    ["http://shop.example.com/a", "https://10.0.0.1/a", "https://[::1]/", "file:///etc/passwd", "https://shop.example.com:22/"],
)  # fmt: skip
def test_a_redirect_is_judged_like_the_first_address(site: Site, to: str) -> None:
    site.pages["/1"] = moved(to)
    with pytest.raises(FetchError):
        site.fetcher().get(site.url("/1"))
    assert len(site.seen) == 1


def test_a_redirect_to_a_name_inside_is_refused(site: Site) -> None:
    site.names["inside.example.com"] = ("10.0.0.7",)
    site.pages["/1"] = moved("https://inside.example.com/secret")
    with pytest.raises(FetchError, match=r"10\.0\.0\.7"):
        site.fetcher().get(site.url("/1"))


def test_a_name_that_changes_its_mind_is_resolved_once(site: Site) -> None:
    answers = iter([("127.0.0.1",)])
    rebinding = Fetcher(
        FetchLimits(ports=frozenset({site.port})),
        judge=lambda host, address: True,
        resolve=lambda host, port: next(answers),
        tls=site.fetcher().tls,
    )
    site.pages["/a"] = page(b"once")
    assert rebinding.get(site.url("/a")).body == b"once"
    with pytest.raises(StopIteration):
        next(answers)


def test_a_certificate_of_another_name_is_refused(site: Site) -> None:
    site.pages["/a"] = page(b"x")
    with pytest.raises(FetchError, match="cannot be reached"):
        site.fetcher().get(site.url("/a", "other.example.com"))
    assert site.seen == []


def test_size_is_counted_not_believed(site: Site) -> None:
    def lying(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(400):
            request.wfile.write(bytes(10_000))

    site.pages |= {"/none": lying, "/told": page(bytes(200_000)), "/fits": page(bytes(100_000))}
    for path in ("/none", "/told"):
        with pytest.raises(FetchError, match="is larger than"):
            site.fetcher(max_bytes=100_000).get(site.url(path))
    assert len(site.fetcher(max_bytes=100_000).get(site.url("/fits")).body) == 100_000


def test_a_compressed_page_is_opened_and_a_bomb_is_not(site: Site) -> None:
    site.pages["/page"] = page(gzip.compress(b"<html>" * 100), "text/html", Content_Encoding="gzip")
    assert site.fetcher().get(site.url("/page")).body == b"<html>" * 100
    bomb = gzip.compress(bytes(30_000_000))
    site.pages |= {
        "/bomb": page(bomb, Content_Encoding="gzip"),
        "/cut": page(bomb[:-30], Content_Encoding="gzip"),
        "/noise": page(b"not gzip at all", Content_Encoding="gzip"),
        "/br": page(b"x", Content_Encoding="br"),
    }
    reasons = {"/bomb": "larger than 1 MB", "/cut": "larger", "/noise": "is damaged", "/br": "encoded as br"}
    for path, reason in reasons.items():
        with pytest.raises(FetchError, match=reason):
            site.fetcher(max_bytes=1_000_000).get(site.url(path))


def test_a_drip_ends_at_the_deadline(site: Site) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(100):
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.05)

    def drip_headers(request: BaseHTTPRequestHandler) -> None:
        for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 100:
            request.wfile.write(bytes([letter]))
            request.wfile.flush()
            time.sleep(0.05)

    site.pages |= {"/body": drip, "/headers": drip_headers}
    for path in ("/body", "/headers"):
        with pytest.raises(FetchError, match="in time"):
            site.fetcher(total_s=0.5).get(site.url(path))


def test_a_resolver_that_hangs_ends_at_the_deadline() -> None:
    def hang(host: str, port: int) -> tuple[str, ...]:
        time.sleep(2)
        return ()

    with pytest.raises(FetchError, match="in time"):
        Fetcher(FetchLimits(total_s=0.2), resolve=hang).get("https://shop.example.com/")


def test_what_is_not_there_is_said(site: Site) -> None:
    with pytest.raises(FetchError, match="answers 404"):
        site.fetcher().get(site.url("/none"))
    with pytest.raises(FetchError, match="cannot be reached"):
        Fetcher(resolve=lambda host, port: ()).get("https://nowhere.example.com/")


def test_proxies_of_the_environment_are_not_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    site.pages["/a"] = page(b"direct")
    assert site.fetcher().get(site.url("/a")).body == b"direct"


def test_there_are_at_least_forty_vectors() -> None:
    assert len(VECTORS["form"]) + len(VECTORS["resolves_to"]) >= 40
