"""The command line `vitrine`: its commands, and the one place where errors become messages."""

import errno
import gc
import io
import os
import signal
import sys
from collections.abc import Sequence
from itertools import pairwise
from types import FrameType
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from cli import (
    accounts,
    audit,
    batch,
    batches,
    brief,
    doctor,
    export,
    grants,
    init,
    ledger,
    make,
    music,
    plan,
    presenters,
    preview,
    render,
    serve,
    templates,
    verify,
    voices,
)
from cli.exit_codes import BAD_INPUT, INTERNAL, INTERRUPTED, OK, TERMINATED, exit_code
from domain.errors import InputError, VitrineError

_ALLOCATIONS = 50_000
"""How many new objects make Python look for those that hold each other and nobody else. The modules of a command are
three times as many, and all of them stay: looking at every 700, as usual, is half a second of a job."""

_STORAGE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENAMETOOLONG})

app = typer.Typer(
    name="vitrine",
    help="A product brief in, a labelled product video out.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _module in (
    make,
    batch,
    batches,
    plan,
    brief,
    preview,
    render,
    export,
    verify,
    ledger,
    templates,
    presenters,
    voices,
    music,
    grants,
    serve,
    accounts,
    audit,
    doctor,
    init,
):
    _module.register(app)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an unexpected error happened.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"vitrine {version_of('vitrine')}")
        raise typer.Exit(OK)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> NoReturn:
    """Run the command line given to this process and exit."""
    signal.signal(signal.SIGTERM, _terminate)
    gc.set_threshold(_ALLOCATIONS)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character must not stop a job
    code = run(sys.argv[1:])
    if sys.stdout is not None:
        _flush()
    gc.freeze()  # what is left goes with the process: Python would look through all of it first, 0.3 s
    sys.exit(code)


def _flush() -> None:
    """Write out what is left, so that a reader who has gone is no error at exit."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run(arguments: Sequence[str]) -> int:
    """Run one command line; every failure becomes one message on stderr. Returns the exit code."""
    try:
        _check_out(arguments)
        code = int(app(list(arguments), standalone_mode=False, prog_name="vitrine") or OK)
        return _fail("stopped", "", INTERRUPTED) if code == INTERRUPTED else code  # typer's answer to Ctrl-C
    except VitrineError as error:
        return _fail(error.message, error.hint, exit_code(error))
    except TyperException as error:
        return _fail(error.format_message().rstrip("."), _usage_hint(error), BAD_INPUT)
    except (KeyboardInterrupt, typer.Abort):
        return _fail("stopped", "", INTERRUPTED)
    except BrokenPipeError:
        return OK
    except Exception as error:  # noqa: BLE001 the front door: nothing may reach the user as a traceback
        return _unexpected(error, debug="--debug" in arguments)


def _check_out(arguments: Sequence[str]) -> None:
    """Refuse an empty ``--out``: as a path it would be the folder one stands in."""
    if "--out=" in arguments or ("--out", "") in pairwise(arguments):
        raise InputError("--out is empty", hint="name where to write; if it comes from a variable, that is not set")


def _unexpected(error: Exception, *, debug: bool) -> int:
    if debug:
        raise error
    if isinstance(error, OSError) and error.errno in _STORAGE:
        where = f"'{error.filename}': " if error.filename else ""
        return _fail(f"{where}{error.strerror}", "free some space, or choose folders you may write to", BAD_INPUT)
    if isinstance(error, MemoryError):
        return _fail("out of memory", "close other programs, or make a shorter video", INTERNAL)
    reason = f"unexpected {type(error).__name__}: {error}".rstrip(": ")
    return _fail(reason, "this is a defect in Vitrine; 'vitrine --debug ...' shows where, please report it", INTERNAL)


def _usage_hint(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    return f"'{context.command_path if context else 'vitrine'} --help' shows what it takes"


def _fail(message: str, hint: str, code: int) -> int:
    typer.echo(f"error: {message}", err=True)
    if hint:
        typer.echo(f"hint: {hint}", err=True)
    return code


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(TERMINATED)
