"""Choosing the template: the one that a brief asks for, else the one that was planned."""

from dataclasses import dataclass

from domain.brief import Brief
from pipeline.planned import AUTO, Planned
from templates.catalogue import load_template, named_template
from templates.spec import TemplateSpec


@dataclass(frozen=True)
class Choice:
    """The template to use, and why."""

    template: TemplateSpec
    reason: str


def wanted_template(brief: Brief) -> TemplateSpec | None:
    """The template the brief asks for by name, if it does. Raises TemplateError when there is no such template."""
    return None if brief.template == AUTO else named_template(brief.template)


def choose(planned: Planned, wanted: TemplateSpec | None, reason: str = "") -> Choice:
    """The template that was wanted, for ``reason`` if it was not the brief's own wish, else the one planned."""
    if wanted:
        return Choice(wanted, reason or "the brief asks for it")
    return Choice(load_template(planned.template), planned.template_reason)
