"""A script spoken: one voice for the whole of it, every scene's sound in the asset store."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from types import MappingProxyType

from domain.asset import Asset, AssetStore
from domain.errors import SpeechError
from domain.render import Progress
from domain.script import SceneId, Script
from domain.voice import SpokenScene, Voiceover
from presenter.speaker import NO_LEXICON, Lexicon, Speaker, SpokenLine
from presenter.wav import wav_bytes

STAGE = "speak"
Rates = Mapping[SceneId, float]
"""How fast some scenes are spoken, in place of the script's rate."""

_TOGETHER = 2
"""Scenes spoken side by side: one is polished, or waited for at a service, while the next is made."""

NO_RATES: Rates = MappingProxyType({})


def speak_script(
    script: Script,
    speakers: Sequence[Speaker],
    store: AssetStore,
    rate: float = 1.0,
    progress: Progress | None = None,
    lexicon: Lexicon = NO_LEXICON,
    rates: Rates = NO_RATES,
) -> tuple[Voiceover, tuple[Asset, ...]]:
    """Speak every scene's narration and store it: one WAV (48 kHz mono 16-bit) a scene, in order.

    The speakers are tried in turn, each for the whole script, so that a video never changes its
    voice; ``fallback_reason`` says why earlier ones were left. Raises SpeechError when none can.
    """
    reasons: list[str] = []
    for speaker in speakers:
        try:
            lines = _speak(script, speaker, (rate, rates), progress, lexicon)
            voice = speaker.voice_for(script.language)
        except SpeechError as error:
            reasons.append(f"{speaker.name}: {error.message}")
            continue
        assets = tuple(
            store.put_bytes(wav_bytes(line.pcm), f"voice-{scene.id}.wav")
            for scene, line in zip(script.scenes, lines, strict=True)
        )
        return _voiceover(script, lines, assets, speaker.name, voice, "; ".join(reasons)), assets
    raise SpeechError(
        f"no voice could speak the script ({'; '.join(reasons) or 'none is configured'})",
        hint="run `vitrine doctor` to see which voices work here",
    )


def _speak(
    script: Script, speaker: Speaker, pace: tuple[float, Rates], progress: Progress | None, lexicon: Lexicon
) -> tuple[SpokenLine, ...]:
    rate, rates = pace
    lines: list[SpokenLine] = []
    for line in _made_ahead(
        partial(speaker.speak, scene.narration, script.language, rates.get(scene.id, rate), lexicon)
        for scene in script.scenes
    ):
        lines.append(line)
        if progress:
            progress(STAGE, len(lines) / len(script.scenes))
    return tuple(lines)


def _made_ahead(lines: Iterable[Callable[[], SpokenLine]]) -> Iterator[SpokenLine]:
    """The lines in order, each made while the one before is; none is begun once one has failed."""
    begun: deque[Future[SpokenLine]] = deque()
    with ThreadPoolExecutor(_TOGETHER, "voice") as pool:
        for make in lines:
            begun.append(pool.submit(make))
            if len(begun) == _TOGETHER:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()


def _voiceover(
    script: Script, lines: Sequence[SpokenLine], assets: Sequence[Asset], provider: str, voice: str, reason: str
) -> Voiceover:
    scenes = tuple(
        SpokenScene(
            scene=scene.id,
            audio=asset.sha256,
            duration_ms=line.duration_ms,
            words=line.words,
            visemes=line.visemes,
        )
        for scene, line, asset in zip(script.scenes, lines, assets, strict=True)
    )
    return Voiceover(scenes=scenes, provider=provider, voice=voice, fallback_reason=reason)
