"""Write docs/scripts-sheet.md: forty offline scripts with a reader's judgement of each."""

import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from agent.offline import OfflinePlanner
from agent.review import review_script
from domain.brief import Brief
from domain.script import Script

FOLDER = Path(__file__).parent
PAGE = FOLDER.parent / "docs" / "scripts-sheet.md"
LANGUAGES = {"zh": "Chinese", "en": "English"}
HEAD = """# Forty scripts, read against their briefs

What the offline planner writes for twenty products in each language, as it stands, and what a reader found. The briefs
are `scripts/sheet_briefs.yaml`, the judgements `scripts/sheet_judgements.yaml`; `scripts/scripts_sheet.py` writes the
page.

- **true**: everything said is in the brief (also checked by the program: blocked findings would stop the page).
- **native**, **hook**, **sells**: 1 (machine-made, flat) to 5 (a good copywriter's); 3 can be published as it is.

The judgements are those of one reader of both languages who did not write the phrases; other readers' are still wanted,
and the columns are there for them.
"""


def main() -> None:
    """Write the page; a script that may not be published is an error."""
    briefs = yaml.safe_load((FOLDER / "sheet_briefs.yaml").read_text(encoding="utf-8"))
    told = yaml.safe_load((FOLDER / "sheet_judgements.yaml").read_text(encoding="utf-8"))
    parts = [HEAD]
    for language, name in LANGUAGES.items():
        scripts = [_planned(stated, language) for stated in briefs[language]]
        parts += _summary(name, scripts, told[language])
        for number, ((brief, script), judged) in enumerate(zip(scripts, told[language], strict=True), start=1):
            parts += _entry(number, brief, script, judged)
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    sys.stdout.write(f"written {PAGE}\n")


def _planned(stated: dict[str, object], language: str) -> tuple[Brief, Script]:
    product = {"images": ["photo.jpg"], **stated["product"]}  # type: ignore[dict-item]  # read from YAML
    brief = Brief.model_validate({**stated, "product": product, "language": language})
    script = OfflinePlanner().plan(brief)
    blocked = [finding for finding in review_script(script, brief) if finding.blocks]
    if blocked:
        raise SystemExit(f"{brief.product.name}: {blocked[0]}")
    return brief, script


def _summary(name: str, scripts: list[tuple[Brief, Script]], told: list[list[object]]) -> Iterator[str]:
    yield f"## {name}\n"
    means = [sum(float(str(row[i])) for row in told) / len(told) for i in (1, 2, 3)]
    yield f"True: {sum(row[0] == 'yes' for row in told)} of {len(told)}. Means: native {means[0]:.1f},"
    yield f"hook {means[1]:.1f}, sells {means[2]:.1f}.\n"
    yield "| | product | asked → written | true | native | hook | sells | remark |"
    yield "|---|---|---|---|---|---|---|---|"
    for number, ((brief, script), row) in enumerate(zip(scripts, told, strict=True), start=1):
        cells = " | ".join(str(cell) for cell in row)
        yield f"| {number} | {brief.product.name} | {brief.seconds} → {script.seconds} s | {cells} |"
    yield ""


def _entry(number: int, brief: Brief, script: Script, judged: list[object]) -> Iterator[str]:
    product = brief.product
    facts = [*product.selling_points, *(f"{key} {value}" for key, value in product.specs.items())]
    facts += [f"{review.author} ({review.rating:g}): {review.text}" for review in product.reviews]
    prices = " → ".join(f"{amount} {product.currency}" for amount in (product.price, product.sale_price) if amount)
    yield f"### {number}. {product.name}\n"
    yield f"Brief: {'; '.join([*facts, prices] if prices else facts) or 'the name alone'}. Tone {brief.tone}.\n"
    for scene in script.scenes:
        shown = " / ".join(text for text in (scene.headline, scene.subline, *scene.items) if text)
        yield f"- {scene.narration} *({shown})*"
    yield ""


if __name__ == "__main__":
    main()
