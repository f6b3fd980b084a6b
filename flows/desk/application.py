"""The desk as an application: its pages by path, and what guards them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from flows.desk.guarding import Guard
from flows.desk.pages import approving, board, checking, deciding, figures, home, releases, report
from flows.desk.rendering import choose_language, room_of, sorry
from flows.desk.room import Room
from flows.raw_folder.decisions import DecisionError
from flows.steps.papers.pack import TEMPLATE as FORM
from flows.steps.papers.pack import Pack
from flows.texts.screen import desk as texts
from flows.texts.system_errors import trouble
from schemas.reference import load_reference
from schemas.text import Text

HOST = "127.0.0.1"

# What a page does with a request and the fields of its form; it runs in a thread and may take its time.
Page = Callable[[Request, dict[str, Any]], Response]


def desk(raw: Path, warehouse: Path, port: int) -> Starlette:
    """The application for one raw/ and one warehouse/, on one port of this machine."""
    routes = [
        *_checking(),
        _route("/", home.home),
        _route("/templates/{period}", home.templates),
        _route("/letters/{period}", home.letters),
        _route("/board/{slug}/{period}", board.board),
        _route("/board/{slug}/{period}/letter", board.letter),
        _route("/board/{slug}/{period}/copy", board.copy),
        _route("/board/{slug}/{period}/submit", deciding.submit, "POST"),
        _route("/board/{slug}/{period}/correct", deciding.correct, "POST"),
        _route("/board/{slug}/{period}/waive", deciding.waive, "POST"),
        _route("/board/{slug}/{period}/end-correction", deciding.end_a_correction, "POST"),
        _route("/board/{slug}/{period}/end-waiver", deciding.end_a_waiver, "POST"),
        _route("/approve/{period}", approving.approval),
        _route("/approve/{period}", approving.approve, "POST"),
        _route("/publish/{period}", deciding.publish, "POST"),
        _route("/figures/{period}/{code}", figures.figures),
        _route("/figures/{period}", figures.contents),
        _route("/report/{period}", report.report),
        _route("/report/{period}/{file}", report.download),
        _route("/factcheck", report.ask),
        _route("/factcheck", report.factcheck, "POST", writes=False),
        _route("/releases", releases.releases),
    ]
    return _application(routes, Room(raw, warehouse, load_reference()), port)


def boards_desk(pack: Pack, port: int) -> Starlette:
    """The application at a board: its files are checked beside its own past, and nothing is written anywhere."""
    routes = [*_checking(), _route("/", checking.ask), _route(f"/{FORM}", checking.form)]
    return _application(routes, Room(pack.raw, pack.raw.parent / "warehouse", load_reference(), pack), port)


def _checking() -> list[Route]:
    return [
        _route("/check", checking.ask),
        _route("/check", checking.check, "POST", writes=False),
        _route("/checked/{name}/{what}", checking.download),
    ]


def _application(routes: list[Route], room: Room, port: int) -> Starlette:
    hosts = frozenset(f"{name}:{port}" for name in (HOST, "localhost"))
    middleware = [Middleware(Guard, hosts=hosts)]
    application = Starlette(
        routes=routes,
        middleware=middleware,
        exception_handlers={404: _sentence(texts.NOT_THERE, 404), 500: _sentence(texts.FAULT, 500)},
    )
    application.state.room = room
    return application


def _sentence(text: Text, status: int) -> Callable[[Request, Exception], Response]:
    """The page for what no page answers."""

    def answer(request: Request, _: Exception) -> Response:
        choose_language(request)
        return sorry(request, text, status=status)

    return answer


def _route(path: str, page: Page, method: str = "GET", *, writes: bool = True) -> Route:
    """A page; of a form that writes, only where the token of this desk stands in it."""

    async def answer(request: Request) -> Response:
        fields: dict[str, Any] = {}
        if method == "POST":
            async with request.form(max_files=4, max_fields=60) as form:
                for name, value in form.items():
                    fields[name] = value if isinstance(value, str) else (value.filename or "", await value.read())
        else:
            fields = dict(request.query_params)
        choose_language(request)
        if method == "POST" and writes and fields.get("token") != room_of(request).token:
            return sorry(request, texts.NO_TOKEN, status=403)
        return await run_in_threadpool(_answered, page, request, fields)

    endpoint: Callable[[Request], Coroutine[Any, Any, Response]] = answer
    return Route(path, endpoint, methods=[method], name=f"{page.__module__}.{page.__name__}.{method}")


def _answered(page: Page, request: Request, fields: dict[str, Any]) -> Response:
    """What cannot be followed is a page that says so; nothing is a traceback."""
    try:
        return page(request, fields)
    except DecisionError as error:
        return sorry(request, error.text)
    except OSError as error:
        return sorry(request, trouble(error))
    except Exception as error:
        text = getattr(error, "text", None)
        if not isinstance(text, Text):
            raise
        return sorry(request, text, *getattr(error, "obstacles", ()), status=404 if request.method == "GET" else 400)
