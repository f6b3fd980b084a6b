"""The help page of `zones` and of each command, and what is said of a call that cannot be followed: in one language."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable
from shutil import get_terminal_size
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from flows.raw_folder.safe_writing import written
from flows.texts.screen import usage
from flows.texts.screen.help import HELP
from flows.texts.screen.language import said
from flows.texts.screen.suggestions import did_you_mean
from schemas.text import Text

USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]
WIDEST = 100
STOPPED = 130  # the exit code of who was stopped by Ctrl-C
LEFT = 28  # columns the names of arguments and options stand in


class Command(TyperCommand):
    """A command whose help page is ours."""

    def get_help(self, ctx: Any) -> str:
        return command_page(self, ctx)


class OneSentence(TyperGroup):
    """The group of all commands: a call that cannot be followed ends in a sentence."""

    def get_help(self, ctx: Any) -> str:
        rows = [(name, (command.help or "").split("\n")[0]) for name, command in self.commands.items()]
        lines = [f"{said(usage.USAGE)} {ctx.command_path} {said(usage.OPTIONS_WORD)} {said(usage.COMMAND_WORD)}", ""]
        lines += [*_wrapped(self.help or "", 0), "", said(usage.COMMANDS_TITLE), *_listed(rows)]
        return "\n".join([*lines, "", said(usage.OPTIONS), *_listed(_parameters(self, ctx, "option"))])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            unknown = usage.NO_COMMAND.fill(found=args[0]), *did_you_mean(args[0], list(self.commands))
            typer.secho(" ".join(said(text) for text in unknown), err=True, fg="red")
            typer.echo(said(usage.SEE_HELP.fill(command=ctx.command_path)), err=True)
            raise typer.Exit(2)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (typer.Abort, KeyboardInterrupt):
            typer.echo("\n" + said(usage.STOPPED), err=True)
            kept = [f"  {path}" for path in dict.fromkeys(written) if path.exists()]
            told = (said(usage.WRITTEN), *kept, said(usage.NOTHING_ELSE)) if kept else (said(usage.NOTHING_WRITTEN),)
            typer.echo("\n".join(told), err=True)
            raise typer.Exit(STOPPED) from None

    def main(self, *arguments: Any, **options: Any) -> Any:
        options["standalone_mode"] = False
        try:
            code = super().main(*arguments, **options)
        except USAGE_ERROR as error:
            _unusable(error)
        sys.exit(code if isinstance(code, int) else 0)


def command_page(command: TyperCommand, ctx: Any) -> str:
    """What a command is for, how it is called, its arguments and options, how it ends, examples."""
    page = HELP.get(command.name or "")
    arguments = [_value_word(one, ctx) for one in command.params if one.param_type_name == "argument"]
    lines = [" ".join([said(usage.USAGE), ctx.command_path, said(usage.OPTIONS_WORD), *arguments]), ""]
    lines += _wrapped(said(page.what) if page else command.help or "", 0)
    for title, kind in ((usage.ARGUMENTS, "argument"), (usage.OPTIONS, "option")):
        if rows := _parameters(command, ctx, kind):
            lines += ["", said(title), *_listed(rows)]
    if page and page.exits:
        lines += ["", *_wrapped(said(page.exits), 0)]
    if page:
        lines += ["", said(usage.EXAMPLES), *(f"  {example}" for example in page.examples)]
    return "\n".join(lines)


def _parameters(command: Any, ctx: Any, kind: str) -> list[tuple[str, str]]:
    rows = []
    for one in command.get_params(ctx):
        if one.param_type_name != kind or getattr(one, "hidden", False):
            continue
        if kind == "argument":
            name = _value_word(one, ctx)
        else:
            value = "" if one.is_flag or one.name in ("help", "version") else f" {_value_word(one, ctx)}"
            name = ", ".join(sorted(one.opts, key=len)) + value
        rows.append((name, _said_of(one)))
    if kind == "option":
        rows.insert(-1, ("--lang vi|en", said(usage.LANGUAGE_OPTION)))
    return rows


def _value_word(one: Any, ctx: Any) -> str:
    """The word that stands for a value: PERIOD, FILE, text|json."""
    return str(one.metavar or (one.name.upper() if one.param_type_name == "argument" else one.display_type(ctx)))


# What typer itself adds, by name.
_BUILT_IN = {
    "help": usage.HELP_OPTION,
    "install_completion": usage.COMPLETION_OPTION,
    "show_completion": usage.COMPLETION_SHOWN,
}


def _said_of(one: Any) -> str:
    words = said(_BUILT_IN[one.name]) if one.name in _BUILT_IN else one.help or ""
    if one.required and one.param_type_name == "option":
        return f"{words} {said(usage.REQUIRED)}"
    shown = one.default is not None and not getattr(one, "is_flag", False) and not callable(one.default)
    if shown and one.param_type_name == "option" and one.name not in _BUILT_IN and str(one.default):
        return f"{words} {said(usage.DEFAULT.fill(value=getattr(one.default, 'value', one.default)))}"
    return words


def _listed(rows: Iterable[tuple[str, str]]) -> list[str]:
    lines = []
    for name, words in rows:
        first, *rest = _wrapped(words, LEFT + 2) or [""]
        if len(name) > LEFT - 2:
            lines += [f"  {name}", " " * (LEFT + 2) + first.strip()]
        else:
            lines.append(f"  {name:{LEFT}}{first.strip()}")
        lines += rest
    return [line.rstrip() for line in lines]


def _wrapped(words: str, indent: int) -> list[str]:
    width = min(WIDEST, get_terminal_size((WIDEST, 24)).columns) - 1
    space = " " * indent
    return textwrap.wrap(words, max(width, indent + 30), initial_indent=space, subsequent_indent=space,
                         break_long_words=False, break_on_hyphens=False)  # fmt: skip


def _unusable(error: Any) -> NoReturn:
    """Say why a call cannot be followed and how help is got; exit code 2."""
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.format_message())
        sys.exit(2)
    typer.secho(" ".join(said(text) for text in _reasons(error)), err=True, fg="red")
    if error.ctx is not None:
        typer.echo(said(usage.SEE_HELP.fill(command=error.ctx.command_path)), err=True)
    sys.exit(2)


def _reasons(error: Any) -> list[Text]:
    kind, param = type(error).__name__, getattr(error, "param", None)
    if kind == "NoSuchOption":
        known = [name for one in error.ctx.command.get_params(error.ctx) for name in one.opts]
        return [usage.NO_OPTION.fill(found=error.option_name), *did_you_mean(error.option_name, known)]
    if kind == "MissingParameter" and param is not None:
        return [usage.MISSING.fill(what=_name_of(param, error.ctx))]
    if kind == "BadOptionUsage":
        takes = "does not take" in error.message
        return [(usage.TAKES_NO_VALUE if takes else usage.WANTS_VALUE).fill(option=error.option_name)]
    if kind == "BadParameter" and param is not None:
        choices = param.type_descriptor.choices
        name = _name_of(param, error.ctx)
        if choices:
            return [usage.ONE_OF.fill(option=name, choices=", ".join(str(getattr(c, "value", c)) for c in choices))]
        if getattr(param, "min", None) is not None:
            return [usage.WHOLE_NUMBER.fill(option=name, least=param.min)]
        return [usage.BAD_VALUE.fill(option=name, found=error.message)]
    extra = error.message.rpartition("(")[2].rstrip(").") or error.message
    return [usage.EXTRA.fill(found=extra)]


def _name_of(param: Any, ctx: Any) -> str:
    return str(_value_word(param, ctx) if param.param_type_name == "argument" else max(param.opts, key=len))
