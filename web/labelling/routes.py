"""The labelling page's addresses, below `/labelling/`; none of them answers anybody but the team."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Header, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import SQLAlchemyError

from labeling.database import WorkerBusyError
from web.labelling import pages
from web.labelling.access import COOKIE, HOURS, TeamAccess
from web.labelling.loop import BlockedError, Loop

log = logging.getLogger(__name__)

# Photos of people: no cache between here and the team keeps them.
PRIVATE = {"Cache-Control": "no-store"}
WRONG_PASSWORD_SECONDS = 1.0
AT_ONCE = 4

Size = Annotated[int, Query(ge=1, le=200)]


def labelling_routes(loop: Loop, access: TeamAccess) -> APIRouter:
    """The page, what it asks for, and the way in."""
    router = APIRouter(prefix="/labelling", include_in_schema=False)
    _add_pages(router, access)
    _add_answers(router, loop, _guard(access))
    return router


def _guard(access: TeamAccess) -> Callable[[Request], None]:
    def guard(request: Request) -> None:
        if not access.allows(request):
            raise HTTPException(401, "Sign in again.")

    return guard


def _own_script(x_labelling: Annotated[str, Header()] = "") -> None:
    """Only our own script sends this header: a form or script of another site can't."""
    if not x_labelling:
        raise HTTPException(403, "This is for the labelling page.")


def _add_pages(router: APIRouter, access: TeamAccess) -> None:
    trying = asyncio.Semaphore(AT_ONCE)

    @router.get("")
    def way() -> Response:
        return RedirectResponse("labelling/")

    @router.get("/")
    def page(request: Request) -> Response:
        if access.allows(request):
            return HTMLResponse(pages.page(signed_in=access.has_password), headers=PRIVATE)
        if not access.has_password:
            return HTMLResponse(pages.CLOSED, 403, headers=PRIVATE)
        return HTMLResponse(pages.login(), headers=PRIVATE)

    @router.post("/login")
    async def login(request: Request, password: Annotated[str, Form(max_length=1000)] = "") -> Response:
        async with trying:
            token = access.sign_in(password)
            if token is None:
                await asyncio.sleep(WRONG_PASSWORD_SECONDS)
                return HTMLResponse(pages.login(wrong=True), 401, headers=PRIVATE)
        answer = RedirectResponse("./", 303)
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, token, max_age=HOURS * 3600, httponly=True, samesite="strict", secure=secure)
        return answer

    @router.post("/logout")
    def logout(request: Request) -> Response:
        access.sign_out(request)
        answer = RedirectResponse("./", 303)
        answer.delete_cookie(COOKIE)
        return answer


def _add_answers(router: APIRouter, loop: Loop, guard: Callable[[Request], None]) -> None:
    team, script = [Depends(guard)], [Depends(guard), Depends(_own_script)]

    @router.get("/api/state", dependencies=team)
    def state(size: Size = 24) -> Response:
        return _answer(lambda: loop.state(size))

    @router.get("/api/job", dependencies=team)
    def job() -> Response:
        return _answer(loop.job)

    @router.post("/api/start/{name}", dependencies=script)
    def start(name: str, size: Size = 24) -> Response:
        return _answer(lambda: loop.start(name, size))

    @router.post("/api/stop", dependencies=script)
    def stop() -> Response:
        return _answer(loop.stop)

    _add_decisions(router, loop, script)

    @router.get("/photos/{name}", dependencies=team)
    def photo(name: str) -> Response:
        path = loop.photo(name)
        if path is None:
            raise HTTPException(404)
        return FileResponse(path, media_type="image/jpeg", headers=PRIVATE)


def _add_decisions(router: APIRouter, loop: Loop, script: list[Any]) -> None:
    @router.post("/api/accept/{photo}/{annotation}", dependencies=script)
    def accept(photo: str, annotation: int) -> Response:
        return _answer(lambda: loop.decide(photo, annotation))

    @router.post("/api/reject/{photo}", dependencies=script)
    def reject(photo: str) -> Response:
        return _answer(lambda: loop.decide(photo, None))

    @router.post("/api/again/{photo}", dependencies=script)
    def again(photo: str) -> Response:
        return _answer(lambda: loop.again(photo))

    @router.post("/api/promote/{version}", dependencies=script)
    def promote(version: str, seen: str) -> Response:
        return _answer(lambda: loop.promote(version, seen))

    @router.post("/api/rollback", dependencies=script)
    def roll_back(seen: str) -> Response:
        return _answer(lambda: loop.roll_back(seen))


def _answer(ask: Callable[[], Any]) -> JSONResponse:
    """What was asked for as JSON, or a sentence under "error"."""
    try:
        return JSONResponse(ask(), headers=PRIVATE)
    except KeyError:
        return JSONResponse({"error": "There is no such command."}, 404, PRIVATE)
    except (BlockedError, WorkerBusyError) as error:
        return JSONResponse({"error": _sentence(str(error))}, 409, PRIVATE)
    except (SQLAlchemyError, OSError) as error:
        log.exception("the labelling page can't be answered")
        return JSONResponse({"error": f"That did not work: {type(error).__name__}. The log says more."}, 500, PRIVATE)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."
