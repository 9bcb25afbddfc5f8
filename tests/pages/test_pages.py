"""The pages as a browser asks for them: who sees which, in which language, and under which policy."""

import ast
import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.pages.routes import SIGNED
from api.pages.words import LANGUAGES, choose_language, load_said, load_words
from domain.errors import SettingsError
from pipeline.accounts.accounts import NewAccount
from pipeline.accounts.terms import VERSION
from templates.catalogue import load_template, template_names
from tests.api.house import House

pytestmark = pytest.mark.anyio
PASSWORD = "correct horse battery"
JAVASCRIPT = sorted(Path("api/static/js").glob("*.js"))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def stranger(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with house.client() as client:
        yield client


@pytest.fixture
async def ada(house: House, stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    account = house.front.accounts.create(NewAccount("ada@example.com", "Ada", PASSWORD))
    house.front.terms.accept(account, VERSION, "127.0.0.1")
    answer = await stranger.post("/v1/session", json={"email": "ada@example.com", "password": PASSWORD})
    assert answer.status_code == 201
    return stranger


def test_both_languages_say_the_same_things() -> None:
    words = load_words()
    assert set(words["zh"].texts) == set(words["en"].texts)
    for key, english in words["en"].texts.items():
        assert set(re.findall(r"\{(\w+)\}", english)) == set(re.findall(r"\{(\w+)\}", words["zh"].texts[key])), key
    with pytest.raises(SettingsError, match="no text"):
        words["zh"]("no.such.text")


def test_every_check_and_bound_has_its_translation() -> None:
    said, told = load_said(), set[str]()
    for path in Path("labeling/checks").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Check":
                told |= {one.value for one in call.args[1:3] if isinstance(one, ast.Constant)}
    assert len(told) > 60
    for language in set(LANGUAGES) - {"en"}:
        shapes = [re.compile(shape) for shape, _ in said[language].patterns]
        missing = [text for text in told - set(said[language].phrases) if not any(s.fullmatch(text) for s in shapes)]
        assert missing == []


def test_translated_patterns_use_no_place_that_they_do_not_find() -> None:
    for language, said in load_said().items():
        for shape, text in said.patterns:
            assert {int(n) for n in re.findall(r"\$(\d)", text)} <= set(range(1, re.compile(shape).groups + 1)), (
                language,
                shape,
            )


@pytest.mark.parametrize("script", JAVASCRIPT, ids=lambda path: path.name)
def test_scripts_ask_for_texts_that_there_are(script: Path) -> None:
    texts = load_words()["en"].texts
    asked = set(re.findall(r'\bt\("([\w.]+)"', script.read_text("utf-8")))
    assert asked <= set(texts)


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [("zh", "en", "zh"), ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("", "fr,en;q=0.5", "en"), ("xx", "", "en")],
)
def test_the_language_of_a_visitor(cookie: str, accepted: str, language: str) -> None:
    assert choose_language(cookie, accepted) == language


async def test_before_there_is_an_account_every_way_leads_to_setting_up(
    house: House, stranger: httpx.AsyncClient
) -> None:
    answer = await stranger.get("/videos")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/videos")
    assert (await stranger.get("/compare?v=vid_x")).headers["location"] == "/login?next=/compare%3Fv%3Dvid_x"
    assert "vitrine serve" in (await stranger.get("/login")).text
    token = house.front.accounts.setup_link()
    assert f'data-token="{token}"' in (await stranger.get(f"/setup?token={token}")).text


async def test_every_page_in_both_languages_without_inline_script_style_or_another_host(ada: httpx.AsyncClient) -> None:
    for path in (*SIGNED, "/login", "/terms"):
        for language, tag in (("en", "en"), ("zh", "zh-CN")):
            address = path.replace("{video}", "vid_x").replace("{batch}", "bat_x")
            answer = await ada.get(address, headers={"accept-language": language})
            assert answer.status_code == 200, path
            html = answer.text
            assert f'<html lang="{tag}"' in html, path
            assert re.search(r'<meta name="csrf" content="\w{20,}">', html), path
            assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html), path
            assert not re.search(r'(?:src|href)="(?:https?:)?//', html), path
    policy = (await ada.get("/")).headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy


async def test_pages_open_once_the_terms_are_accepted(house: House, stranger: httpx.AsyncClient) -> None:
    bob = house.front.accounts.create(NewAccount("bob@example.com", "Bob", PASSWORD))
    signed = await stranger.post("/v1/session", json={"email": "bob@example.com", "password": PASSWORD})
    token = {"x-csrf-token": signed.json()["csrf_token"]}
    turned = await stranger.get("/videos")
    assert (turned.status_code, turned.headers["location"]) == (303, "/terms?next=/videos")
    assert 'id="accept"' in (await stranger.get("/terms?next=/videos")).text
    assert (await stranger.get("/v1/terms")).json() == {"version": VERSION, "accepted_at": None}
    assert (await stranger.post("/v1/terms", json={"version": "1999-01"}, headers=token)).status_code == 409
    first = (await stranger.post("/v1/terms", json={"version": VERSION}, headers=token)).json()
    assert (await stranger.post("/v1/terms", json={"version": VERSION}, headers=token)).json() == first
    kept = house.front.terms.accepted(bob)
    assert kept is not None and kept.version == VERSION and kept.address == "127.0.0.1"
    assert (await stranger.get("/videos")).status_code == 200
    assert f"{VERSION} · accepted on" in (await stranger.get("/settings")).text


async def test_files_are_cached_for_ever_and_packed(ada: httpx.AsyncClient) -> None:
    url = re.findall(r'href="(/static/[^"]+site\.css)"', (await ada.get("/")).text)[0]
    answer = await ada.get(url)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    plain = await ada.get(url, headers={"accept-encoding": "identity"})
    assert plain.content == answer.content
    assert len(gzip.compress(plain.content)) < len(plain.content)
    old = await ada.get(re.sub(r"/static/\w+-", "/static/0ld-", url))
    assert old.headers["cache-control"] == "no-cache"
    for name in ("..%2fwrapping.py", "js/none.js", "%2e%2e%2fapp.py"):
        assert (await ada.get(f"/static/x-en/{name}")).status_code == 404


async def test_a_page_is_packed_unless_it_repeats_its_address(ada: httpx.AsyncClient) -> None:
    for path, packed in (("/new", True), ("/new?sample=1", False), ("/videos/vid_x", False), ("/terms?next=/x", False)):
        assert ((await ada.get(path)).headers.get("content-encoding") == "gzip") == packed, path
    assert "content-encoding" not in (await ada.get("/new", headers={"accept-encoding": "identity"})).headers


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_form_says_what_a_template_needs(language: str, ada: httpx.AsyncClient) -> None:
    html = (await ada.get("/new", headers={"accept-language": language})).text
    needy = [name for name in template_names() if load_template(name).needs]
    said = re.findall(r'id="t-([\w-]+)">[^<]+<small class="soft">([^<]+)</small>', html)
    assert sorted(name for name, _ in said) == needy
    assert all(words.strip() for _, words in said)


async def test_a_page_asks_for_one_script_in_its_language(ada: httpx.AsyncClient) -> None:
    for language, word in (("en", "Make the video"), ("zh", "开始生成")):
        html = (await ada.get("/new", headers={"accept-language": language})).text
        scripts = re.findall(r'src="(/static/[^"]+\.js)"', html)
        assert len(scripts) == 1
        assert word in (await ada.get(scripts[0])).text


async def test_scripts_speak_the_language_of_their_page(ada: httpx.AsyncClient) -> None:
    assert "视频" in (await ada.get("/static/x-zh/js/words.js")).text
    assert "Make the video" in (await ada.get("/static/x-en/js/words.js")).text


async def test_no_page_leads_to_another_site(ada: httpx.AsyncClient) -> None:
    for away in ("https://evil.example", "//evil.example", "/\\evil.example"):
        assert (await ada.get("/theme/dark", params={"next": away})).headers["location"] == "/"
        assert (await ada.get("/login", params={"next": away})).text.count("evil") == 1  # the link to the language


async def test_an_unknown_address_is_a_page_for_browsers_and_a_problem_for_programs(ada: httpx.AsyncClient) -> None:
    for path in ("/no/such/page", "/m/revoked/film.mp4", "/m/a%20b/film.mp4", "/m/short"):
        page = await ada.get(path, headers={"accept": "text/html,*/*;q=0.8", "accept-language": "zh"})
        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8"), path
        assert "找不到页面" in page.text
    for path, accept in (
        ("/no/such/page", "application/json"), ("/v1/nothing", "text/html"), ("/no", "*/*"),
        ("/m/revoked/film.mp4", "*/*"), ("/m/revoked/film.mp4", "video/mp4"),
    ):  # fmt: skip
        problem = await ada.get(path, headers={"accept": accept})
        assert (problem.status_code, problem.headers["content-type"]) == (404, "application/problem+json"), path
    assert (await ada.get("/v1/setup", headers={"accept": "text/html"})).status_code == 405


async def test_a_choice_is_remembered(ada: httpx.AsyncClient) -> None:
    await ada.get("/theme/dark", params={"next": "/videos"})
    await ada.get("/language/zh")
    html = (await ada.get("/videos", headers={"accept-language": "en"})).text
    assert '<html lang="zh-CN" data-theme="dark">' in html
    assert (await ada.get("/theme/pink")).status_code == 404


async def test_a_photo_given_to_a_page_gets_the_gallery_ready(
    house: House, ada: httpx.AsyncClient, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = list[str]()
    monkeypatch.setattr(house.front.gallery, "expect", lambda: expected.append("a picture"))
    token = re.findall(r'name="csrf" content="(\w+)"', (await ada.get("/")).text)[0]
    sent = {"file": ("cup.jpg", photo.read_bytes())}
    assert (await ada.post("/v1/assets", headers={"x-csrf-token": token}, files=sent)).status_code == 201
    assert expected == ["a picture"]
    async with house.client(house.key(house.front.accounts.find("ada@example.com"))) as program:
        assert (await program.post("/v1/assets", files=sent)).status_code == 201
    assert expected == ["a picture"]


async def test_a_file_is_verified_and_not_kept(house: House, ada: httpx.AsyncClient) -> None:
    token = re.findall(r'name="csrf" content="(\w+)"', (await ada.get("/")).text)[0]
    text = {"file": ("post.txt", "一只杯子".encode(), "text/plain")}
    assert (await ada.post("/v1/verifications", files=text)).status_code == 403
    answer = await ada.post("/v1/verifications", files=text, headers={"x-csrf-token": token})
    report = answer.json()
    assert answer.status_code == 200
    assert not report["passed"]
    assert report["checks"]
    refused = await ada.post(
        "/v1/verifications", files={"file": ("a.mp4", b"not a film", "video/mp4")}, headers={"x-csrf-token": token}
    )
    assert refused.json()["code"] == "unusable_input"
    assert not [path for path in house.home.rglob("*") if path.name in ("post.txt", "a.mp4")]
