"""The command `zones`.

Only the module of the command that is called gets imported: the others are known by name and one line of help, so
that help costs nothing and no command pays for another's libraries.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import typer

from flows.commands.help_page import Command, OneSentence
from flows.commands.plain_output import never_fail
from flows.commands.terminal import BAD_INPUT, fail, fitted
from flows.steps.collector import SELDOM
from flows.texts.commands import APPLICATION, COMMANDS
from flows.texts.screen import usage
from flows.texts.screen.language import language_asked, said, speak
from flows.texts.system_errors import trouble
from schemas.text import Text


class Zones(OneSentence):
    """What people can mend (a decision that cannot be followed, a folder that cannot be written) ends in a sentence."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read what is printed has gone
                raise
            fail(trouble(error))
        except Exception as error:
            # Errors about what came in carry their text in both languages; any other is a fault of this program.
            text = getattr(error, "text", None)
            if not isinstance(text, Text):
                raise
            for obstacle in getattr(error, "obstacles", ()):
                typer.echo(fitted(f"- {said(obstacle)}", err=True), err=True)
            fail(text, getattr(error, "exit_code", BAD_INPUT))


class Application(typer.Typer):
    """Every command has a help page of ours."""

    def command(self, *arguments: Any, **options: Any) -> Any:
        options.setdefault("cls", Command)
        return super().command(*arguments, **options)


def build_application(called: str | None, *, everything: bool = False) -> typer.Typer:
    """The application with the real command `called` and the bare names of all others.

    Args:
        called: name of the command to import; None or unknown for help alone.
        everything: import every command (for shell completion and for tests).
    """
    application = Application(
        name="zones",
        cls=Zones,
        help=said(APPLICATION),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    application.callback()(_options_in_language())
    for name, line in COMMANDS.items():
        if everything or name == called:
            import_module(module_of(name)).register(application)
        else:
            application.command(name, help=said(line))(_not_loaded)
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


def _options_in_language() -> Any:
    """The options of `zones` itself, worded when the language is known."""
    words = said(usage.VERSION_OPTION)

    def options(
        version: bool = typer.Option(False, "--version", callback=_show_version, is_eager=True, help=words),
    ) -> None:
        pass

    return options


def main() -> None:
    """Entry point of `zones`: exit codes as in the README, one sentence instead of a traceback for bad input."""
    gc.set_threshold(SELDOM)
    never_fail()
    try:
        language, arguments = language_asked(sys.argv[1:], os.environ)
    except ValueError as error:
        for line in usage.NO_LANGUAGE.fill(found=error):
            typer.echo(line, err=True)
        sys.exit(BAD_INPUT)
    speak(language, asked=len(arguments) < len(sys.argv) - 1)
    called = next((argument for argument in arguments if not argument.startswith("-")), None)
    application = build_application(called, everything="_ZONES_COMPLETE" in os.environ)
    try:
        application(arguments, prog_name="zones")
    finally:
        gc.freeze()  # nor is anything looked for at the end, where all is given back at once


if __name__ == "__main__":
    main()
