"""The comparison table: the rows the seller supplied, ours in a column that stands out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.base import Box
from domain.layers import GroupLayer, ShapeLayer, TextLayer
from templates.copyfit import fit_text
from templates.finished import Built, fields_of, finish
from templates.layers import TableSpec, TextSpec
from templates.stage import Stage
from templates.texts import set_text

_SHARES = (0.36, 0.34, 0.3)
"""Widths of the columns: what is compared, ours, the other's."""
_PAD = 18


@dataclass(frozen=True)
class _Row:
    """One row: its texts, its boxes, and whether it is the head."""

    texts: tuple[str, str, str]
    cells: tuple[Box, Box, Box]
    head: bool

    @property
    def box(self) -> Box:
        first, last = self.cells[0], self.cells[-1]
        return Box(x=first.x, y=first.y, w=last.right - first.x, h=first.h)


def build_table(stage: Stage, spec: TableSpec, box: Box, path: str) -> Iterator[Built]:
    rows = _rows(stage, spec, box)
    if not rows:
        return
    yield from _grounds(stage, spec, rows, path)
    sizes = [_even(stage, spec, rows, column) for column in range(3)]
    step = stage.times.spoken / stage.fps * 0.6 / len(rows)
    for i, row in enumerate(rows):
        delay = i * step
        layers = tuple(_texts(stage, spec, row, sizes, f"{path}.{i}"))
        fields = fields_of(stage, spec, row.box, f"{path}.{i}", "row", delay=delay)
        yield finish(stage, spec, GroupLayer(**fields, layers=layers), delay=delay)


def _rows(stage: Stage, spec: TableSpec, box: Box) -> list[_Row]:
    told = [(row, False) for row in stage.rows[: spec.most]]
    if told and spec.head:
        product = stage.slots.get("brand") or stage.slots["product"]
        told = [(("", product, stage.slots.get("compared_with", "")), True), *told]
    if not told:
        return []
    height = min(stage.px(spec.row), box.h // len(told))
    top = box.y + (box.h - height * len(told)) // 2
    rows = []
    for i, (texts, head) in enumerate(told):
        lefts = [box.x + round(box.w * sum(_SHARES[:k])) for k in range(4)]
        cells = tuple(Box(x=lefts[k], y=top + i * height, w=lefts[k + 1] - lefts[k], h=height) for k in range(3))
        rows.append(_Row(texts, (cells[0], cells[1], cells[2]), head))
    return rows


def _grounds(stage: Stage, spec: TableSpec, rows: Sequence[_Row], path: str) -> Iterator[Built]:
    """The ground of the table, a stripe under every other row, and our column over both."""
    first, last = rows[0].box, rows[-1].box
    whole = Box(x=first.x, y=first.y, w=first.w, h=last.bottom - first.y)
    ours = Box(x=rows[0].cells[1].x, y=whole.y, w=rows[0].cells[1].w, h=whole.h)
    grow = stage.px(12)
    ours = Box(x=ours.x, y=ours.y - grow, w=ours.w, h=ours.h + 2 * grow)
    radius = spec.radius * stage.frame.unit
    name = f"{stage.scene}.table.{path}"
    grounds = [(whole, spec.fill, "ground", radius)]
    grounds += [(row.box, spec.stripe, f"stripe-{i}", radius) for i, row in enumerate(rows) if i % 2]
    grounds += [(ours, spec.ours, "ours", radius)]
    for box, paint, part, bend in grounds:
        if paint is not None:
            yield Built(ShapeLayer(id=f"{name}.{part}", box=box, radius=bend, fill=stage.palette.paint(paint)))


def _text(spec: TableSpec, row: _Row, column: int) -> TextSpec:
    style = spec.value if column == 1 or row.head else spec.style
    colour = (None, spec.on_ours, spec.other)[column]
    align = "left" if column == 0 else "centre"
    return TextSpec(text="{item}", style=style, colour=colour, align=align, valign="middle", max_lines=2)


def _inner(stage: Stage, cell: Box) -> Box:
    return Box(x=cell.x + stage.px(_PAD), y=cell.y + 2, w=max(1, cell.w - 2 * stage.px(_PAD)), h=max(1, cell.h - 4))


def _even(stage: Stage, spec: TableSpec, rows: Sequence[_Row], column: int) -> int | None:
    """The size at which every text of a column fits."""
    sizes = [
        fit_text(stage, _text(spec, row, column), row.texts[column], _inner(stage, row.cells[column])).size
        for row in rows
        if row.texts[column]
    ]
    return min(sizes, default=None)


def _texts(
    stage: Stage, spec: TableSpec, row: _Row, sizes: Sequence[int | None], path: str
) -> Iterator[TextLayer | ShapeLayer]:
    for column, words in enumerate(row.texts):
        if words:
            text, inner = _text(spec, row, column), _inner(stage, row.cells[column])
            layer = set_text(stage, text, inner, f"{path}.{column}", fit_text(stage, text, words, inner, sizes[column]))
            if isinstance(layer.layer, TextLayer):
                yield layer.layer
