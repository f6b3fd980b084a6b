"""The command `zones`.

Only the module of the command that is called gets imported: the others are known by name and one line of help, so
that help costs nothing and no command pays for another's libraries.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from flows.commands.terminal import fail
from flows.texts.commands import APPLICATION, COMMANDS, FILE_TROUBLE
from schemas.text import Text


class OneSentence(TyperGroup):
    """What people can mend (a decision that cannot be followed, a folder that cannot be written) ends in a sentence."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.filename is None:
                raise
            fail(FILE_TROUBLE.fill(file=error.filename, why=error.strerror or error))
        except Exception as error:
            # Errors about what came in carry their text in both languages; any other is a fault of this program.
            text = getattr(error, "text", None)
            if not isinstance(text, Text):
                raise
            fail(text)


def build_application(called: str | None, *, everything: bool = False) -> typer.Typer:
    """The application with the real command `called` and the bare names of all others.

    Args:
        called: name of the command to import; None or unknown for help alone.
        everything: import every command (for shell completion and for tests).
    """
    application = typer.Typer(
        name="zones",
        cls=OneSentence,
        help=f"{APPLICATION.en}\n\n{APPLICATION.vi}",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    application.callback()(_options)
    for name, line in COMMANDS.items():
        if everything or name == called:
            import_module(module_of(name)).register(application)
        else:
            application.command(name, help=line.en)(_not_loaded)
    return application


def module_of(command: str) -> str:
    """The module of a command: the file of its name in one of the rooms of this folder."""
    (found,) = Path(__file__).parent.glob(f"*/{command}.py")
    return f"flows.commands.{found.parent.name}.{command}"


def _not_loaded() -> None:
    raise AssertionError("a command runs only after its module was imported")


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"redriver-zones {version('redriver-zones')}")
        raise typer.Exit


def _options(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
    ),
) -> None:
    pass


def main() -> None:
    """Entry point of `zones`: exit codes as in the README, one sentence instead of a traceback for bad input."""
    # Imports and frames make objects by the hundred thousand that all stay: looking for cycles among them every 700 of
    # them, as Python does, took a twentieth of a command's time.
    gc.set_threshold(100_000)
    called = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), None)
    application = build_application(called, everything="_ZONES_COMPLETE" in os.environ)
    try:
        application(prog_name="zones")
    finally:
        gc.freeze()  # nor is anything looked for at the end, where all is given back at once


if __name__ == "__main__":
    main()
