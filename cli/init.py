"""`vitrine init`: ask who answers for the videos, and write the settings file and the signing certificates."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.terminal import can_ask
from domain.errors import SettingsError

_ASK = (
    "Every video says who answers for it, as law and platforms ask. Write your company's name in ASCII letters\n"
    "without spaces (for example ACME-Shop), or its 27-character producer code."
)

_SPEAKERS = ("espeak", "piper", "edge", "openai")
_VOICES = (
    "Who speaks? espeak is the embedded voice, a robot that needs nothing; piper is a program and voice files of your\n"
    "own on this machine. The others are sent the narration: edge is Microsoft's read-aloud service, openai is OpenAI\n"
    "or any server that speaks as it does."
)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("init")(init)


def init(
    producer: Annotated[str | None, typer.Option(help="Who answers for the videos; asked for when left out.")] = None,
    user: Annotated[
        bool, typer.Option("--user", help="Write the settings for all your projects instead of this folder.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Change a settings file that is already there.")] = False,
) -> None:
    """Write vitrine.toml with your producer, and create the certificates that sign videos."""
    from pipeline.settings import FILE_NAME, user_file
    from pipeline.setup import write_settings

    path = user_file() if user else Path(FILE_NAME)
    if path.exists() and not force:
        raise SettingsError(f"'{path}' is already there", hint="edit it, or run 'vitrine init --force' to change it")
    asked = producer is None
    values: dict[str, Any] = {"producer": _producer(producer)}
    if asked:
        values |= _providers()
    certificates = write_settings(path, values)
    typer.echo(f"settings      {path}")
    typer.echo(f"certificates  {certificates}")
    typer.echo("'vitrine doctor' shows what is ready and what falls back.")


def _producer(given: str | None) -> str:
    if given is not None:
        return _checked(given)
    if not can_ask():
        raise SettingsError("there is no terminal to ask for the producer", hint="run 'vitrine init --producer NAME'")
    typer.echo(_ASK)
    while True:
        answer = typer.prompt("Producer").strip()
        try:
            return _checked(answer)
        except SettingsError as error:
            typer.echo(error.message)


def _checked(producer: str) -> str:
    from domain.label import check_producer

    try:
        return check_producer(producer)
    except ValueError as error:
        raise SettingsError(str(error), hint="for example ACME-Shop, or your 27-character code") from error


def _providers() -> dict[str, Any]:
    """Ask which services may see the seller's texts; none may unless the operator says so."""
    values = _speech()
    if typer.confirm("May a language model be sent the brief, to write scripts?", default=False):
        values["llm_enabled"] = True
        values["llm_provider"] = _provider()
        if values["llm_provider"] == "compatible":
            values["llm_base_url"] = typer.prompt("Its OpenAI-compatible address")
        values["llm_model"] = typer.prompt("Model name")
        typer.echo("Put its key into the variable VITRINE_LLM_API_KEY.")
    return values


def _speech() -> dict[str, Any]:
    """Ask who speaks; another answer than the embedded voice lets a service see the narration."""
    typer.echo(_VOICES)
    question = f"Which voice ({', '.join(_SPEAKERS)})"
    while (name := typer.prompt(question, default=_SPEAKERS[0]).strip()) not in _SPEAKERS:
        typer.echo(f"'{name}' is none of them")
    values: dict[str, Any] = {"edge_enabled": name == "edge", "speech_enabled": name == "openai"}
    if name == "piper":
        values["piper_path"] = typer.prompt("Path of the piper executable").strip()
        files = typer.prompt("Its voice files (.onnx), separated by commas")
        values["piper_voices"] = [part.strip() for part in files.split(",") if part.strip()]
    if name == "openai":
        if address := typer.prompt("Its address, if it is not OpenAI", default="", show_default=False).strip():
            values["speech_base_url"] = address
        values["speech_model"] = typer.prompt("Speech model", default="gpt-4o-mini-tts").strip()
        typer.echo("Put its key into the variable VITRINE_SPEECH_API_KEY.")
    return values


def _provider() -> str:
    from agent.providers import provider, providers

    while True:
        name: str = typer.prompt(f"Which service ({', '.join(providers())})", default="openai").strip()
        try:
            provider(name)
        except SettingsError as error:
            typer.echo(f"{error.message}; {error.hint}")
        else:
            return name
