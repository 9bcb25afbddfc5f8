"""Draws the gallery of the documentation: one labelled sheet for every template, from its own example.

    VITRINE_PRODUCER=Vitrine-Demo python scripts/gallery.py [NAME …]

writes docs/images/NAME.jpg and docs/gallery.md.
"""

import sys
from pathlib import Path

from pipeline.briefs import load_brief
from pipeline.looking import show_template
from pipeline.preview import example_brief
from pipeline.settings import load_settings
from pipeline.wiring import open_studio
from templates.catalogue import load_template, template_names

IMAGES, PAGE = Path("docs/images"), Path("docs/gallery.md")


def main() -> None:
    studio = open_studio(load_settings())
    for name in sys.argv[1:] or template_names():
        path = example_brief(name)
        brief = load_brief(path).model_copy(update={"platforms": ()})
        show_template(name, brief, path.parent, IMAGES / f"{name}.jpg", studio)
        print(IMAGES / f"{name}.jpg")
    PAGE.write_text("\n".join(["# Gallery", "", *_page()]), encoding="utf-8")


def _page() -> list[str]:
    lines = [
        "Every template with its own example, drawn by the program with `make pictures`; each picture is labelled as a",
        "video would be. How to write one of your own: [Templates](templates.md).",
    ]
    for name in template_names():
        template = load_template(name)
        lines += ["", f"## {name}", "", f"{template.title['en']}: {template.summary['en']}", ""]
        lines += [f"![{name}](images/{name}.jpg)"]
    return [*lines, ""]


if __name__ == "__main__":
    main()
