"""A local neural voice: the ``piper`` executable and voice files that the operator has; nothing leaves the machine.

Each line is one run of the engine with the text on its standard input and a WAV file as its answer. It runs in a
process group of its own and without our variables, and is ended with all that it started when time is over.
"""

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import BaseModel, ValidationError

from domain.brief import Language
from domain.errors import SettingsError, SpeechError
from presenter.decoding import decode_sound
from presenter.forced import force
from presenter.loudness import Signal
from presenter.normalise import normalise
from presenter.plausible import plausible
from presenter.speaker import NO_LEXICON, Lexicon, Speaker, SpokenLine, check_rate
from presenter.voices import load_voices

_MOST_BYTES = 50_000_000
_HINT = "check piper_path and piper_voices with `vitrine doctor`, or use the embedded voice"


class _Told(BaseModel):
    """What a voice file's JSON says of its language; older ones name only the voice that reads for it."""

    class _Language(BaseModel):
        family: str = ""

    class _Reader(BaseModel):
        voice: str = ""

    class _Inference(BaseModel):
        length_scale: float = 1.0

    language: _Language = _Language()
    espeak: _Reader = _Reader()
    inference: _Inference = _Inference()

    @property
    def code(self) -> str:
        """The language as two letters."""
        reader = self.espeak.voice.partition("-")[0]
        return self.language.family or {"cmn": "zh"}.get(reader, reader)


@dataclass(frozen=True)
class PiperVoice:
    """A voice file (ONNX), the JSON beside it, the language it speaks and how long its sounds are at rate 1."""

    model: Path
    config: Path
    language: str
    length: float


def read_voice(model: Path) -> PiperVoice:
    """The voice of a file. Raises SettingsError when it, or the JSON beside it, is not there or not a voice's."""
    config = model.with_name(f"{model.name}.json")
    for file in (model, config):
        if not file.is_file():
            raise SettingsError(
                f"piper_voices: '{file}' is not there", hint="name the .onnx file, with its .onnx.json beside it"
            )
    try:
        told = _Told.model_validate_json(config.read_bytes())
    except (OSError, ValidationError) as error:
        raise SettingsError(
            f"piper_voices: '{config}' does not describe a voice", hint="download the voice's two files again"
        ) from error
    return PiperVoice(model, config, told.code, told.inference.length_scale)


class PiperSpeaker:
    """Voice files spoken by the executable at ``path``; the first of a language speaks it.

    ``guide`` says each line too, so that its words can be found in the sound.
    """

    name = "piper"
    source = ""

    def __init__(self, path: Path, voices: Sequence[PiperVoice], guide: Speaker, timeout_s: float = 60.0) -> None:
        self._path, self._voices, self._guide, self._timeout_s = path, tuple(voices), guide, timeout_s

    def voice_for(self, language: Language) -> str:
        """The catalogue's name for the language, and the file that speaks it."""
        row = next(voice for voice in load_voices() if (voice.provider, voice.language) == (self.name, language))
        return f"{row.name}@{self._voice(language).model.stem}"

    def speak(self, text: str, language: Language, rate: float = 1.0, lexicon: Lexicon = NO_LEXICON) -> SpokenLine:
        check_rate(rate)
        reading = normalise(text, language, lexicon)
        if not reading.tokens:
            raise SpeechError(f"'{text[:40]}' has nothing to say in it", hint="write the line in words")
        voice = self._voice(language)
        guide = self._guide.speak(text, language, 1.0, lexicon)
        try:
            pcm = plausible(self._sound(reading.said, voice, rate), guide.duration_ms / rate)
        except ValueError as error:
            raise SpeechError(f"piper gave {error}", hint=_HINT) from error
        return SpokenLine(pcm, force(guide, pcm))

    def _voice(self, language: Language) -> PiperVoice:
        for voice in self._voices:
            if voice.language == language:
                return voice
        raise SpeechError(f"piper has no voice file for language '{language}'", hint="add one to piper_voices")

    def _sound(self, said: str, voice: PiperVoice, rate: float) -> Signal:
        """One run. Raises SpeechError, or ValueError for sound that is none."""
        with TemporaryDirectory(prefix="vitrine-piper-") as folder:
            out = Path(folder) / "line.wav"
            command: list[str | Path] = [self._path, "--model", voice.model, "--config", voice.config]
            command += ["--output_file", out, "--length_scale", f"{voice.length / rate:.4f}"]
            self._run(command, said, Path(folder))
            if not out.is_file():
                raise ValueError("no sound")
            if out.stat().st_size > _MOST_BYTES:
                raise ValueError(f"more than {_MOST_BYTES // 10**6} MB for one line")
            return decode_sound(out.read_bytes())

    def _run(self, command: Sequence[str | Path], said: str, folder: Path) -> None:
        """Run the engine in ``folder`` to its end. Raises SpeechError with what it wrote to standard error."""
        told = folder / "told"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("VITRINE_")}
        with told.open("wb") as errors:
            try:
                process = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors,
                    cwd=folder, env=clean, start_new_session=True,
                )  # fmt: skip
            except OSError as error:
                raise SpeechError(f"piper could not be started: {error}", hint=_HINT) from error
            try:
                process.communicate(" ".join(said.split()).encode() + b"\n", timeout=self._timeout_s)
            except subprocess.TimeoutExpired as error:
                raise SpeechError(
                    f"piper gave no answer within {self._timeout_s:g} s",
                    hint="raise piper_timeout, or use another voice",
                ) from error
            finally:
                _end(process)
        if process.returncode:
            raise SpeechError(f"piper ended with code {process.returncode}: {_last_words(told)}", hint=_HINT)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the engine and whatever it started; what has ended already stays as it is."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _last_words(told: Path) -> str:
    with told.open("rb") as file:
        file.seek(max(0, told.stat().st_size - 4000))
        lines = file.read().decode(errors="replace").split()
    return " ".join(lines)[-400:] or "no message"
