"""The catalogue: which templates there are, and loading one by name or path. Light to load until one is read."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import TemplateError

if TYPE_CHECKING:
    from templates.spec import TemplateSpec

_FILE = "template.yaml"


def catalogue_folder() -> Path:
    """The folder of the templates that come with Vitrine."""
    return Path(str(files("templates"))) / "catalogue"


@cache
def template_names() -> tuple[str, ...]:
    """The templates of the catalogue, sorted."""
    return tuple(sorted(path.parent.name for path in catalogue_folder().glob(f"*/{_FILE}")))


def load_template(name: str | Path) -> "TemplateSpec":
    """A template of the catalogue by its name, or any by the path of its folder or file.

    Raises TemplateError: unknown name, unreadable file, or the line that is wrong and why.
    """
    if isinstance(name, str) and name in template_names():
        return _packaged(name)
    path = template_path(name)
    return _read(path, f"{path.parent.name}/{path.name}")


def named_template(name: str) -> "TemplateSpec":
    """A template as a brief names it. Raises TemplateError, which offers no path: a brief takes none."""
    try:
        return load_template(name)
    except TemplateError as error:
        if name in template_names() or Path(name).exists():
            raise
        hint = f"pick one of {', '.join(template_names())}, or auto"
        raise TemplateError(error.message, hint=hint) from error


def template_path(name: str | Path) -> Path:
    """The file of a template, named as for ``load_template``. Raises TemplateError when there is none."""
    if isinstance(name, str) and name in template_names():
        return catalogue_folder() / name / _FILE
    path = Path(name)
    if path.is_dir():
        path /= _FILE
    if not path.is_file():
        known = ", ".join(template_names())
        raise TemplateError(f"template '{name}' is unknown", hint=f"pick one of {known}, or give the path of a folder")
    return path


@cache
def _packaged(name: str) -> "TemplateSpec":
    return _read(catalogue_folder() / name / _FILE, f"{name}/{_FILE}")


def _read(path: Path, shown: str) -> "TemplateSpec":
    from templates.reading import read_template

    return read_template(path, shown)
