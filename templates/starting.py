"""Starting a template of one's own: a small working one to change."""

import re
from importlib.resources import files
from pathlib import Path

from domain.errors import StorageError, TemplateError
from templates.catalogue import template_names

_NAME = re.compile(r"^[a-z0-9-]{1,60}$")


def start_template(folder: Path) -> Path:
    """Write a small working template into a new folder, whose name is the template's. Returns the file.

    Raises TemplateError for a name that cannot be one or is taken and for a folder that is there, StorageError when it
    cannot be written.
    """
    if not _NAME.match(folder.name):
        raise TemplateError(
            f"'{folder.name}' cannot be a template's name", hint="use small letters, digits and hyphens, up to 60"
        )
    if folder.name in template_names():
        raise TemplateError(f"'{folder.name}' is one of Vitrine's own templates", hint="choose another name")
    if folder.exists():
        raise TemplateError(f"'{folder}' is already there", hint="choose another name, or change the one there")
    text = files("templates").joinpath("starter.yaml").read_text(encoding="utf-8").replace("NAME", folder.name)
    try:
        folder.mkdir(parents=True)
        (folder / "template.yaml").write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"'{folder}' cannot be written: {error.strerror}", hint="choose another folder") from error
    return folder / "template.yaml"
