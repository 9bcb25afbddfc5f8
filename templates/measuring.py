"""A measurer that remembers, for fitting asks for the same words many times."""

from domain.fonts import FontRole, TextMeasurer


class RememberingMeasurer:
    """A ``TextMeasurer`` in front of another one, for as long as a video is composed or a template checked."""

    def __init__(self, measure: TextMeasurer) -> None:
        self._measure = measure
        self._widths: dict[tuple[str, FontRole, int, int], float] = {}
        self._inks: dict[tuple[str, FontRole, int, int], tuple[float, float]] = {}

    def width(self, text: str, role: FontRole, weight: int, size: int) -> float:
        """Advance width of one line, in pixels."""
        key = (text, role, weight, size)
        if key not in self._widths:
            self._widths[key] = self._measure.width(text, role, weight, size)
        return self._widths[key]

    def cap_height(self, role: FontRole, weight: int, size: int) -> float:
        """Height of the ink of a flat Latin capital, in pixels."""
        return self._measure.cap_height(role, weight, size)

    def ink(self, text: str, role: FontRole, weight: int, size: int) -> tuple[float, float]:
        """How far the ink of one line reaches above its baseline and below it, in pixels."""
        key = (text, role, weight, size)
        if key not in self._inks:
            self._inks[key] = self._measure.ink(text, role, weight, size)
        return self._inks[key]

    def missing(self, text: str, role: FontRole) -> str:
        """The characters that no face of the role can draw."""
        return self._measure.missing(text, role)
