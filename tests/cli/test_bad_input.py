"""Bad input through the real command line: one message with thing, reason and remedy, exit code 2, nothing left."""

import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Outcome, Vitrine
from tests.pipeline.fakes import draw_photo

GOOD = "product:\n  name: Stone Mug\n  images: [a.jpg]\nlanguage: en\nseconds: 6\n"


@pytest.fixture
def shop(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a producer and a photo."""
    monkeypatch.setenv("VITRINE_PRODUCER", "ACME-Shop")
    draw_photo(place / "a.jpg")
    return place


def check(shown: Outcome, out: Path, thing: str, reason: str, remedy: str) -> None:
    """The outcome is one message of that content, and the output folder holds nothing."""
    assert shown.code == 2, shown.err
    assert shown.out == ""
    lines = [line for line in shown.err.splitlines() if not line.endswith("…")]
    assert lines[0].startswith("error: ")
    assert [line for line in lines if line.startswith("hint: ")] == [lines[-1]]
    assert "Traceback" not in shown.err
    assert thing in lines[0]
    assert reason in shown.err
    assert remedy.lower() in lines[-1].lower()
    assert not out.exists() or list(out.iterdir()) == []


def bomb(path: Path) -> None:
    """A PNG of a few hundred bytes that says it has 100 megapixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def cut(path: Path) -> None:
    draw_photo(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def bytes_of(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


BRIEFS: list[tuple[str | bytes, str, str, str]] = [
    ("", "brief.yaml", "is empty", "product"),
    ("# to do\n", "brief.yaml", "is empty", "product"),
    (b"\x00\x01\x02", "brief.yaml", "not a UTF-8 text file", "product"),
    (b"\xff\xfea\x00", "brief.yaml", "not a UTF-8 text file", "save it as UTF-8"),
    (GOOD.encode("utf-16-le"), "brief.yaml", "it is UTF-16", "save it as UTF-8"),
    (GOOD.encode("utf-16-be"), "brief.yaml", "it is UTF-16", "save it as UTF-8"),
    (GOOD.replace("Stone", "Stone \u202e"), "product.name", "U+202E", "delete it"),
    ("- a\n", "brief.yaml", "holds a list", "product"),
    ("product: {name: x", "brief.yaml", "not valid YAML", "mend"),
    (GOOD + "colour: red\n", "colour", "not a known field", "known"),
    (GOOD + "secondss: 9\n", "secondss", "not a known field", "did you mean 'seconds'?"),
    (GOOD.replace("Stone Mug", "''"), "product.name", "is empty", "product's name"),
    (GOOD.replace("Stone Mug", '"\\u200b"'), "product.name", "nothing that can be read", "product's name"),
    (GOOD.replace("Stone Mug", '"\\uE000 --"'), "product.name", "nothing that can be read", "product's name"),
    (GOOD + "seconds: 9\n", "key 'seconds'", "stands twice", "keep one"),
    (GOOD.replace("seconds: 6", "seconds: 36000"), "seconds", "more than 60", "6 to 60"),
    (GOOD.replace("seconds: 6", "seconds: -6"), "seconds", "less than 6", "6 to 60"),
    (GOOD.replace("language: en", "language: klingon"), "language", "not offered", "'zh' or 'en'"),
    (GOOD + "template: no-such-template\n", "template 'no-such-template'", "unknown", "pick one of"),
    (GOOD + "captions: bob\n", "captions (line 6) is 'bob', which", "not offered", "write auto, colour, box or pop"),
    (GOOD.replace("[a.jpg]", "[a.jpg]\n  price: 1e400"), "product.price", "with more than 12 digits", "0 or more"),
    (GOOD + "voice: nobody\n", "voice 'nobody'", "not known", "known"),
    (GOOD + "brand_kit: nowhere.yaml\n", "brand_kit", "does not exist", "check the path"),
    (GOOD.replace("[a.jpg]", "[a.jpg]\n  price: -1"), "product.price", "less than 0", "0 or more"),
    (GOOD.replace("[a.jpg]", "[a.jpg]\n  price: NaN"), "product.price", "not a number", "0 or more"),
    (GOOD.replace("[a.jpg]", "[a.jpg]\n  price: nan"), "product.price", "not a number", "0 or more"),
    (GOOD.replace("[a.jpg]", "[a.jpg]\n  currency: RMB"), "product.currency", "ISO 4217", "CNY"),
    (GOOD.replace("[a.jpg]", f"[a.jpg]\n  description: {'x' * 10_000}"), "description", "10000 characters", "shorten"),
    (GOOD.replace("[a.jpg]", "[]"), "product", "at least one image or video", "product.images"),
    (GOOD.replace("a.jpg", "nowhere.jpg"), "product.images[0]: nowhere.jpg", "", ""),
    (GOOD.replace("a.jpg", "."), "product.images[0]", "", ""),
    (GOOD.replace("a.jpg", "/dev/zero"), "product.images[0]", "", ""),
    (GOOD.replace("images: [a.jpg]", "videos: [a.jpg]"), "product.videos[0]", "is an image", "product.images"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "thing", "reason", "remedy"), BRIEFS)
def test_bad_briefs(vitrine: Vitrine, shop: Path, content: str | bytes, thing: str, reason: str, remedy: str) -> None:
    brief = shop / "brief.yaml"
    brief.write_bytes(content.encode() if isinstance(content, str) else content)
    check(vitrine("make", brief, "--out", shop / "out"), shop / "out", thing, reason, remedy)


@pytest.mark.parametrize("command", ["make", "preview"])
def test_a_brief_that_is_a_folder_or_a_pipe(vitrine: Vitrine, shop: Path, command: str) -> None:
    os.mkfifo(shop / "pipe.yaml")
    check(vitrine(command, shop / "pipe.yaml"), shop / "out", "pipe.yaml", "not a regular file", "save it as a file")
    (shop / "briefs").mkdir()
    check(vitrine(command, shop / "briefs"), shop / "out", "briefs", "is a folder", "name the brief's file in it")


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("empty.jpg", bytes_of(b"")),
        ("cut.jpg", cut),
        ("bomb.png", bomb),
        ("drawing.svg", bytes_of(b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")),
        ("drawing.jpg", bytes_of(b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>")),
        ("text.jpg", bytes_of(b"I am no photo.")),
        ("page.jpg", bytes_of(b"<!doctype html><html><body>404</body></html>")),
        ("list.jpg", bytes_of(b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")),
        ("concat.jpg", bytes_of(b"ffconcat version 1.0\nfile /etc/passwd\n")),
        ("paper.jpg", bytes_of(b"%PDF-1.7\n%\xe2\xe3")),
        ("archive.png", bytes_of(b"PK\x03\x04" + bytes(60))),
        ("noise.jpg", bytes_of(b"\xff\xd8" + os.urandom(5000))),
        ("moving.gif", bytes_of(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;")),
    ],
)
def test_bad_pictures(vitrine: Vitrine, shop: Path, name: str, write: Callable[[Path], object]) -> None:
    write(shop / name)
    (shop / "brief.yaml").write_text(GOOD.replace("[a.jpg]", f"[a.jpg, {name}]"))
    shown = vitrine("make", shop / "brief.yaml", "--out", shop / "out")
    check(shown, shop / "out", "product.images[1]: ", name, "")


@pytest.mark.parametrize("content", [b"", b"I am no clip.", b"\x00\x00\x00\x18ftypmp42" + bytes(100)])
def test_bad_clips(vitrine: Vitrine, shop: Path, content: bytes) -> None:
    (shop / "clip.mp4").write_bytes(content)
    (shop / "brief.yaml").write_text(GOOD.replace("[a.jpg]", "[a.jpg]\n  videos: [clip.mp4]"))
    shown = vitrine("make", shop / "brief.yaml", "--out", shop / "out")
    check(shown, shop / "out", "product.videos[0]: ", "clip.mp4", "")


def test_a_pipe_for_a_picture_does_not_hang(vitrine: Vitrine, shop: Path) -> None:
    os.mkfifo(shop / "pipe.jpg")
    (shop / "brief.yaml").write_text(GOOD.replace("a.jpg", "pipe.jpg"))
    shown = vitrine("make", shop / "brief.yaml", "--out", shop / "out")
    check(shown, shop / "out", "product.images[0]: ", "pipe.jpg", "")


@pytest.mark.parametrize(
    ("options", "thing", "remedy"),
    [
        (["--seconds", "36000"], "--seconds", "6 to 60"),
        (["--seconds", "ten"], "--seconds", "--help"),
        (["--aspect", "4:3"], "--aspect", "9:16"),
        (["--language", "fr"], "--language", "'zh' or 'en'"),
        (["--variants", "0"], "0 variants", "1 to"),
        (["--same-body"], "--same-body", "--variants n"),
        (["--plan", "nowhere"], "plan 'nowhere'", "vitrine plan"),
        (["--template", "no-such"], "template 'no-such'", "pick one of"),
        (["--template", "../etc"], "--template", "vitrine templates"),
    ],
)
def test_bad_options(vitrine: Vitrine, shop: Path, options: list[str], thing: str, remedy: str) -> None:
    (shop / "brief.yaml").write_text(GOOD)
    check(vitrine("make", shop / "brief.yaml", "--out", shop / "out", *options), shop / "out", thing, "", remedy)


@pytest.mark.parametrize(
    ("name", "reason"), [("nowhere.yaml", "does not exist"), (".", "is a folder"), ("x" * 400, "cannot be read")]
)
def test_a_brief_that_is_not_there(vitrine: Vitrine, shop: Path, name: str, reason: str) -> None:
    check(vitrine("make", name, "--out", shop / "out"), shop / "out", "brief", reason, "")


def test_without_a_producer(vitrine: Vitrine, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VITRINE_PRODUCER")
    (shop / "brief.yaml").write_text(GOOD)
    shown = vitrine("make", shop / "brief.yaml", "--out", shop / "out")
    check(shown, shop / "out", "no producer is set", "who answers for it", "vitrine init")


def test_settings_that_are_wrong(vitrine: Vitrine, shop: Path) -> None:
    (shop / "brief.yaml").write_text(GOOD)
    (shop / "vitrine.toml").write_text("fontdir = 'x'\n")
    shown = vitrine("make", shop / "brief.yaml", "--out", shop / "out")
    check(shown, shop / "out", "'vitrine.toml': 'fontdir'", "is not a setting", "did you mean 'font_dir'?")


@pytest.mark.parametrize("out", ["file", "file/below", "/proc/vitrine", "/dev/null/x", "y" * 300])
def test_an_output_folder_that_cannot_be_written(vitrine: Vitrine, shop: Path, out: str) -> None:
    (shop / "brief.yaml").write_text(GOOD)
    (shop / "file").write_text("")
    before = sorted(path.name for path in shop.iterdir())
    check(vitrine("make", "brief.yaml", "--out", out), shop / "nothing", "output folder", out, "name")
    assert sorted(path.name for path in shop.iterdir() if path.name != "home") == before


@pytest.mark.slow
@pytest.mark.parametrize("out", [("--out", ""), ("--out=",)])
def test_an_empty_output_folder_is_not_the_current_one(vitrine: Vitrine, shop: Path, out: tuple[str, ...]) -> None:
    done = vitrine("make", str(shop / "brief.yaml"), *out)
    assert (done.code, done.out) == (2, "")
    assert "--out is empty" in done.err
    assert "variable" in done.err


def test_a_full_output_folder(shop: Path) -> None:
    """On a file system of 64 kB, in a mount namespace of its own."""
    (shop / "brief.yaml").write_text(GOOD)
    (shop / "small").mkdir()
    command = f"mount -t tmpfs -o size=64k none {shop}/small && {sys.executable} -m cli make brief.yaml --out small/out"
    shown = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", f"{command}; code=$?; ls -A {shop}/small; exit $code"],
        capture_output=True, text=True, check=False, cwd=shop, env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    if "unshare" in shown.stderr or "mount:" in shown.stderr:
        pytest.skip("this machine lets nobody mount")
    assert shown.returncode == 2, shown.stderr
    assert "output folder 'small/out' has 0 MB free" in shown.stderr
    assert "hint: free some space" in shown.stderr
    assert shown.stdout == ""


TIMELINES: list[tuple[str, str, str]] = [
    ("", "is empty", "vitrine make"),
    ("[]", "holds a list", "vitrine make"),
    ("{", "not valid JSON", "mend"),
    ('{"version": 1}', "title is missing", ""),
    ('{"a": NaN}', "NaN is not a number", "mend"),
]


@pytest.mark.parametrize(("content", "reason", "remedy"), TIMELINES)
def test_bad_timelines(vitrine: Vitrine, shop: Path, content: str, reason: str, remedy: str) -> None:
    (shop / "timeline.json").write_text(content)
    shown = vitrine("render", shop / "timeline.json", "--out", shop / "out")
    check(shown, shop / "out", "timeline", reason, remedy)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nowhere.mp4", None),
        ("empty.mp4", b""),
        ("text.mp4", b"hello"),
        ("folder", None),
        ("cut.mp4", b"\0\0\0\x18ftyp"),
    ],
)
def test_what_verify_cannot_read(vitrine: Vitrine, shop: Path, name: str, content: bytes | None) -> None:
    (shop / "folder").mkdir()
    if content is not None:
        (shop / name).write_bytes(content)
    check(vitrine("verify", shop / name), shop / "out", "", "", "")


def test_verify_says_what_fails(vitrine: Vitrine, shop: Path) -> None:
    shown = vitrine("verify", shop / "a.jpg")
    assert shown.code == 1
    assert "✗" in shown.out
    assert "checks fail" in shown.out
    as_json = vitrine("verify", shop / "a.jpg", "--json")
    assert as_json.code == 1
    assert '"passed": false' in as_json.out


def test_an_unknown_template_has_no_preview(vitrine: Vitrine, shop: Path) -> None:
    shown = vitrine("templates", "--preview", "no-such", "--out", shop / "out/p.jpg")
    check(shown, shop / "out", "template 'no-such'", "unknown", "pick one of")
