"""Pages made of templates; everything that came from a file or a form is escaped."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from flows.desk.room import Room
from flows.texts import commands
from flows.texts.numbers import date_text, number_text
from flows.texts.screen import desk as texts
from flows.texts.screen.language import LANGUAGES, VIETNAMESE, said, speak, spoken
from schemas.text import Text

if TYPE_CHECKING:
    from jinja2 import Template

COOKIE = "lang"
_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA = {
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "zip": "application/zip",
}
# Which colour a state or a severity is shown in; a word beside says the same.
KINDS = {
    "accepted": "good", "nil": "good", "accepted_with_queries": "warn", "query": "warn", "superseded": "soft",
    "info": "soft", "rejected": "bad", "unreadable": "bad", "missing": "bad", "error": "bad",
}  # fmt: skip


def room_of(request: Request) -> Room:
    room: Room = request.app.state.room
    return room


def choose_language(request: Request) -> str:
    """The language asked for by the switch, else the one chosen before, else Vietnamese."""
    asked = request.query_params.get(COOKIE) or request.cookies.get(COOKIE, "")
    language = asked if asked in LANGUAGES else VIETNAMESE
    speak(language)
    return language


def show(request: Request, template: str, status: int = 200, **facts: Any) -> HTMLResponse:
    """A page in the language of whoever asks."""
    words = {name: said(text) for name, text in vars(texts).items() if isinstance(text, Text)}
    shared: dict[str, Any] = {
        "t": words,
        "language": spoken(),
        "other": next(language for language in LANGUAGES if language != spoken()),
        "path": request.url.path,
        "token": room_of(request).token,
        "pack": room_of(request).pack,
        "whose": room_of(request).boards,
        "which": room_of(request).choices,
        "states": {name: said(text) for name, text in commands.STATUS_NAMES.items()},
        "severities": {name: said(text) for name, text in commands.SEVERITY_NAMES.items()},
        "kinds": KINDS,
        "said": said,
        "number": lambda value, decimals=None: "–" if value is None else said(number_text(value, decimals)),
        "day": lambda day: said(date_text(day)),
    }
    response = HTMLResponse(_template(template).render(shared | facts), status)
    response.set_cookie(COOKIE, spoken(), samesite="strict", httponly=True)
    return response


def attachment(name: str, data: bytes) -> Response:
    """A file to download, of the kind its name says."""
    kind = MEDIA[name.rpartition(".")[2]]
    return Response(data, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


def sorry(request: Request, text: Text, *more: Text, status: int = 400) -> HTMLResponse:
    """A page that says in a sentence what is in the way."""
    return show(request, "sorry", status, text=said(text), more=[said(one) for one in more])


@lru_cache(maxsize=32)
def _template(name: str) -> Template:
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    loader = ChoiceLoader([PackageLoader("flows.desk", "templates"), PackageLoader("flows.report", "page")])
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True).get_template(
        f"{name}.html.jinja"
    )
