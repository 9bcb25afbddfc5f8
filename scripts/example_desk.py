"""Draws the pictures of the example brief desk.yaml: a desk before and after, and the cable box on white.

python scripts/example_desk.py examples/media
"""

import math
import sys
from pathlib import Path

import skia

W, H = 1200, 1500


def main() -> None:
    folder = Path(sys.argv[1])
    for name, draw in {"desk-before": _before, "desk-after": _after, "desk-pack": _pack}.items():
        size = (1400, 1400) if name == "desk-pack" else (W, H)
        surface = skia.Surface(*size)
        draw(surface.getCanvas())
        surface.makeImageSnapshot().save(str(folder / f"{name}.jpg"), skia.EncodedImageFormat.kJPEG, 92)


def _fill(colour: int, blur: float = 0) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True, Color=colour)
    if blur:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.BlurStyle.kNormal_BlurStyle, blur))
    return paint


def _shade(rect: skia.Rect, top: int, bottom: int) -> skia.Paint:
    ends = [skia.Point(rect.left(), rect.top()), skia.Point(rect.left(), rect.bottom())]
    return skia.Paint(AntiAlias=True, Shader=skia.GradientShader.MakeLinear(ends, [top, bottom]))


def _box(canvas: skia.Canvas, rect: skia.Rect, radius: float, top: int, bottom: int) -> None:
    canvas.drawRoundRect(rect, radius, radius, _shade(rect, top, bottom))


def _room(canvas: skia.Canvas, wall: tuple[int, int], wood: tuple[int, int]) -> None:
    _box(canvas, skia.Rect.MakeWH(W, 930), 0, *wall)
    _box(canvas, skia.Rect.MakeXYWH(0, 930, W, H - 930), 0, *wood)
    canvas.drawRect(skia.Rect.MakeXYWH(0, 920, W, 26), _fill(0x30000000, 14))
    _box(canvas, skia.Rect.MakeXYWH(250, 260, 700, 440), 22, 0xFF20242B, 0xFF14171C)
    _box(canvas, skia.Rect.MakeXYWH(272, 282, 656, 380), 10, 0xFF7E96AE, 0xFF4B6178)
    canvas.drawRect(skia.Rect.MakeXYWH(555, 700, 90, 200), _fill(0xFF23272E))
    canvas.drawOval(skia.Rect.MakeXYWH(430, 880, 340, 60), _fill(0xFF1B1E24))


def _cable(canvas: skia.Canvas, start: tuple[float, float], seed: int, colour: int) -> None:
    path = skia.PathBuilder()
    x, y = start
    path.moveTo(x, y)
    for i in range(5):
        turn = seed * 1.7 + i * 2.1
        a = (x + 190 * math.cos(turn), y + 90 * math.sin(turn) + 40)
        b = (x + 150 * math.cos(turn + 1.4), y + 110 * math.sin(turn + 1.2) + 60)
        x, y = min(max(x + 160 * math.cos(turn + 0.7), 90), W - 90), min(y + 74, H - 60)
        path.cubicTo(*a, *b, x, y)
    for width, tone in ((19, 0x38000000), (13, colour)):
        canvas.drawPath(
            path.snapshot(),
            skia.Paint(
                AntiAlias=True,
                Style=skia.Paint.kStroke_Style,
                StrokeWidth=width,
                Color=tone,
                StrokeCap=skia.Paint.kRound_Cap,
            ),
        )


def _before(canvas: skia.Canvas) -> None:
    _room(canvas, (0xFFC9C7C3, 0xFFA9A6A1), (0xFF8E857B, 0xFF6F675F))
    for i, colour in enumerate((0xFF17181A, 0xFFE9E6E0, 0xFF3A3D42, 0xFFB34A3C, 0xFF24262A, 0xFFD8D4CC)):
        _cable(canvas, (200 + i * 150, 900 + (i % 3) * 40), i + 1, colour)
    _box(canvas, skia.Rect.MakeXYWH(640, 1210, 330, 110), 14, 0xFFEDEBE6, 0xFFC9C6BF)
    for i in range(4):
        canvas.drawCircle(700 + i * 70, 1262, 19, _fill(0xFF6B6862))


def _cable_box(canvas: skia.Canvas, x: float, y: float, w: float) -> None:
    h = w * 0.36
    canvas.drawOval(skia.Rect.MakeXYWH(x + w * 0.01, y + h * 0.93, w * 0.98, h * 0.16), _fill(0x70000000, w * 0.018))
    _box(canvas, skia.Rect.MakeXYWH(x, y + h * 0.12, w, h * 0.88), w * 0.05, 0xFF3E6B57, 0xFF2B4F40)
    _box(canvas, skia.Rect.MakeXYWH(x - w * 0.012, y, w * 1.024, h * 0.24), w * 0.045, 0xFFE2B981, 0xFFC79659)
    for i in range(5):
        at = y + h * (0.05 + i * 0.035)
        canvas.drawRect(skia.Rect.MakeXYWH(x + w * 0.03, at, w * (0.94 - 0.05 * (i % 3)), 2), _fill(0x22754A1C))
    canvas.drawRoundRect(skia.Rect.MakeXYWH(x + w * 0.42, y + h * 0.6, w * 0.16, h * 0.06), 9, 9, _fill(0xFFE9DFC9))


def _after(canvas: skia.Canvas) -> None:
    _room(canvas, (0xFFF6E9D6, 0xFFE7D2B6), (0xFFD9AE7C, 0xFFBE8E5B))
    canvas.drawCircle(1010, 180, 240, _fill(0x30FFFFFF, 80))
    _cable_box(canvas, 330, 1090, 560)
    _box(canvas, skia.Rect.MakeXYWH(110, 760, 120, 150), 16, 0xFFF3F0EA, 0xFFD8D2C6)
    for i, (dx, dy) in enumerate(((-70, -150), (-20, -190), (40, -160), (75, -110), (-95, -90))):
        leaf = skia.Rect.MakeXYWH(170 + dx - 34, 760 + dy, 68, 150)
        canvas.save()
        canvas.rotate(dx * 0.35, 170, 760)
        canvas.drawOval(leaf, _fill(0xFF4F8A5B if i % 2 else 0xFF3C7049))
        canvas.restore()


def _pack(canvas: skia.Canvas) -> None:
    canvas.clear(0xFFFFFFFF)
    _cable_box(canvas, 220, 500, 960)


if __name__ == "__main__":
    main()
