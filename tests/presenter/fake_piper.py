"""Stands in for piper: takes its options and its standard input, and behaves as the text in the voice file says.

Run as a script by the wrapper that ``installed`` writes.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def installed(folder: Path, mood: str = "speak", *languages: str) -> tuple[Path, tuple[Path, ...]]:
    """The executable, and voice files for the languages (both without any) whose mood it takes on."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "piper"
    path.write_text(f'#!/bin/sh\nexec {sys.executable} {Path(__file__).resolve()} "$@"\n')
    path.chmod(0o755)
    return path, tuple(voice_file(folder, language, mood) for language in languages or ("zh", "en"))


def voice_file(folder: Path, language: str, mood: str) -> Path:
    model = folder / f"{language}-test-medium.onnx"
    model.write_text(mood)
    told = {"language": {"family": language}, "inference": {"length_scale": 1.0}, "audio": {"sample_rate": 22050}}
    model.with_name(f"{model.name}.json").write_text(json.dumps(told))
    return model


def main() -> None:
    options = argparse.ArgumentParser()
    for name in ("--model", "--config", "--output_file", "--length_scale"):
        options.add_argument(name, required=True)
    given = options.parse_args()
    language = json.loads(Path(given.config).read_text())["language"]["family"]
    mood = Path(given.model).read_text()
    text = sys.stdin.read()
    assert "\n" not in text.rstrip("\n")
    behave(mood, text.strip(), language, 1 / float(given.length_scale), Path(given.output_file))


def behave(mood: str, text: str, language: str, rate: float, out: Path) -> None:
    if mood == "hang":
        child = subprocess.Popen(["sleep", "60"])
        Path(os.environ["PIPER_TEST_CHILD"]).write_text(str(child.pid))
        time.sleep(60)
    if mood == "crash":
        os.abort()
    if mood == "fail":
        sys.exit("x" * 900 + " Unable to find voice")
    if mood == "peek":
        sys.exit(" ".join(name for name in os.environ if name.startswith("VITRINE_")) or "saw nothing")
    if mood == "chatty":
        sys.stderr.write("[info] loading\n" * 200_000)
    data = sound(text, language, rate)
    out.write_bytes(spoilt(mood, data)) if mood != "mute" else None


def sound(text: str, language: str, rate: float) -> bytes:
    sys.path.insert(0, str(ROOT))
    from presenter.espeak import EspeakSpeaker
    from presenter.wav import wav_bytes

    return wav_bytes(EspeakSpeaker(f"espeak-{language}-max").speak(text, language, rate).pcm)  # type: ignore[arg-type]


def spoilt(mood: str, data: bytes) -> bytes:
    if mood == "cut":
        return data[: len(data) // 2]
    if mood == "silent":
        return data[:44] + bytes(len(data) - 44)
    if mood == "endless":
        body = data[44:] * 12
        return data[:4] + (len(body) + 36).to_bytes(4, "little") + data[8:40] + len(body).to_bytes(4, "little") + body
    return b"#EXTM3U\nhttp://127.0.0.1/other.wav\n" if mood == "playlist" else b"" if mood == "empty" else data


if __name__ == "__main__":
    main()
