"""Small timelines to test with."""

from domain.base import Box
from domain.layers import CaptionLayer, CaptionPage, CaptionWord, TextStyle
from domain.paint import Solid
from domain.timeline import Scene, Timeline, Transition

BLACK = Solid(colour="#000000")


def page(start: int, end: int, *lines: str) -> CaptionPage:
    words = tuple((CaptionWord(text=line, start=start, end=end),) for line in lines)
    return CaptionPage(start=start, end=end, lines=words)


def scene(name: str, frames: int, *pages: CaptionPage, transition: Transition | None = None) -> Scene:
    layer = CaptionLayer(id=f"{name}.caption", box=Box(x=0, y=0, w=64, h=16), pages=pages, style=TextStyle(size=12))
    layers = (layer,) if pages else ()
    return Scene(id=name, role="hook", frames=frames, background=BLACK, layers=layers, transition=transition)


def timeline(*scenes: Scene, title: str = "Steel Mug") -> Timeline:
    return Timeline(
        title=title, language="en", template="test", seed=7, width=64, height=64,
        safe=Box(x=0, y=0, w=64, h=64), scenes=scenes or (scene("a", 30, page(0, 30, "Hello.")),),
    )  # fmt: skip
