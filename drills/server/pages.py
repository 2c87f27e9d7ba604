"""Pages for browsers: leadership's live page and the wall of the hall, kept fresh by server-sent events.

They are made of the teams' pictures alone (`reports.live`). Whoever wants to see them types a code once; the browser keeps
a cookie that only this host reads.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from drills.hall.codes import CONTROL, LEADERSHIP, REFUSALS, token_hash
from drills.language import speak
from drills.protocol import PROTOCOL, Hello
from reports.live import Kind, Standing, asset, door, fragments, page

if TYPE_CHECKING:
    from drills.server.host import Host

COOKIE = "dientap_page"
MAY_SEE = (LEADERSHIP, CONTROL)
LONGEST_FORM = 1_000
"""Bytes of the form with the code."""
QUEUED = 8
"""Changes that wait for one browser; one that takes none is told to load the page again."""
AGAIN = "event: again\ndata: 1\n\n"
BEAT = ": still here\n\n"
STILL_HERE_S = 15
KINDS: dict[str, Kind] = {"leadership": "leadership", "wall": "wall"}


class Feed:
    """Who looks at which page, and what they have seen of it."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._listeners: dict[tuple[Kind, str], list[asyncio.Queue[str]]] = {}
        self._sent: dict[tuple[Kind, str], dict[str, str]] = {}
        self._drawing = ThreadPoolExecutor(1, "pages")

    def standings(self) -> list[Standing]:
        """How every drill stands, as its seats may know it."""
        exercise = self._host.exercise
        return [
            Standing(
                id=name,
                group=exercise.groups.get(name, ""),
                plan=session.plan,
                now=session.now // 1000 * 1000,
                phase=str(session.phase),
                why=session.why,
                speed=session.speed,
                views={team.id: session.view(team.id) for team in session.plan.teams},
                bots=frozenset(session.bots),
            )
            for name, session in exercise.drills.items()
        ]

    async def draw(self, kind: Kind, lang: str) -> str:
        """The whole page; drawn beside the loop, because it takes some milliseconds a drill."""
        return await asyncio.get_running_loop().run_in_executor(self._drawing, page, self.standings(), kind, lang)

    async def publish(self) -> None:
        """Tell every browser what changed since the last time."""
        for key, queues in list(self._listeners.items()):
            if not queues:
                continue
            kind, lang = key
            now = await asyncio.get_running_loop().run_in_executor(self._drawing, fragments, self.standings(), kind, lang)
            before = self._sent.get(key, {})
            changed = {name: markup for name, markup in now.items() if before.get(name) != markup}
            self._sent[key] = now
            if changed:
                line = f"data: {json.dumps(changed, ensure_ascii=False)}\n\n"
                for queue in queues:
                    if queue.full():
                        while not queue.empty():
                            queue.get_nowait()
                        queue.put_nowait(AGAIN)
                    else:
                        queue.put_nowait(line)

    async def listen(self, kind: Kind, lang: str) -> AsyncIterator[str]:
        """The lines for one browser, for as long as it listens."""
        queue: asyncio.Queue[str] = asyncio.Queue(QUEUED)
        queues = self._listeners.setdefault((kind, lang), [])
        queues.append(queue)
        self._sent.pop((kind, lang), None)  # so that the newcomer, too, gets the whole of it next time
        try:
            yield BEAT
            while not self._host.is_stopping:
                try:
                    yield await asyncio.wait_for(queue.get(), STILL_HERE_S)
                except TimeoutError:
                    yield BEAT
        finally:
            queues.remove(queue)

    def close(self) -> None:
        """Draw nothing more."""
        self._drawing.shutdown(wait=False, cancel_futures=True)


def routes(host: Host) -> list[Route]:
    """The pages of a running exercise."""
    pages = _Pages(host)
    return [
        Route("/", pages.door, methods=["GET"]),
        Route("/enter", pages.enter, methods=["POST"]),
        Route("/leadership", pages.leadership, methods=["GET"]),
        Route("/wall", pages.wall, methods=["GET"]),
        Route("/stream/{kind}", pages.stream, methods=["GET"]),
        Route("/live.css", _asset, methods=["GET"]),
        Route("/live.js", _asset, methods=["GET"]),
    ]


class _Pages:
    def __init__(self, host: Host) -> None:
        self._host = host

    def _may_see(self, request: Request) -> bool:
        token = request.cookies.get(COOKIE, "")
        seat = self._host.exercise.by_token(token_hash(token)) if token else None
        return seat is not None and seat.role in MAY_SEE

    async def door(self, request: Request) -> Response:
        """Ask for a code, or show the page where one was given."""
        if self._may_see(request):
            return RedirectResponse("/leadership", 303)
        return HTMLResponse(door(self._host.exercise.plan, "", _lang(request)))

    async def enter(self, request: Request) -> Response:
        """Take a code."""
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LONGEST_FORM:
                return PlainTextResponse("quá dài / too long\n", 413)
        code = (parse_qs(body.decode(errors="replace")).get("code") or [""])[0]
        entry = await self._host.admit(Hello(PROTOCOL, code=code), request.client.host if request.client else "", MAY_SEE)
        lang = _lang(request)
        if entry.seat is None:
            why = entry.refused
            say = speak(lang)
            params = {key: str(value) for key, value in (why.params if why else {}).items()}
            problem = say(REFUSALS.get(why.code if why else "", REFUSALS["code-unknown"])).format_map(
                {"found": "", "minutes": "", **params}
            )
            return HTMLResponse(door(self._host.exercise.plan, problem, lang), 403)
        answer = RedirectResponse("/leadership", 303)
        answer.set_cookie(COOKIE, entry.token, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/")
        return answer

    async def leadership(self, request: Request) -> Response:
        """Leadership's live page."""
        return await self._page(request, "leadership")

    async def wall(self, request: Request) -> Response:
        """The wall of the hall."""
        return await self._page(request, "wall")

    async def _page(self, request: Request, kind: Kind) -> Response:
        if not self._may_see(request):
            return RedirectResponse("/", 303)
        return HTMLResponse(await self._host.feed.draw(kind, _lang(request)))

    async def stream(self, request: Request) -> Response:
        """What changes on a page, as it changes."""
        kind = KINDS.get(request.path_params["kind"])
        if kind is None or not self._may_see(request):
            return PlainTextResponse("cần mã / a code is needed\n", 401)
        return StreamingResponse(self._host.feed.listen(kind, _lang(request)), media_type="text/event-stream")


def _lang(request: Request) -> str:
    return "en" if request.query_params.get("lang") == "en" else "vi"


async def _asset(request: Request) -> Response:
    media, body = asset(request.url.path.rpartition("/")[2])
    return Response(body, media_type=media)
