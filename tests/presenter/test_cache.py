from pathlib import Path

import pytest

from domain.errors import StorageError
from presenter.cache import CachedSpeaker
from presenter.speaker import Speaker
from tests.presenter.speakers import CountingSpeaker


def test_a_line_is_spoken_once(tmp_path: Path) -> None:
    inner = CountingSpeaker()
    first = CachedSpeaker(inner, tmp_path).speak("早上好", "zh")
    again = CachedSpeaker(inner, tmp_path).speak("早上好", "zh")
    assert len(inner.asked) == 1
    assert (again.pcm == first.pcm).all()
    assert again.pcm.dtype == first.pcm.dtype
    assert (again.words, again.visemes) == (first.words, first.visemes)


@pytest.mark.parametrize(
    ("speaker", "text", "language", "rate"),
    [
        (CountingSpeaker(), "晚上好", "zh", 1.0),
        (CountingSpeaker(), "早上好", "en", 1.0),
        (CountingSpeaker(), "早上好", "zh", 1.1),
        (CountingSpeaker("other"), "早上好", "zh", 1.0),
    ],
)
def test_anything_else_is_another_line(
    tmp_path: Path, speaker: CountingSpeaker, text: str, language: str, rate: float
) -> None:
    CachedSpeaker(CountingSpeaker(), tmp_path).speak("早上好", "zh")
    CachedSpeaker(speaker, tmp_path).speak(text, language, rate)  # type: ignore[arg-type]
    assert len(speaker.asked) == 1
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"garbage", b'{"samples": 3, "words": [], "visemes": []}\n1234'])
def test_a_damaged_file_is_spoken_again(tmp_path: Path, damage: bytes) -> None:
    inner = CountingSpeaker()
    cached = CachedSpeaker(inner, tmp_path)
    cached.speak("早上好", "zh")
    next(tmp_path.iterdir()).write_bytes(damage)
    assert cached.speak("早上好", "zh").duration_ms == 30
    assert cached.speak("早上好", "zh").duration_ms == 30
    assert len(inner.asked) == 2


def test_it_passes_for_the_speaker_inside(tmp_path: Path) -> None:
    cached: Speaker = CachedSpeaker(CountingSpeaker("inner"), tmp_path)
    assert (cached.name, cached.voice_for("zh")) == ("inner", "inner-zh")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StorageError, match="file"):
        CachedSpeaker(CountingSpeaker(), blocked / "cache").speak("早上好", "zh")


def test_the_longest_unused_lines_go(tmp_path: Path) -> None:
    inner = CountingSpeaker()
    one = CachedSpeaker(inner, tmp_path, limit_bytes=0)
    for text in ("早上好", "晚上好"):
        one.speak(text, "zh")
    assert len(list(tmp_path.iterdir())) == 1
    roomy = CachedSpeaker(inner, tmp_path, limit_bytes=10**6)
    roomy.speak("早上好", "zh")
    assert len(list(tmp_path.iterdir())) == 2


def test_another_pronunciation_is_another_line_only_where_it_matters(tmp_path: Path) -> None:
    inner = CountingSpeaker()
    cached = CachedSpeaker(inner, tmp_path)
    cached.speak("早上好", "zh")
    cached.speak("早上好", "zh", 1.0, {"Nordleaf": "北叶"})
    assert len(inner.asked) == 1
    cached.speak("早上好", "zh", 1.0, {"早": "枣"})
    assert len(inner.asked) == 2
