"""`vitrine plan` and `vitrine revise`: the steps before a video, kept as files to read, edit and go on from."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import CHECK_FAILED, OK
from domain.plan import STEPS

if TYPE_CHECKING:
    from domain.plan import ClaimCheck
    from domain.script import Script
    from pipeline.plan_steps import Plan

_STEPS = "|".join(STEPS)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("plan")(plan)
    app.command("revise")(revise)
    app.command("translate")(translate)


def plan(
    brief: Annotated[Path, typer.Argument(help="The brief: a YAML or JSON file.", metavar="BRIEF", show_default=False)],
    until: Annotated[str, typer.Option(metavar=_STEPS, help="The last step to take.")] = STEPS[-1],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the steps; edited ones in it are used.")] = Path(
        "plan"
    ),
) -> int:
    """Plan the video that BRIEF asks for: one JSON file a step. Edit them, and 'vitrine make BRIEF --plan DIR'."""
    from domain.errors import BriefError
    from pipeline.briefs import load_brief
    from pipeline.plan_folder import PlanFolder
    from pipeline.plan_steps import take_steps
    from pipeline.settings import load_settings
    from pipeline.writers import open_writers

    step = next((name for name in STEPS if name == until), None)
    if step is None:
        raise BriefError(f"--until is '{until}', which is no step", hint=f"choose from {', '.join(STEPS)}")
    asked, folder = load_brief(brief), PlanFolder(out)
    done = take_steps(asked, open_writers(load_settings()), folder, step)
    folder.open(asked, done.conversation)
    _print_plan(done, folder.notes)
    typer.echo(f"steps       {out}")
    return OK if done.check is None or done.check.passed else CHECK_FAILED


def revise(
    folder: Annotated[Path, typer.Argument(help="A folder that 'vitrine plan' wrote.", metavar="DIR")],
    wish: Annotated[str, typer.Argument(help="What to change, such as 'another hook' or 更短.", metavar="WISH")],
) -> int:
    """Change the planned script as WISH says, and nothing else: shorter, another hook, rewrite scene 3 …"""
    from pipeline.plan_folder import PlanFolder
    from pipeline.revising import revise as change
    from pipeline.settings import load_settings
    from pipeline.writers import open_writers

    done = change(PlanFolder(folder), wish, open_writers(load_settings()))
    _print_script(done.script, done.changed)
    for note in done.notes:
        typer.echo(f"note        {note}")
    if done.check:
        _print_check(done.check)
    return OK if done.check is None or done.check.passed else CHECK_FAILED


def translate(
    folder: Annotated[Path, typer.Argument(help="A folder that 'vitrine plan' wrote.", metavar="DIR")],
    to: Annotated[str, typer.Option(metavar="zh|en", help="The language to carry the script over into.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the plan in that language.")],
) -> int:
    """Carry an approved script over into another language; figures, prices and claims stay the same, by check."""
    from agent.steps.translate import languages
    from domain.errors import BriefError
    from media.fonts import load_font_book
    from pipeline.plan_folder import PlanFolder
    from pipeline.revising import carry_over
    from pipeline.settings import load_settings
    from pipeline.writers import open_writers
    from renderer.text.measure import SkiaMeasurer

    language = next((name for name in languages() if name == to), None)
    if language is None:
        raise BriefError(f"--to is '{to}', which is not known", hint=f"choose from {', '.join(languages())}")
    settings, target = load_settings(), PlanFolder(out)
    measure = SkiaMeasurer(load_font_book(settings.font_dir))
    done = carry_over(PlanFolder(folder), language, target, open_writers(settings), measure)
    _print_plan(done, [])
    typer.echo(f"steps       {out}")
    return OK if done.check is None or done.check.passed else CHECK_FAILED


def _print_plan(done: "Plan", notes: list[str]) -> None:
    typer.echo(f"product     {done.understanding.product}")
    for fact in done.understanding.points:
        typer.echo(f"  {fact.score:5.2f}  {fact.text}  ({fact.reason})")
    if done.angle:
        typer.echo(f"angle       {done.angle.angle}: {done.angle.reason}")
        typer.echo(f"template    {done.angle.template}: {done.angle.template_reason}")
    if done.script:
        _print_script(done.script)
    if done.check:
        _print_check(done.check)
    if done.timing:
        advice = f"; {done.timing.advice}" if done.timing.advice else ""
        typer.echo(f"timing      {done.timing.estimated} s of {done.timing.wanted} s, rate {done.timing.rate}{advice}")
    for kit in done.kits.kits if done.kits else ():
        typer.echo(
            f"post kit    {kit.platform}: {'all rules hold' if kit.passed else 'rules are not met'}: {kit.title}"
        )
    for note in notes:
        typer.echo(f"note        {note}")


def _print_script(script: "Script", changed: tuple[str, ...] = ()) -> None:
    reason = script.written_by.fallback_reason
    because = f", because {reason}" if reason else ""
    typer.echo(f"script      {script.title} ({script.seconds} s, by the {script.written_by.planner} planner{because})")
    for scene in script.scenes:
        mark = "*" if scene.id in changed else " "
        typer.echo(f"  {mark} {scene.id:<12} {scene.headline} | {scene.narration}")
    here = {scene.id for scene in script.scenes}
    for gone in (name for name in changed if name not in here):
        typer.echo(f"  - {gone:<12} left out")


def _print_check(check: "ClaimCheck") -> None:
    blocked = sum(one.severity == "block" for one in check.objections)
    typer.echo(
        f"claims      {len(check.claims)} traced, {blocked} to mend, {len(check.objections) - blocked} to look at"
    )
    for one in check.objections:
        typer.echo(f"  {one.severity:<5} {one.place}: “{one.text}” {one.reason}")
